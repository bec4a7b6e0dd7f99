package org.consentledger.store.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.consentledger.store.sealing.TestLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;

/** Positions are gapless, and every committed event gets one, however late it comes. */
class SequencerTest {
    private static final Duration TAKE_OVER = Duration.ofSeconds(10);

    @TempDir
    Path keys;

    private Network network;

    @BeforeEach
    void connect() {
        network = new Network(keys, null);
    }

    @AfterEach
    void disconnect() {
        network.close();
    }

    @Test
    void eventsGetTheirPositionsInTheOrderOfTheirIndexes() throws SQLException {
        var indexes = network.committed(12);
        network.node(5);
        network.awaitPositions(12);
        assertThat(network.log()).isEqualTo(indexes);
        assertThat(network.numbers("select position from ledger.event_log order by 1"))
                .isEqualTo(LongStream.rangeClosed(1, 12).boxed().toList());
        network.awaitFloorAtEnd();
    }

    @Test
    void whoCommitsLateOnALowerIndexIsNotLost() throws SQLException {
        network.node();
        try (var late = network.writer()) {
            long low = Network.append(late, "late", 0);
            var high = network.committed(3);
            network.awaitPositions(3);
            // Two more rounds, in which a floor that moved too early would have passed it.
            high.addAll(network.committed(1));
            network.awaitPositions(4);
            high.addAll(network.committed(1));
            network.awaitPositions(5);
            assertThat(network.floor()).isLessThan(low);
            late.commit();
            network.awaitPositions(6);
            assertThat(network.log()).startsWith(high.toArray(Long[]::new)).endsWith(low);
        }
        network.awaitFloorAtEnd();
    }

    @Test
    void floorWaitsForEveryWriterThatWasAtWorkWhenItWasAimedAt() throws SQLException {
        try (var late = network.writer();
                var later = network.writer()) {
            Network.append(late, "late", 0);
            long low = Network.append(later, "later", 0);
            String next = "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
            long seen = network.number(next);
            network.node();
            // The leader has looked, and taken an id to wait for, while both were at work.
            await().atMost(Network.BOUND).until(() -> network.number(next) > seen);
            late.commit();
            for (int round = 1; round < 5; round++) {
                network.awaitPositions(round);
                network.committed(1);
            }
            network.awaitPositions(5);
            assertThat(network.floor()).isLessThan(low);
            later.commit();
            network.awaitPositions(6);
            assertThat(network.log()).endsWith(low);
        }
    }

    @Test
    void whoCommitsLateIsFoundByTheNextLeaderToo() throws SQLException {
        var first = network.node();
        try (var late = network.writer()) {
            long low = Network.append(late, "late", 0);
            network.committed(3);
            network.awaitPositions(3);
            first.close();
            network.node();
            network.committed(3);
            network.awaitPositions(6);
            assertThat(network.floor()).isLessThan(low);
            late.commit();
            network.awaitPositions(7);
            assertThat(network.log()).endsWith(low);
        }
    }

