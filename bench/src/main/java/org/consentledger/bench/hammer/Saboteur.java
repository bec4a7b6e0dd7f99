package org.consentledger.bench.hammer;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.consentledger.bench.http.Answer;
import org.consentledger.bench.server.Cluster;
import org.consentledger.bench.server.ServerProcess;

/** Brings one fault after the other upon the nodes, each kind in its turn, and leaves at least one node to work. */
final class Saboteur implements Runnable {
    private static final int LEADER_SAMPLES = 4;

    private final Cluster cluster;
    private final Lines lines;
    private final Tally tally;
    private final Random random;
    private final BooleanSupplier goesOn;
    private final Set<ServerProcess> starting = ConcurrentHashMap.newKeySet();
    private final Map<ServerProcess, Integer> kills = new ConcurrentHashMap<>();
    private final List<Thread> restarts = new ArrayList<>();

    private enum Fault {
        KILL("node killed with -9"),
        KILL_LEADER("leader of the sequencer killed with -9"),
        FREEZE("node frozen for seconds"),
        TERMINATE("connections to the database terminated"),
        HOLD_VIEW("view locked for seconds, so that the tails grow"),
        BURN_INDEX("writer that draws an index, waits for seconds and rolls back"),
        STOP_PROJECTION("projection stopped for seconds by its operator"),
        REBUILD("projection rebuilt by its operator");

        final String words;

        Fault(String words) {
            this.words = words;
        }
    }

    Saboteur(Cluster cluster, Lines.Tokens tokens, Tally tally, long seed, BooleanSupplier goesOn) {
        this.cluster = cluster;
        this.lines = new Lines(cluster.nodes(), tokens);
        this.tally = tally;
        this.random = new Random(seed);
        this.goesOn = goesOn;
    }

