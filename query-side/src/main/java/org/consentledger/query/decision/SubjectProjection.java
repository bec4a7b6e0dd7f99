package org.consentledger.query.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.DomainEventMessage;
import org.consentledger.api.EventId;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.SubjectProjection.Change;
import org.consentledger.query.decision.rules.Entry;
import org.consentledger.query.projection.Projection;
import org.consentledger.store.EventNames;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Folds each person's events into one row, a batch of events in one statement. A row moves from one version to the very
 * next; a hole would make decisions trust a row that misses a signal, so it stops the projection instead.
 */
@Component
class SubjectProjection implements Projection<Change> {

    /** What one event adds to a person's row. */
    record Change(
            SubjectId subject, long sequence, @Nullable Entry entry) {}

    /** What a batch adds to one person's row. */
    private static final class Addition {
        private final long from;
        private long to;
        private final List<Entry> entries = new ArrayList<>();

        Addition(long from) {
            this.from = from;
            this.to = from;
        }
    }

    @Override
    public String name() {
        return "subject";
    }

    @Override
    public boolean reads(DomainEventMessage<?> event) {
        return event.getType().equals("Subject");
    }

    @Override
    public Change change(DomainEventMessage<?> message) {
        var event = (SubjectEvent) message.getPayload();
        Instant recordedAt = message.getTimestamp();
        EventId eventId = EventId.of(message.getIdentifier());
        return new Change(
                event.subject(),
                message.getSequenceNumber(),
                Entry.of(event, EventNames.of(event.getClass()), eventId, recordedAt));
    }

    @Override
    public void apply(JdbcClient jdbc, int generation, List<Change> changes) {
        var additions = new LinkedHashMap<SubjectId, Addition>();
        for (Change change : changes) {
            Addition addition = additions.computeIfAbsent(change.subject, _ -> new Addition(change.sequence));
            if (addition.to != change.sequence) {
                throw new IllegalStateException("Event " + change.sequence + " follows " + addition.to);
            }
            addition.to++;
            if (change.entry != null) {
                addition.entries.add(change.entry);
            }
        }
        merge(jdbc, generation, additions);
    }

    private static void merge(JdbcClient jdbc, int generation, Map<SubjectId, Addition> additions) {
        int size = additions.size();
        var subjects = new String[size];
        var from = new long[size];
        var to = new long[size];
        var entries = new String[size];
        int i = 0;
        for (Map.Entry<SubjectId, Addition> addition : additions.entrySet()) {
            subjects[i] = addition.getKey().toString();
            from[i] = addition.getValue().from;
            to[i] = addition.getValue().to;
            entries[i++] = Entries.write(addition.getValue().entries);
        }
        int moved = jdbc.sql("""
                        merge into view.subject_%d held
                        using unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::text[])
                              as added(subject_id, from_version, to_version, entries)
                        on held.subject_id = added.subject_id
                        when matched and held.version = added.from_version then
                            update set version = added.to_version, entries = held.entries || added.entries
                        when not matched and added.from_version = 0 then
                            insert (generation, subject_id, version, entries)
                            values (%1$d, added.subject_id, added.to_version, added.entries)""".formatted(generation))
                .params(subjects, from, to, entries)
                .update();
        if (moved != size) {
            throw new IllegalStateException((size - moved) + " of " + size + " rows are not at the version expected");
        }
    }

    @Override
    public void clear(JdbcClient jdbc, int generation) {
        jdbc.sql("truncate view.subject_" + generation).update();
    }
}
