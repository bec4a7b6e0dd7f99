package org.consentledger.query.decision;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.consentledger.query.decision.rules.Entry;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The stored form of folded signals. The view is rebuilt whenever it changes, so it needs no versions. */
final class Entries {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<Entry>> LIST = new TypeReference<>() {};

    private Entries() {}

    static List<Entry> read(byte @Nullable [] json) {
        return json == null ? List.of() : JSON.readValue(json, LIST);
    }

    static String write(List<Entry> entries) {
        return new String(JSON.writerFor(LIST).writeValueAsBytes(entries), StandardCharsets.UTF_8);
    }
}