    @Test
    void whatWasRolledBackLeavesNoHole() throws SQLException {
        network.node();
        network.rolledBack();
        network.committed(2);
        network.rolledBack();
        network.rolledBack();
        var last = network.committed(1);
        network.rolledBack();
        network.awaitFloorAtEnd();
        assertThat(network.floor()).isEqualTo(last.getLast() + 1);
        assertThat(network.log()).hasSize(3);
        assertThat(network.number("select max(position) from ledger.event_log")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001-05-04T00:00:00.000001Z", "1950-01-01T00:00:00.999999Z", "2090-01-01T00:00:00Z"})
    void timeOfAnEventDoesNotMatter(String recordedAt) throws SQLException {
        network.node();
        try (var late = network.writer();
                var other = network.writer()) {
            long low = Network.append(late, "late", 0, Instant.parse(recordedAt));
            long high = Network.append(other, "other", 0, Instant.parse(recordedAt));
            other.commit();
            network.awaitPositions(1);
            late.commit();
            network.awaitPositions(2);
            assertThat(network.log()).containsExactly(high, low);
        }
        network.awaitFloorAtEnd();
    }

    @Test
    void longTransactionElsewhereHoldsUpTheFloorOnly() throws SQLException {
        network.node(2);
        try (var elsewhere = TestLedger.empty(null).getConnection()) {
            elsewhere.setAutoCommit(false);
            elsewhere.createStatement().execute("select pg_current_xact_id()");
            var indexes = network.committed(5);
            network.awaitPositions(5);
            try (var late = network.writer()) {
                long low = Network.append(late, "late", 0);
                indexes.addAll(network.committed(3));
                network.awaitPositions(8);
                late.commit();
                indexes.add(low);
            }
            network.awaitPositions(9);
            assertThat(network.log()).isEqualTo(indexes);
            assertThat(network.floor()).isZero();
            assertTakesNoTransactionIds();
            elsewhere.rollback();
        }
        network.awaitFloorAtEnd();
    }

    @Test
    void idleSequencerTakesNoTransactionIds() throws SQLException {
        network.node();
        network.committed(3);
        network.rolledBack();
        network.awaitFloorAtEnd();
        assertTakesNoTransactionIds();
    }

    /**
     * While it looks at least twenty times. Ids are given out to all databases of the server, so the leader's session
     * is looked at: who has an id logs its commit. A page that it tidies up may disturb one try, but not all.
     */
    private void assertTakesNoTransactionIds() {
        String looks = "select xact_commit from pg_stat_database where datname = current_database()";
        var logged = new ArrayList<Long>();
        for (int attempt = 0; attempt < 3 && !logged.contains(0L); attempt++) {
            long before = network.loggedByLeader();
            long from = network.number(looks);
            await().atMost(Network.BOUND).until(() -> network.number(looks) >= from + 100);
            logged.add(network.loggedByLeader() - before);
        }
        assertThat(logged).contains(0L);
    }

    @Test
    void writerHasItsTransactionIdBeforeItDrawsAnIndex() throws Exception {
        network.node();
        network.committed(1);
        network.awaitFloorAtEnd();
        long drawnBefore = network.drawn();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var gate = network.writer()) {
            gate.createStatement().execute("select pg_advisory_xact_lock(42)");
            // The index is drawn first, being the first column; then the value of the second waits at the gate.
            var blocked = threads.submit(() -> network.jdbc.sql("""
                            insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at,
                                                      payload_type, payload_revision, payload, metadata)
                            values ((select 'blocked' from pg_advisory_xact_lock(42)), 'blocked', 0, 'Subject', now(),
                                    'opted-out', '1', '', '')""").update());
            await().atMost(Network.BOUND).until(() -> network.drawn() > drawnBefore);
            long low = network.drawn();
            assertThat(network.number("""
                            select count(*) from pg_stat_activity
                            where datname = current_database() and query like 'insert%pg_advisory_xact_lock(42)%'
                            and backend_xid is not null""")).isOne();
            for (int round = 2; round < 5; round++) {
                network.committed(1);
                network.awaitPositions(round);
            }
            assertThat(network.floor()).isLessThan(low);
            gate.rollback();
            assertThat(blocked.get()).isOne();
            network.awaitPositions(5);
            assertThat(network.log()).endsWith(low);
        }
    }

    @Test
    void oneNodeLeads() throws SQLException {
        var nodes = List.of(network.node(), network.node(), network.node());
        var leader = network.leader();
        network.committed(20);
        network.awaitPositions(20);
        assertThat(nodes.stream().filter(node -> node.sequencer().isLeader())).containsExactly(leader);
        await().atMost(Network.BOUND).until(() -> leader.sequencer().lastPosition() == 20);
    }

    @Test
    void leaderThatStopsIsFollowedWithinSeconds() throws SQLException {
        network.node();
        network.node();
        var leader = network.leader();
        network.committed(3);
        network.awaitPositions(3);
        long stopping = System.nanoTime();
        leader.sequencer().stop();
        long stopped = System.nanoTime();
        assertThat(Duration.ofNanos(stopped - stopping)).isLessThan(TAKE_OVER);
        assertThat(leader.sequencer().isLeader()).isFalse();
        network.committed(3);
        await().atMost(TAKE_OVER).until(() -> network.log().size() == 6);
        assertThat(network.leader()).isNotSameAs(leader);
        network.awaitFloorAtEnd();
    }

    @Test
    void leaderWhoseSessionIsKilledIsFollowedWithinSeconds() throws SQLException {
        network.node();
        network.node();
        network.leader();
        for (int kill = 1; kill <= 3; kill++) {
            assertThat(network.killSessionOfLeader()).isTrue();
            network.committed(2);
            int events = 2 * kill;
            await().atMost(TAKE_OVER).until(() -> network.log().size() == events);
            network.leader();
        }
    }

    @Test
    void backlogIsWhatWaitsForAPosition() throws SQLException {
        var node = network.node();
        network.leader();
        node.sequencer().stop();
        assertThat(node.sequencer().backlog(10)).isEqualTo(new Sequencer.Backlog(0, null));
        network.committed(4);
        assertThat(node.sequencer().backlog(10))
                .isEqualTo(new Sequencer.Backlog(4, Instant.parse("2026-01-01T00:00:00.000001Z")));
        assertThat(node.sequencer().backlog(3).events()).isEqualTo(3);
        node.sequencer().start();
        network.awaitPositions(4);
        assertThat(node.sequencer().backlog(10).events()).isZero();
    }

    @Test
    void sequenceBelowTheFloorIsNoticedInsteadOfLosingWhatComes() throws SQLException {
        var node = network.node();
        network.committed(3);
        network.awaitFloorAtEnd();
        network.owner
                .sql("select setval('ledger.event_global_index_seq', 1)")
                .query(Long.class)
                .single();
        await().atMost(Network.BOUND).until(() -> !node.sequencer().isLeader());
        network.owner
                .sql("select setval('ledger.event_global_index_seq', 3)")
                .query(Long.class)
                .single();
        network.committed(1);
        network.awaitPositions(4);
    }

    @Test
    void leafIsTheHashOfTheStoredColumns() throws Exception {
        network.node();
        network.committed(2);
        for (var recordedAt : List.of("1969-12-31T23:59:59.999999Z", "2026-10-25T01:30:00.12345Z")) {
            network.jdbc
                    .sql("""
                            insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at,
                                                      payload_type, payload_revision, payload, metadata)
                            values (?, 'purpose:naïve-𝄞', ?, 'Purpose', ?, 'purpose-published', '1', ?, '')""")
                    .params(
                            UUID.randomUUID().toString(),
                            recordedAt.length(),
                            OffsetDateTime.parse(recordedAt),
                            new byte[] {0, -1, '\\', 'x'})
                    .update();
        }
        network.awaitPositions(4);
        var leaves = network.jdbc
                .sql("select leaf_hash from ledger.event_log order by position")
                .query((row, n) -> row.getBytes(1))
                .list();
        var computed = network.jdbc
                .sql("select e.* from ledger.event e join ledger.event_log l using (global_index) order by l.position")
                .query((row, n) -> {
                    var leaf = new Leaf();
                    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                        switch (row.getMetaData().getColumnTypeName(column)) {
                            case "int8", "bigserial" -> leaf.add(row.getLong(column));
                            case "timestamptz" ->
                                leaf.add(ChronoUnit.MICROS.between(
                                        OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
                                        row.getObject(column, OffsetDateTime.class)));
                            case "text" -> leaf.add(row.getString(column).getBytes(StandardCharsets.UTF_8));
                            default -> leaf.add(row.getBytes(column));
                        }
                    }
                    return leaf.hash();
                })
                .list();
        assertThat(leaves).hasSize(4).containsExactlyElementsOf(computed).doesNotHaveDuplicates();
    }

    /** The leaf as the specification words it, without a look at the database's way to it. */
    private static final class Leaf {
        private final MessageDigest digest = sha256();

        Leaf() {
            digest.update((byte) 0);
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        void add(long number) {
            add(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        }

        void add(byte[] bytes) {
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }

        byte[] hash() {
            return digest.digest();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger.event_log set position = position + 10",
                "update ledger.event_log set leaf_hash = ''",
                "delete from ledger.event_log",
                "truncate ledger.event_log"
            })
    void logIsNeitherChangedNorDeleted(String change) throws SQLException {
        network.node();
        network.committed(1);
        network.awaitPositions(1);
        for (var role : List.of(network.jdbc, network.owner)) {
            assertThatThrownBy(() -> role.sql(change).update())
                    .isInstanceOf(DataAccessException.class)
                    .rootCause()
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
        }
        assertThat(network.log()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1001, 1", "1, 0", "1, 100001", "-1, 1"})
    void settingsOutOfBoundsAreRefused(int pollMillis, int batchEvents) {
        assertThatThrownBy(() -> new SequencerSettings(pollMillis, batchEvents))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ledger.sequencer");
    }
}
