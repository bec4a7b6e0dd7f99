package org.consentledger.store.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.store.sequence.Network.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers follow the log without gaps, and hear at once of what is new. */
class LedgerStreamTest {
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

    private static TrackingToken token(long position) {
        return new GlobalSequenceTrackingToken(position);
    }

    /** Everything there is after a token, up to that position. */
    private static List<TrackedEventMessage<?>> read(Node node, TrackingToken after, long upTo)
            throws InterruptedException {
        var read = new ArrayList<TrackedEventMessage<?>>();
        try (var stream = node.stream().openStream(after)) {
            while (read.isEmpty() || !read.getLast().trackingToken().covers(token(upTo))) {
                assertThat(stream.hasNextAvailable(20, TimeUnit.SECONDS)).isTrue();
                assertThat(stream.peek()).isPresent();
                read.add(stream.nextAvailable());
            }
        }
        return read;
    }

    @Test
    void streamHoldsEveryEventOnceInTheOrderOfPositions() throws Exception {
        var node = network.node();
        network.jdbc.sql("""
                        insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at,
                                                  payload_type, payload_revision, payload, metadata)
                        select gen_random_uuid(), 'one', n, 'Subject', now(), 'opted-out', '1', '', ''
                        from generate_series(0, 2499) n""").update();
        var all = read(node, token(0), 2_500);
        assertThat(all.stream().map(TrackedEventMessage::trackingToken))
                .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(1, 2_500)
                        .mapToObj(LedgerStreamTest::token)
                        .toList());
        assertThat(all.stream().map(event -> ((DomainEventMessage<?>) event).getSequenceNumber()))
                .isSorted()
                .hasSize(2_500);
        assertThat(read(node, token(2_490), 2_500)).hasSize(10);
        try (var stream = node.stream().openStream(token(2_500))) {
            assertThat(stream.hasNextAvailable()).isFalse();
            assertThat(stream.hasNextAvailable(1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(stream.peek()).isEmpty();
        }
    }

    @Test
    void eventIsReadAsItWasRecorded() throws Exception {
        var node = network.node();
        var recordedAt = Instant.parse("2026-03-02T10:15:30.123456Z");
        network.jdbc
                .sql("""
                        insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at,
                                                  payload_type, payload_revision, payload, metadata)
                        values ('the-event', '019f0000-0000-7000-8000-000000000001', 0, 'Subject', ?, 'opted-out', '1', ?, ?)""")
                .params(
                        recordedAt.atOffset(java.time.ZoneOffset.UTC),
                        getClass()
                                .getResourceAsStream("/golden/opted-out.1.json")
                                .readAllBytes(),
                        "{\"client\":\"service\"}".getBytes(StandardCharsets.UTF_8))
                .update();
        var event = read(node, token(0), 1).getFirst();
        assertThat(event.getIdentifier()).isEqualTo("the-event");
        assertThat(event.getTimestamp()).isEqualTo(recordedAt);
        assertThat(event.getPayloadType()).isEqualTo(OptedOut.class);
        assertThat(event.getPayload()).isInstanceOf(OptedOut.class);
        assertThat(event.getMetaData().get("client")).isEqualTo("service");
        assertThat(((DomainEventMessage<?>) event).getAggregateIdentifier())
                .isEqualTo("019f0000-0000-7000-8000-000000000001");
        assertThat(((DomainEventMessage<?>) event).getType()).isEqualTo("Subject");
    }

    @Test
    void readersNearTheHeadShareWhatOneOfThemReads() throws Exception {
        var node = network.node();
        network.committed(5);
        await().atMost(Network.BOUND).until(() -> node.stream().head() == 5);
        var all = read(node, token(0), 5);
        assertSame(read(node, token(3), 5), all.subList(3, 5));
        network.committed(2);
        await().atMost(Network.BOUND).until(() -> node.stream().head() == 7);
        var more = read(node, token(4), 7);
        assertThat(more).hasSize(3);
        assertSame(read(node, token(5), 7), more.subList(1, 3));
        assertThat(read(node, token(1), 7)).hasSize(6);
    }

    private static void assertSame(List<TrackedEventMessage<?>> events, List<TrackedEventMessage<?>> others) {
        assertThat(events).usingElementComparator((a, b) -> a == b ? 0 : 1).isEqualTo(others);
    }

    @Test
    void readerIsWokenByWhatIsCommitted() throws SQLException {
        var node = network.node();
        var woken = new AtomicInteger();
        try (var stream = node.stream().openStream(null)) {
            assertThat(stream.setOnAvailableCallback(woken::incrementAndGet)).isTrue();
            int before = woken.get();
            network.committed(1);
            await().atMost(Network.BOUND).until(() -> woken.get() > before);
            assertThat(stream.hasNextAvailable()).isTrue();
        }
        int closed = woken.get();
        network.committed(1);
        await().atMost(Network.BOUND).until(() -> node.stream().head() == 2);
        assertThat(woken.get()).as("calls of a closed stream").isEqualTo(closed);
    }

    @Test
    void readerThatFailsToWakeKeepsNobodyElseFromWaking() throws SQLException {
        var node = network.node();
        var woken = new AtomicInteger();
        try (var broken = node.stream().openStream(null);
                var stream = node.stream().openStream(null)) {
            broken.setOnAvailableCallback(() -> {
                throw new IllegalStateException("stopped");
            });
            stream.setOnAvailableCallback(woken::incrementAndGet);
            for (int event = 1; event <= 3; event++) {
                int before = woken.get();
                network.committed(1);
                await().atMost(Network.BOUND).until(() -> woken.get() > before);
            }
        }
    }

    @Test
    void listenerWhoseSessionIsKilledHearsAgain() throws SQLException {
        var node = network.node();
        network.committed(1);
        await().atMost(Network.BOUND).until(() -> node.stream().head() == 1);
        network.jdbc.sql("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and query like 'listen%'""").query(Boolean.class).list();
        network.committed(1);
        await().atMost(Network.BOUND).until(() -> node.stream().head() == 2);
    }

    @Test
    void wordThatWasLostIsMadeUpFor() throws SQLException {
        var node = network.node();
        network.committed(1);
        await().atMost(Network.BOUND).until(() -> node.stream().head() == 1);
        node.sequencer().stop();
        long index = network.committed(1).getFirst();
        network.jdbc
                .sql("insert into ledger.event_log values (2, ?, '')")
                .param(index)
                .update();
        await().atMost(Duration.ofSeconds(10)).until(() -> node.stream().head() == 2);
    }

    @Test
    void holeInTheLogStopsReadersInsteadOfHidingEvents() throws Exception {
        var node = network.node();
        network.committed(1);
        network.awaitPositions(1);
        node.sequencer().stop();
        long index = network.committed(1).getFirst();
        network.jdbc
                .sql("insert into ledger.event_log values (3, ?, '')")
                .param(index)
                .update();
        await().atMost(Network.BOUND).until(() -> node.stream().head() == 3);
        try (var stream = node.stream().openStream(token(1))) {
            assertThatThrownBy(stream::hasNextAvailable)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("hole");
        }
    }

    @Test
    void tokensAreThePositionsReadLast() throws SQLException {
        var node = network.node();
        assertThat(node.stream().createTailToken()).isEqualTo(token(0));
        assertThat(node.stream().createHeadToken()).isEqualTo(token(0));
        try (var writer = network.writer()) {
            Network.append(writer, "one", 0, Instant.parse("2026-01-01T00:00:00Z"));
            Network.append(writer, "one", 1, Instant.parse("2026-01-02T00:00:00Z"));
            Network.append(writer, "one", 2, Instant.parse("2026-01-03T00:00:00Z"));
            writer.commit();
        }
        network.awaitPositions(3);
        assertThat(node.stream().createHeadToken()).isEqualTo(token(3));
        assertThat(node.stream().createTokenAt(Instant.parse("2026-01-02T00:00:00Z")))
                .isEqualTo(token(1));
        assertThat(node.stream().createTokenAt(Instant.parse("2027-01-01T00:00:00Z")))
                .isEqualTo(token(3));
        assertThatThrownBy(() -> node.stream().openStream(GapAwareTrackingToken.newInstance(3, List.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readerOnAnotherNodeFollowsAtOnce() throws Exception {
        network.node();
        network.leader();
        var other = network.node();
        var arrivals = new SynchronousQueue<Long>();
        var thread = Thread.ofVirtual().start(() -> {
            try (var stream = other.stream().openStream(null)) {
                while (true) {
                    stream.nextAvailable();
                    arrivals.put(System.nanoTime());
                }
            } catch (InterruptedException e) {
                // The end of the test.
            }
        });
        var micros = new ArrayList<Long>();
        try (var writer = network.writer()) {
            for (int event = 0; event < 60; event++) {
                network.awaitFloorAtEnd();
                Network.append(writer, "one", event);
                writer.commit();
                long committed = System.nanoTime();
                Long arrived = arrivals.poll(20, TimeUnit.SECONDS);
                assertThat(arrived).isNotNull();
                micros.add((arrived - committed) / 1_000);
            }
        }
        thread.interrupt();
        micros.sort(null);
        long median = micros.get(micros.size() / 2);
        System.out.println("LedgerStreamTest: from commit to a reader on another node in µs: median " + median
                + ", worst " + micros.getLast());
        assertThat(median).isLessThan(100_000);
    }
}
