package org.consentledger.bench.measure;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentledger.bench.server.Superuser;

/**
 * The reference of commands: the same bytes into a table of the same shape by plain JDBC, each row a transaction, each
 * client with a connection and a thread of its own.
 */
final class Inserts {
    private static final int STREAMS_A_CLIENT = 500;

    private final Superuser superuser;
    private final List<Stored> samples;
    private final SplittableRandom random;

    Inserts(Superuser superuser, List<Stored> samples, long seed) {
        this.superuser = superuser;
        this.samples = samples;
        this.random = new SplittableRandom(seed);
    }

    Figures run(int clients, Duration time) throws SQLException, InterruptedException {
        var connections = new ArrayList<Connection>();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            var work = new ArrayList<Callable<long[]>>();
            for (int i = 0; i < clients; i++) {
                var connection = superuser.connect();
                connections.add(connection);
                var own = random.split();
                work.add(() -> insert(connection, own, time.toNanos()));
            }
            long start = System.nanoTime();
            var figures = Figures.NONE;
            for (Future<long[]> latencies : threads.invokeAll(work)) {
                figures = figures.plus(new Figures(0, 0, latencies.get()));
            }
            return new Figures(0, System.nanoTime() - start, figures.latencyNanos());
        } catch (ExecutionException failure) {
            throw new SQLException(failure);
        } finally {
            for (var connection : connections) {
                connection.close();
            }
        }
    }

    private long[] insert(Connection connection, SplittableRandom random, long timeNanos) throws SQLException {
        var streams = new String[STREAMS_A_CLIENT];
        Arrays.setAll(streams, _ -> UUID.randomUUID().toString());
        var sequences = new long[STREAMS_A_CLIENT];
        long[] latencies = new long[4096];
        int count = 0;
        try (var statement = connection.prepareStatement("""
            insert into bench.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at, payload_type,
                                     payload_revision, payload, metadata)
            values (?, ?, ?, ?, now(), ?, ?, ?, ?)\
            """)) {
            long start = System.nanoTime();
            long before = start;
            while (before - start < timeNanos) {
                var sample = samples.get(random.nextInt(samples.size()));
                int stream = random.nextInt(STREAMS_A_CLIENT);
                statement.setString(1, new UUID(random.nextLong(), random.nextLong()).toString());
                statement.setString(2, streams[stream]);
                statement.setLong(3, sequences[stream]++);
                statement.setString(4, sample.aggregateType());
                statement.setString(5, sample.payloadType());
                statement.setString(6, sample.payloadRevision());
                statement.setBytes(7, sample.payload());
                statement.setBytes(8, sample.metadata());
                statement.executeUpdate();
                long after = System.nanoTime();
                if (count == latencies.length) {
                    latencies = Arrays.copyOf(latencies, count * 2);
                }
                latencies[count++] = after - before;
                before = after;
            }
        }
        return Arrays.copyOf(latencies, count);
    }
}