    @Override
    public void run() {
        var left = new ArrayList<Fault>();
        try (lines) {
            while (goesOn.getAsBoolean()) {
                if (left.isEmpty()) {
                    left.addAll(EnumSet.allOf(Fault.class));
                    Collections.shuffle(left, random);
                }
                Fault fault = left.removeLast();
                try {
                    tally.count((bring(fault) ? "fault: " : "fault not possible: ") + fault.words);
                } catch (IOException | SQLException failure) {
                    // Faults meet: a killed node takes no command, and a terminated connection ends our own statement.
                    tally.count("fault failed: " + fault.words + " ("
                            + failure.getClass().getSimpleName() + ")");
                }
                pause(300, 1_500);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the nodes that were killed last answer again. */
    void awaitRestarts() throws InterruptedException {
        for (var restart : restarts) {
            restart.join();
        }
    }

    private boolean bring(Fault fault) throws IOException, SQLException, InterruptedException {
        return switch (fault) {
            case KILL -> kill(anyInService());
            case KILL_LEADER -> kill(leader());
            case FREEZE -> freeze();
            case TERMINATE -> terminate();
            case HOLD_VIEW -> hold("lock table view.subject in share row exclusive mode");
            case BURN_INDEX -> hold("""
                insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at, payload_type,
                                          payload_revision, payload, metadata)
                select gen_random_uuid(), gen_random_uuid(), 0, aggregate_type, recorded_at, payload_type,
                       payload_revision, payload, metadata
                from ledger.event limit 3\
                """);
            case STOP_PROJECTION -> stopProjection();
            case REBUILD -> operate("rebuild");
        };
    }

    private Optional<ServerProcess> anyInService() {
        var inService = cluster.nodes().stream()
                .filter(node -> !starting.contains(node))
                .toList();
        return inService.size() < 2 ? Optional.empty() : Optional.of(inService.get(random.nextInt(inService.size())));
    }

    private boolean kill(Optional<ServerProcess> victim) throws IOException, InterruptedException {
        if (victim.isEmpty() || !othersWork(victim.get())) {
            return false;
        }
        var node = victim.get();
        starting.add(node);
        int count = kills.merge(node, 1, Integer::sum);
        node.kill();
        pause(0, 1_000);
        node.start();
        restarts.add(Thread.ofVirtual().start(() -> awaitAnswer(node, count)));
        return true;
    }

    /** @param count the kill it recovers from; the next one is waited for by itself */
    private void awaitAnswer(ServerProcess node, int count) {
        try {
            node.awaitAnswer();
            if (isLastKill(node, count)) {
                tally.count("node restarted");
                starting.remove(node);
            }
        } catch (IOException failure) {
            if (isLastKill(node, count)) {
                tally.violation("a killed node does not start again", failure.toString());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isLastKill(ServerProcess node, int count) {
        return kills.getOrDefault(node, 0) == count;
    }

    private boolean othersWork(ServerProcess node) {
        return cluster.nodes().stream().anyMatch(other -> other != node && !starting.contains(other));
    }

    /** Whose connection keeps an advisory lock; those of single commands are gone by the next look. */
    private Optional<ServerProcess> leader() throws SQLException, InterruptedException {
        try (var connection = cluster.superuser().connect()) {
            Set<String> holders = Set.of();
            for (int sample = 0; sample < LEADER_SAMPLES; sample++) {
                Set<String> now = lockHolders(connection);
                if (sample > 0) {
                    now.retainAll(holders);
                }
                holders = now;
                pause(30, 60);
            }
            var found = holders.stream().map(holder -> holder.split(" ", 2)[0]).findFirst();
            return cluster.nodes().stream()
                    .filter(node -> found.isPresent() && node.name().equals(found.get()))
                    .findFirst();
        }
    }

    private static Set<String> lockHolders(Connection connection) throws SQLException {
        Set<String> holders = ConcurrentHashMap.newKeySet();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                    select concat(holder.application_name, ' ', held.classid, ' ', held.objid)
                    from pg_locks held join pg_stat_activity holder using (pid)
                    where held.locktype = 'advisory' and held.granted and holder.application_name like 'node-%'\
                    """)) {
            while (rows.next()) {
                holders.add(rows.getString(1));
            }
        }
        return holders;
    }

    private boolean freeze() throws IOException, InterruptedException {
        var victim = anyInService();
        if (victim.isEmpty()) {
            return false;
        }
        var node = victim.get();
        node.freeze();
        try {
            pause(1_500, 4_500);
        } finally {
            node.thaw();
        }
        return true;
    }

    private boolean terminate() throws SQLException {
        try (var connection = cluster.superuser().connect();
                var statement = connection.prepareStatement("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where application_name like 'node-%' and random() < ?\
                    """)) {
            statement.setDouble(1, 0.2 + 0.8 * random.nextDouble());
            int count = 0;
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                }
            }
            return count > 0;
        }
    }

    /** Does it in a transaction that stays open for seconds and is then rolled back. */
    private boolean hold(String statement) throws SQLException, InterruptedException {
        try (var connection = cluster.superuser().connect();
                var held = connection.createStatement()) {
            connection.setAutoCommit(false);
            held.execute("set lock_timeout = '2s'");
            held.execute(statement);
            pause(1_500, 5_000);
            connection.rollback();
        }
        return true;
    }

    private boolean stopProjection() throws IOException, InterruptedException {
        if (!operate("stop")) {
            return false;
        }
        pause(1_500, 4_000);
        return operate("start");
    }

    /** Gives the command to any node that takes it. */
    boolean operate(String action) throws IOException {
        int first = random.nextInt(cluster.nodes().size());
        for (int i = 0; i < cluster.nodes().size(); i++) {
            int node = (first + i) % cluster.nodes().size();
            if (starting.contains(cluster.nodes().get(node))) {
                continue;
            }
            Answer answer = lines.operate(node, action);
            if (answer.status() < 300) {
                return true;
            }
            tally.count("operator's " + action + " answered " + answer.status() + " " + answer.code());
        }
        return false;
    }

    private void pause(int fromMillis, int toMillis) throws InterruptedException {
        Thread.sleep(fromMillis + random.nextInt(toMillis - fromMillis));
    }
}
