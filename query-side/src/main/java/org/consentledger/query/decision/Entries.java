package org.consentledger.query.decision;

import java.util.List;
import org.consentledger.query.decision.rules.Entry;
import org.consentledger.store.StoredTimes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stored form of folded signals: JSON, one a line, so that adding is appending. The view is rebuilt whenever it changes, so
 * it needs no versions.
 */
final class Entries {
    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(StoredTimes.module()).build();
    private static final ObjectReader READER = JSON.readerFor(Entry.class);
    private static final ObjectWriter WRITER = JSON.writerFor(Entry.class);

    private Entries() {}

    static List<Entry> read(byte @Nullable [] lines) {
        if (lines == null) {
            return List.of();
        }
        try (MappingIterator<Entry> entries = READER.readValues(lines)) {
            return entries.readAll();
        }
    }

    static String write(List<Entry> entries) {
        var lines = new StringBuilder();
        entries.forEach(entry -> lines.append(WRITER.writeValueAsString(entry)).append('\n'));
        return lines.toString();
    }
}
