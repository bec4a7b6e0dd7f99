package org.consentledger.store.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.consentledger.store.sequence.Network.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixteen writers that often give up, three nodes, and leaders that are killed: nothing is lost and nothing doubled. */
class SequencerUnderStressTest {
    private static final int WRITERS = 16;
    private static final int TRANSACTIONS = Integer.getInteger("stress.transactions", 120);
    private static final int STREAMS = 12;

    @TempDir
    Path keys;

    @Test
    void logHoldsWhatWasCommittedWhateverHappensToLeadersAndWriters() throws Exception {
        long seed = Long.getLong("stress.seed", System.nanoTime());
        System.out.println("SequencerUnderStressTest: -Dstress.seed=" + seed);
        var writing = new AtomicBoolean(true);
        int kills;
        try (var network = new Network(keys, null);
                var threads = Executors.newCachedThreadPool()) {
            var nodes = List.of(network.node(7), network.node(50), network.node(5_000));
            network.leader();
            var readers = nodes.stream()
                    .map(node -> threads.submit(reader(node, network, writing)))
                    .toList();
            var writers = LongStream.range(0, WRITERS)
                    .mapToObj(writer -> threads.submit(writer(network, new Random(seed + writer))))
                    .toList();
            var killer = threads.submit(killer(network, new Random(seed - 1), writing));
            var auditor = threads.submit(auditor(network, writing));
            for (Future<?> writer : writers) {
                writer.get();
            }
            network.awaitPositions(network.number("select count(*) from ledger.event"));
            writing.set(false);
            kills = killer.get();
            assertThat(auditor.get()).isPositive();

            long events = network.number("select count(*) from ledger.event");
            network.awaitFloorAtEnd();
            assertThat(network.drawn()).as("some were rolled back").isGreaterThan(events);
            assertThat(network.number("select count(*) from ledger.event_log")).isEqualTo(events);
            assertThat(network.log())
                    .containsExactlyInAnyOrderElementsOf(network.numbers("select global_index from ledger.event"));
            assertThat(network.numbers("select position from ledger.event_log order by 1"))
                    .isEqualTo(LongStream.rangeClosed(1, events).boxed().toList());
            assertThat(network.number("""
                            select count(*) from (
                                select sequence, row_number() over (partition by aggregate_id order by position) - 1 as n
                                from ledger.event_log join ledger.event using (global_index)) read
                            where sequence <> n"""))
                    .as("events out of the order of their streams")
                    .isZero();
            var right = network.jdbc.sql("""
                            select aggregate_id || '/' || sequence
                            from ledger.event_log join ledger.event using (global_index) order by position""").query(String.class).list();
            for (var reader : readers) {
                assertThat(reader.get()).isEqualTo(right);
            }
            System.out.println("SequencerUnderStressTest: " + events + " events, " + (network.drawn() - events)
                    + " indexes rolled back, " + kills + " leaders killed");
        }
        assertThat(kills).isPositive();
    }

    private static Callable<Integer> writer(Network network, Random random) {
        return () -> {
            int conflicts = 0;
            for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
                try (var writer = network.writer()) {
                    try {
                        write(writer, random);
                    } catch (SQLException e) {
                        // Another writer was first on that stream.
                        assertThat(e.getSQLState()).isEqualTo("23505");
                        writer.rollback();
                        conflicts++;
                    }
                }
            }
            return conflicts;
        };
    }

    private static void write(java.sql.Connection writer, Random random) throws SQLException {
        String stream = "stream-" + random.nextInt(STREAMS);
        try (var statement = writer.createStatement()) {
            long next;
            try (var row = statement.executeQuery(
                    "select coalesce(max(sequence), -1) + 1 from ledger.event where aggregate_id = '" + stream + "'")) {
                row.next();
                next = row.getLong(1);
            }
            int events = 1 + random.nextInt(4);
            for (int i = 0; i < events; i++) {
                Network.append(writer, stream, next + i);
                for (int thought = random.nextInt(10); thought > 0; thought--) {
                    statement.execute("select 1");
                }
            }
        }
        if (random.nextInt(5) == 0) {
            writer.rollback();
        } else {
            writer.commit();
        }
    }

    /** Kills leaders, now by their session, now by their thread, and starts them again. */
    private static Callable<Integer> killer(Network network, Random random, AtomicBoolean writing) {
        return () -> {
            int kills = 0;
            while (writing.get()) {
                Node leader = network.leader();
                long goal = leader.sequencer().lastPosition() + 20L + random.nextInt(200);
                await().atMost(Network.BOUND)
                        .until(() -> leader.sequencer().lastPosition() >= goal
                                || !leader.sequencer().isLeader()
                                || !writing.get());
                if (random.nextBoolean()) {
                    network.killSessionOfLeader();
                } else {
                    leader.sequencer().stop();
                    leader.sequencer().start();
                }
                kills++;
            }
            return kills;
        };
    }

    /** At no moment is there an event below the floor without a position. */
    private static Callable<Integer> auditor(Network network, AtomicBoolean writing) {
        return () -> {
            int looks = 0;
            while (writing.get()) {
                assertThat(network.number("""
                                select count(*) from ledger.event e
                                where e.global_index <= (select floor from ledger.sequencer)
                                and not exists (select from ledger.event_log l where l.global_index = e.global_index)""")).isZero();
                looks++;
            }
            return looks;
        };
    }

    private static Callable<List<String>> reader(Node node, Network network, AtomicBoolean writing) {
        return () -> {
            var read = Collections.synchronizedList(new ArrayList<String>());
            try (var stream = node.stream().openStream(null)) {
                long position = 0;
                while (writing.get() || position < network.number("select max(position) from ledger.event_log")) {
                    if (stream.hasNextAvailable(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                        TrackedEventMessage<?> event = stream.nextAvailable();
                        position = ((GlobalSequenceTrackingToken) event.trackingToken()).getGlobalIndex();
                        read.add(((DomainEventMessage<?>) event).getAggregateIdentifier() + "/"
                                + ((DomainEventMessage<?>) event).getSequenceNumber());
                    }
                }
            }
            return List.copyOf(read);
        };
    }
}
