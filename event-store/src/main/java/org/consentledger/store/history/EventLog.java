package org.consentledger.store.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SimpleSerializedObject;
import org.consentledger.api.EventId;
import org.consentledger.api.company.CompanyCommand.CompanyStream;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.CallerMetadata;
import org.consentledger.store.LedgerSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads recorded events: one, a stretch of a stream, or a stretch of the whole ledger. */
@Component
public class EventLog {
    private static final String COLUMNS =
            "event_id, aggregate_id, sequence, recorded_at, payload_type," + " payload_revision, payload, metadata";

    private final JdbcClient jdbc;
    private final LedgerSerializer serializer;

    EventLog(JdbcClient jdbc, LedgerSerializer serializer) {
        this.jdbc = jdbc;
        this.serializer = serializer;
    }

    /** The event of that id. */
    public Optional<RecordedEvent> find(EventId id) {
        return jdbc.sql("select " + COLUMNS + " from ledger.event where event_id = ?")
                .param(id.toString())
                .query((row, n) -> read(row, null))
                .optional();
    }

    /** The events of a person's stream, oldest first, after the given version; at most {@code limit}. */
    public List<RecordedEvent> stream(SubjectId subject, long afterVersion, int limit) {
        return stream("Subject", subject.toString(), afterVersion, limit);
    }

    /** The events of a company's stream, oldest first, after the given version; at most {@code limit}. */
    public List<RecordedEvent> stream(CompanyStream company, long afterVersion, int limit) {
        return stream("Company", company.toString(), afterVersion, limit);
    }

    private List<RecordedEvent> stream(String type, String stream, long afterVersion, int limit) {
        return jdbc.sql("select " + COLUMNS + " from ledger.event"
                        + " where aggregate_id = ? and aggregate_type = ? and sequence >= ? order by sequence limit ?")
                .params(stream, type, afterVersion, limit)
                .query((row, n) -> read(row, null))
                .list();
    }

    /** The events of the whole ledger in the order of their positions, after the given one; at most {@code limit}. */
    public List<RecordedEvent> page(long afterPosition, int limit) {
        return jdbc.sql("select position, " + COLUMNS
                        + " from ledger.event_log log cross join lateral"
                        + " (select * from ledger.event where global_index = log.global_index offset 0) event"
                        + " where position > ? order by position limit ?")
                .params(afterPosition, limit)
                .query((row, n) -> read(row, row.getLong("position")))
                .list();
    }

    /**
     * The events of these streams, each oldest first; at most {@code limit}.
     *
     * @param type what they hold; streams of other events are not read
     */
    public List<RecordedEvent> streams(Collection<String> streams, Class<?> type, int limit) {
        return jdbc
                .sql("select " + COLUMNS + " from ledger.event where aggregate_id in (:streams)"
                        + " order by aggregate_id, sequence limit :limit")
                .param("streams", streams)
                .param("limit", limit)
                .query((row, n) -> read(row, null))
                .list()
                .stream()
                .filter(event -> type.isInstance(event.event()))
                .toList();
    }

    private RecordedEvent read(ResultSet row, @Nullable Long position) throws SQLException {
        String type = row.getString("payload_type");
        MetaData metadata = serializer.deserialize(
                new SimpleSerializedObject<>(row.getBytes("metadata"), byte[].class, MetaData.class.getName(), null));
        return new RecordedEvent(
                EventId.of(row.getString("event_id")),
                row.getString("aggregate_id"),
                row.getLong("sequence") + 1,
                type,
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                CallerMetadata.read(metadata),
                serializer.event(type, row.getString("payload_revision"), row.getBytes("payload")),
                position);
    }
}
