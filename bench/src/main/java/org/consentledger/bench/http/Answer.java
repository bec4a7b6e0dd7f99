package org.consentledger.bench.http;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server answered.
 *
 * @param status of HTTP
 * @param body text, possibly empty
 */
public record Answer(int status, String body) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The body, which must be JSON. */
    public JsonNode json() {
        return JSON.readTree(body);
    }

    /** The code of a problem, or its absence in words. */
    public String code() {
        return body.startsWith("{") ? json().path("code").asString("no code") : "no code";
    }
}
