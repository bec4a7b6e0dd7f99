package org.consentledger.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;

/**
 * Keeps events in {@code ledger.event}. Differs from Axon's engine in its times, which are {@code timestamptz} with
 * microseconds, and in having no snapshots: a person's stream is short, and reading none spares a round trip.
 */
final class LedgerEventStorage extends JdbcEventStorageEngine {
    static final EventSchema SCHEMA = EventSchema.builder()
            .eventTable("ledger.event")
            .globalIndexColumn("global_index")
            .eventIdentifierColumn("event_id")
            .aggregateIdentifierColumn("aggregate_id")
            .sequenceNumberColumn("sequence")
            .typeColumn("aggregate_type")
            .timestampColumn("recorded_at")
            .payloadTypeColumn("payload_type")
            .payloadRevisionColumn("payload_revision")
            .payloadColumn("payload")
            .metaDataColumn("metadata")
            .build();

    LedgerEventStorage(
            LedgerSerializer serializer,
            PersistenceExceptionResolver conflicts,
            ConnectionProvider connections,
            TransactionManager transactions) {
        super(builder()
                .schema(SCHEMA)
                .eventSerializer(serializer)
                .snapshotSerializer(serializer)
                .persistenceExceptionResolver(conflicts)
                .connectionProvider(connections)
                .transactionManager(transactions)
                .snapshotFilter(SnapshotFilter.rejectAll())
                .createTokenAt(LedgerEventStorage::tokenAt)
                // A short first batch is the whole stream: no second look for more.
                .finalAggregateBatchPredicate(batch -> batch.size() < 100));
    }

    @Override
    protected Stream<? extends DomainEventData<?>> readSnapshotData(String aggregateIdentifier) {
        return Stream.empty();
    }

    @Override
    protected Stream<? extends DomainEventData<?>> readEventData(String aggregateIdentifier, long firstSequence) {
        ReadAhead ahead = ReadAhead.current();
        ReadAhead.Person person = ahead == null ? null : ahead.person(aggregateIdentifier);
        return person == null
                ? super.readEventData(aggregateIdentifier, firstSequence)
                : person.stream().stream().skip(firstSequence);
    }

    @Override
    protected Object readTimeStamp(ResultSet row, String column) throws SQLException {
        // Axon would cut an Instant to milliseconds; a text it takes as it is.
        return row.getObject(column, OffsetDateTime.class).toInstant().toString();
    }

    @Override
    protected void writeTimestamp(PreparedStatement statement, int position, Instant time) throws SQLException {
        statement.setObject(position, time.atOffset(ZoneOffset.UTC));
    }

    private static PreparedStatement tokenAt(Connection connection, EventSchema schema, Instant time)
            throws SQLException {
        PreparedStatement statement =
                connection.prepareStatement("select min(global_index) - 1 from ledger.event where recorded_at >= ?");
        statement.setObject(1, time.atOffset(ZoneOffset.UTC));
        return statement;
    }
}
