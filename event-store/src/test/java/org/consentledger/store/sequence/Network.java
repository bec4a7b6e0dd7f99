package org.consentledger.store.sequence;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.consentledger.store.Background;
import org.consentledger.store.LedgerSerializer;
import org.consentledger.store.sealing.TestLedger;
import org.consentledger.store.sealing.TestVault;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An empty ledger of its own, with nodes that sequence and read it, and writers. */
final class Network implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(20);

    private static final String SESSION_OF_LEADER = """
            from pg_locks
            where locktype = 'advisory' and granted
            and database = (select oid from pg_database where datname = current_database())""";

    final HikariDataSource database;
    final JdbcClient jdbc;

    /** As the role that owns the tables. */
    final JdbcClient owner;

    private final LedgerSerializer serializer;
    private final List<Node> nodes = new ArrayList<>();

    /** @param version the migration the database is at; null: the last */
    Network(Path keys, @Nullable String version) {
        database = TestLedger.empty(version);
        jdbc = JdbcClient.create(database);
        owner = TestLedger.ownerOf(database);
        serializer = new LedgerSerializer(TestVault.in(keys));
    }

    /** What one server does behind its requests. */
    record Node(Background background, Sequencer sequencer, LedgerStream stream) implements AutoCloseable {
        @Override
        public void close() {
            sequencer.stop();
            stream.stop();
            background.close();
        }
    }

    /** One more node, started. */
    Node node(int batchEvents) {
        var background = new Background(database, 8);
        var node = new Node(
                background,
                new Sequencer(background, new SequencerSettings(20, batchEvents)),
                new LedgerStream(background, serializer));
        nodes.add(node);
        node.sequencer.start();
        node.stream.start();
        return node;
    }

    Node node() {
        return node(5_000);
    }

    Connection writer() throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /** Appends an event, which is not committed yet; its index. */
    static long append(Connection writer, String stream, long sequence) throws SQLException {
        return append(writer, stream, sequence, Instant.parse("2026-01-01T00:00:00.000001Z"));
    }

    static long append(Connection writer, String stream, long sequence, Instant recordedAt) throws SQLException {
        try (var statement = writer.prepareStatement("""
                insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at,
                                          payload_type, payload_revision, payload, metadata)
                values (?, ?, ?, 'Subject', ?, 'opted-out', '1', ?, ?) returning global_index""")) {
            statement.setString(1, UUID.randomUUID().toString());
            statement.setString(2, stream);
            statement.setLong(3, sequence);
            statement.setObject(4, recordedAt.atOffset(ZoneOffset.UTC));
            statement.setBytes(5, (stream + "/" + sequence).getBytes(StandardCharsets.UTF_8));
            statement.setBytes(6, "{}".getBytes(StandardCharsets.UTF_8));
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Appends that many events to a new stream, one transaction each; their indexes. */
    List<Long> committed(int events) throws SQLException {
        String stream = UUID.randomUUID().toString();
        var indexes = new ArrayList<Long>();
        try (var writer = writer()) {
            for (int i = 0; i < events; i++) {
                indexes.add(append(writer, stream, i));
                writer.commit();
            }
        }
        return indexes;
    }

    /** Appends an event that never comes to be; its index. */
    long rolledBack() throws SQLException {
        try (var writer = writer()) {
            long index = append(writer, UUID.randomUUID().toString(), 0);
            writer.rollback();
            return index;
        }
    }

    /** The indexes in the order of their positions. */
    List<Long> log() {
        return numbers("select global_index from ledger.event_log order by position");
    }

    long floor() {
        return number("select floor from ledger.sequencer");
    }

    long drawn() {
        return number("select case when is_called then last_value else 0 end from ledger.event_global_index_seq");
    }

    List<Long> numbers(String sql) {
        return jdbc.sql(sql).query((row, n) -> row.getLong(1)).list();
    }

    long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    void awaitPositions(long events) {
        await().atMost(BOUND).until(() -> number("select count(*) from ledger.event_log") >= events);
    }

    void awaitFloorAtEnd() {
        await().atMost(BOUND).until(() -> floor() == drawn());
    }

    /** The node that gives positions, once there is one. */
    Node leader() {
        return await().atMost(BOUND)
                .until(
                        () -> nodes.stream()
                                .filter(node -> node.sequencer.isLeader())
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** Ends the leader's session on the server, as if its machine had died. */
    boolean killSessionOfLeader() {
        return !jdbc.sql("select pg_terminate_backend(pid) " + SESSION_OF_LEADER)
                .query(Boolean.class)
                .list()
                .isEmpty();
    }

    /** Records that the leader's session wrote to the server's write-ahead log, as far as it has told. */
    long loggedByLeader() {
        return number("select (pg_stat_get_backend_wal(pid)).wal_records " + SESSION_OF_LEADER);
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        database.close();
    }
}
