package org.consentledger.query.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.ResetHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.consentledger.api.EventId;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.rules.Entry;
import org.consentledger.store.EventNames;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Folds each person's events into one row, a batch of events in one statement. A row moves from one version to the very
 * next; a hole would make decisions trust a row that misses a signal, so it stops the projection instead.
 */
@Component
@ProcessingGroup(SubjectProjection.PROCESSOR)
class SubjectProjection {
    static final String PROCESSOR = "subject-view";

    private final JdbcClient jdbc;

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

    SubjectProjection(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(
            SubjectEvent event,
            EventMessage<?> message,
            @Timestamp Instant recordedAt,
            @SequenceNumber long sequence,
            UnitOfWork<?> batch) {
        Addition addition = additions(batch).computeIfAbsent(event.subject(), id -> new Addition(sequence));
        if (addition.to != sequence) {
            throw new IllegalStateException("Event " + message.getIdentifier() + " does not follow its predecessor");
        }
        addition.to = sequence + 1;
        Entry entry = Entry.of(event, EventNames.of(event.getClass()), EventId.of(message.getIdentifier()), recordedAt);
        if (entry != null) {
            addition.entries.add(entry);
        }
    }

    @ResetHandler
    void reset() {
        jdbc.sql("truncate view.subject").update();
    }

    private Map<SubjectId, Addition> additions(UnitOfWork<?> batch) {
        UnitOfWork<?> root = batch.root();
        return root.getOrComputeResource(PROCESSOR, key -> {
            var additions = new LinkedHashMap<SubjectId, Addition>();
            root.onPrepareCommit(work -> flush(additions));
            return additions;
        });
    }

    private void flush(Map<SubjectId, Addition> additions) {
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
                        merge into view.subject held
                        using unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::text[])
                              as added(subject_id, from_version, to_version, entries)
                        on held.subject_id = added.subject_id
                        when matched and held.version = added.from_version then
                            update set version = added.to_version, entries = held.entries || added.entries::jsonb
                        when not matched and added.from_version = 0 then
                            insert (subject_id, version, entries)
                            values (added.subject_id, added.to_version, added.entries::jsonb)""").params(subjects, from, to, entries).update();
        if (moved != size) {
            throw new IllegalStateException((size - moved) + " of " + size + " rows are not at the version expected");
        }
    }
}
