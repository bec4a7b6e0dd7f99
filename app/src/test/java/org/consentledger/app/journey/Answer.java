package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the ledger answered, and what may be expected of it. */
record Answer(int status, HttpHeaders headers, String body) {
    private static final JsonMapper JSON = JsonMapper.shared();

    JsonNode json() {
        return JSON.readTree(body);
    }

    /** The text of a field that must be there; a dotted name leads into objects. */
    String value(String name) {
        JsonNode node = json();
        for (String step : name.split("\\.")) {
            node = node.required(step);
        }
        return node.asString();
    }

    Instant time(String name) {
        return Instant.parse(value(name));
    }

    List<String> texts(String array) {
        return json().required(array).valueStream().map(JsonNode::asString).toList();
    }

    /** The items of a list, or of a page of it. */
    List<JsonNode> items() {
        return json().required("items").valueStream().toList();
    }

    Stream<String> each(String field) {
        return items().stream().map(item -> item.required(field).asString());
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    Answer is(int expected) {
        assertThat(status).as(body).isEqualTo(expected);
        return this;
    }

    /** The act is new, and stands in the ledger now. */
    Answer recorded() {
        is(201);
        assertThat(json().required("changed").asBoolean()).isTrue();
        return this;
    }

    /** The act stood in the ledger before. */
    Answer stoodAlready() {
        is(200);
        assertThat(json().required("changed").asBoolean()).isFalse();
        return this;
    }

    Answer permits(String reason) {
        return decides("PERMIT", reason);
    }

    Answer denies(String reason) {
        return decides("DENY", reason);
    }

    private Answer decides(String decision, String reason) {
        is(200);
        assertThat(value("decision") + " " + value("reason")).as(body).isEqualTo(decision + " " + reason);
        return this;
    }

    Answer refused(int expected, String code) {
        is(expected);
        assertThat(header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(value("code")).as(body).isEqualTo(code);
        return this;
    }

    /** Refused for exactly these faults, by pointer. */
    Answer refusedFor(Map<String, String> expected) {
        var found = new TreeMap<String, String>();
        json().path("errors")
                .forEach(fault -> found.put(
                        fault.required("pointer").asString(),
                        fault.required("code").asString()));
        assertThat(found).as(body).containsExactlyInAnyOrderEntriesOf(expected);
        return this;
    }
}
