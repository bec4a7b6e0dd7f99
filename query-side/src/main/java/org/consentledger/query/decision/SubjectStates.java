package org.consentledger.query.decision;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.consentledger.api.EventId;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.rules.Entry;
import org.consentledger.query.decision.rules.SubjectSignals;
import org.consentledger.store.LedgerSerializer;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads what a person's stream holds for decisions, never stale: one statement, hence one snapshot, reads the folded
 * view of the live generation, whatever the stream holds beyond it, and the head of the catalogue. The view may lag, be reset or be missing.
 */
@Component
class SubjectStates {
    private static final String BY_ID = "(select cast(:id as uuid) as subject_id)";
    private static final String BY_HASH = "(select subject_id from ledger.identifier where hash in (:hashes) limit 1)";
    private static final String READ = """
            select asked.subject_id, view.version, view.entries, head.version as catalogue_head,
                   tail.sequence, tail.event_id, tail.recorded_at, tail.payload_type, tail.payload_revision, tail.payload
            from ledger.catalogue_head head
            left join %s asked on true
            left join view.projection projection on projection.name = 'subject'
            left join view.subject view on view.generation = projection.live and view.subject_id = asked.subject_id
            left join ledger.event tail on tail.aggregate_id = asked.subject_id::text
                 and tail.sequence >= coalesce(view.version, 0)
            order by tail.sequence""";
    private static final String READ_BY_ID = READ.formatted(BY_ID);
    private static final String READ_BY_HASH = READ.formatted(BY_HASH);

    private final JdbcClient jdbc;
    private final LedgerSerializer serializer;

    /** A person's signals and the head of the catalogue, from one snapshot. */
    record Read(SubjectSignals signals, long catalogueHead) {}

    SubjectStates(JdbcClient jdbc, LedgerSerializer serializer) {
        this.jdbc = jdbc;
        this.serializer = serializer;
    }

    Read read(Named person) {
        return switch (person) {
            case Named.ById(SubjectId id) -> read(id);
            case Named.ByIdentifier byIdentifier ->
                jdbc.sql(READ_BY_HASH).param("hashes", byIdentifier.hashes()).query(this::fold);
        };
    }

    Read read(SubjectId id) {
        return jdbc.sql(READ_BY_ID).param("id", id.value()).query(this::fold);
    }

    private Read fold(ResultSet row) throws SQLException {
        row.next();
        long catalogueHead = row.getLong("catalogue_head");
        UUID subject = row.getObject("subject_id", UUID.class);
        long version = row.getLong("version");
        byte[] folded = row.getBytes("entries");
        List<Entry> entries = new ArrayList<>(Entries.read(folded));
        do {
            byte[] payload = row.getBytes("payload");
            if (payload == null) {
                break;
            }
            version = row.getLong("sequence") + 1;
            Entry entry = entry(row, payload);
            if (entry != null) {
                entries.add(entry);
            }
        } while (row.next());
        return version == 0
                ? new Read(SubjectSignals.UNKNOWN, catalogueHead)
                : new Read(new SubjectSignals(new SubjectId(subject), version, entries), catalogueHead);
    }

    private @Nullable Entry entry(ResultSet row, byte[] payload) throws SQLException {
        String type = row.getString("payload_type");
        var event = (SubjectEvent) serializer.event(type, row.getString("payload_revision"), payload);
        return Entry.of(
                event,
                type,
                EventId.of(row.getString("event_id")),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }
}
