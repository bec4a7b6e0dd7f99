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
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * Reads what a person's stream holds for decisions, never stale: one statement, hence one snapshot, reads the folded
 * view of the live generation, whatever the stream holds beyond it, and the head of the catalogue. The view may lag, be reset or be missing.
 */
@Component
class SubjectStates {
    private static final String BY_ID = "select 0 as place, cast(:id as uuid) as subject_id";
    private static final String BY_HASH =
            "select 0 as place, (select subject_id from ledger.identifier where hash in (:hashes) limit 1) as subject_id";
    private static final String AND_HOLDER =
            " union all select 1, (select subject_id from ledger.identifier where hash in (:holder) limit 1)";
    /**
     * Small tables have no statistics, and the planner would take one row for thousands: so single values are read as such,
     * and each table is looked into once for each person, by its key.
     */
    private static final String READ = """
            select asked.place, asked.subject_id, view.version, view.entries, asked.catalogue_head,
                   tail.sequence, tail.event_id, tail.recorded_at, tail.payload_type, tail.payload_revision, tail.payload
            from (select place, subject_id,
                         (select version from ledger.catalogue_head) as catalogue_head,
                         (select live from view.projection where name = 'subject') as live
                  from (%s) named) asked
            left join lateral (select version, entries from view.subject
                               where generation = asked.live and subject_id = asked.subject_id offset 0) view on true
            left join lateral (select * from ledger.event
                               where aggregate_id = asked.subject_id::text and sequence >= coalesce(view.version, 0)
                               offset 0) tail on true
            order by asked.place, tail.sequence""";

    private static final String READ_BY_ID = READ.formatted(BY_ID);
    private static final String READ_BY_HASH = READ.formatted(BY_HASH);
    private static final String READ_BY_ID_AND_HOLDER = READ.formatted(BY_ID + AND_HOLDER);
    private static final String READ_BY_HASH_AND_HOLDER = READ.formatted(BY_HASH + AND_HOLDER);

    private final JdbcClient jdbc;
    private final LedgerSerializer serializer;

    /**
     * A person's signals, those of whoever holds the address asked about, and the head of the catalogue, from one snapshot.
     *
     * @param holder those of nobody known, where no address was asked about
     */
    record Read(SubjectSignals signals, SubjectSignals holder, long catalogueHead) {
        /** Of nobody. */
        static final Read NOTHING = new Read(SubjectSignals.UNKNOWN, SubjectSignals.UNKNOWN, 0);
    }

    SubjectStates(JdbcClient jdbc, LedgerSerializer serializer) {
        this.jdbc = jdbc;
        this.serializer = serializer;
    }

    Read read(Named person) {
        return read(person, null);
    }

    Read read(SubjectId id) {
        return read(new Named.ById(id), null);
    }

    /** @param holder the name that may be another person's; null: there is none to ask about */
    Read read(Named person, Named.@Nullable ByIdentifier holder) {
        StatementSpec statement = switch (person) {
            case Named.ById(SubjectId id) ->
                jdbc.sql(holder == null ? READ_BY_ID : READ_BY_ID_AND_HOLDER).param("id", id.value());
            case Named.ByIdentifier byIdentifier ->
                jdbc.sql(holder == null ? READ_BY_HASH : READ_BY_HASH_AND_HOLDER)
                        .param("hashes", byIdentifier.hashes());
        };
        return (holder == null ? statement : statement.param("holder", holder.hashes())).query(this::fold);
    }

    private Read fold(ResultSet row) throws SQLException {
        boolean more = row.next();
        long catalogueHead = row.getLong("catalogue_head");
        SubjectSignals[] signals = {SubjectSignals.UNKNOWN, SubjectSignals.UNKNOWN};
        while (more) {
            int place = row.getInt("place");
            UUID subject = row.getObject("subject_id", UUID.class);
            long version = row.getLong("version");
            List<Entry> entries = new ArrayList<>(Entries.read(row.getBytes("entries")));
            do {
                byte[] payload = row.getBytes("payload");
                if (payload != null) {
                    version = row.getLong("sequence") + 1;
                    Entry entry = entry(row, payload);
                    if (entry != null) {
                        entries.add(entry);
                    }
                }
                more = row.next();
            } while (more && row.getInt("place") == place);
            if (version > 0) {
                signals[place] = new SubjectSignals(new SubjectId(subject), version, entries);
            }
        }
        return new Read(signals[0], signals[1], catalogueHead);
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
