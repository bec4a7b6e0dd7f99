package org.consentledger.bench.hammer;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.consentledger.bench.server.Cluster;
import org.consentledger.bench.server.ServerProcess;
import org.consentledger.bench.server.Workspace;

/**
 * Several nodes on one database, callers that say things to one node and at once ask another, and faults meanwhile.
 *
 * @param nodes how many, at least 2
 * @param time how long there are calls and faults; starting, and looking at the result, come on top
 * @param callers how many there are at a time
 * @param seed of what is said and which faults come when; the interleaving of processes is left to chance
 */
public record Hammer(int nodes, Duration time, int callers, long seed) {
    /** What must have happened at least for the absence of violations to say anything, a second of the run. */
    private static final double LEAST_ACKNOWLEDGED = 5;

    private static final double LEAST_DECISIONS = 5;
    private static final double LEAST_FAULTS = 0.15;

    public Hammer {
        if (nodes < 2 || callers < 1) {
            throw new IllegalArgumentException("A hammer needs two nodes and a caller at least");
        }
    }

    /** @return whether enough happened, and nothing that must not */
    public boolean run(PrintStream out) throws IOException, SQLException, InterruptedException {
        out.printf("hammer: %d nodes, %d callers, %d s, seed %d%n", nodes, callers, time.toSeconds(), seed);
        var tally = new Tally();
        try (var workspace = new Workspace()) {
            var cluster = new Cluster(workspace, nodes);
            out.println("hammer: every node answers");
            try {
                hammer(cluster, tally);
            } catch (IOException | SQLException | RuntimeException failure) {
                tally.violation("the run broke off", failure.toString());
            }
            if (tally.violations() > 0) {
                out.println("hammer: the logs of the nodes are in " + workspace.keptLogs());
            }
        }
        tally.print(out);
        var lacking = lacking(tally);
        lacking.forEach(what -> out.println("NOT ENOUGH HAPPENED: " + what));
        out.printf("hammer: violations %d, seed %d%n", tally.violations(), seed);
        return tally.violations() == 0 && lacking.isEmpty();
    }

    private void hammer(Cluster cluster, Tally tally) throws IOException, SQLException, InterruptedException {
        var tokens = Lines.Tokens.from(cluster.nodes().getFirst());
        long end = System.nanoTime() + time.toNanos();
        BooleanSupplier goesOn =
                () -> System.nanoTime() < end && !Thread.currentThread().isInterrupted();
        var saboteur = new Saboteur(cluster, tokens, tally, seed, goesOn);
        List<Caller> calling = callers(cluster.nodes(), tokens, tally, goesOn);
        var threads = new ArrayList<Thread>();
        calling.forEach(caller -> threads.add(Thread.ofPlatform().start(caller)));
        threads.add(Thread.ofPlatform().start(saboteur));
        for (var thread : threads) {
            thread.join();
        }
        saboteur.awaitRestarts();
        try (var lines = new Lines(cluster.nodes(), tokens);
                var database = cluster.superuser().connect()) {
            var people =
                    calling.stream().flatMap(caller -> caller.people().stream()).toList();
            var finalCaller = new Caller(
                    "final",
                    cluster.nodes(),
                    tokens,
                    tally,
                    new SplittableRandom(seed),
                    new ConcurrentHashMap<>(),
                    goesOn);
            new Inquest(cluster, lines, tally, database).hold(people, finalCaller);
        }
    }

    private List<Caller> callers(
            List<ServerProcess> servers, Lines.Tokens tokens, Tally tally, BooleanSupplier goesOn) {
        var keyOfEvent = new ConcurrentHashMap<String, String>();
        var random = new SplittableRandom(seed);
        var made = new ArrayList<Caller>();
        for (int number = 0; number < callers; number++) {
            made.add(new Caller("caller-" + number, servers, tokens, tally, random.split(), keyOfEvent, goesOn));
        }
        return made;
    }

    private List<String> lacking(Tally tally) {
        var lacking = new ArrayList<String>();
        require(lacking, tally, "command acknowledged", LEAST_ACKNOWLEDGED);
        require(lacking, tally, "decision ", LEAST_DECISIONS);
        require(lacking, tally, "fault:", LEAST_FAULTS);
        if (tally.total("fault: node killed") + tally.total("fault: leader") == 0) {
            lacking.add("no node was killed");
        }
        if (tally.total("decision PERMIT") == 0 || tally.total("decision DENY") == 0) {
            lacking.add("decisions were all the same");
        }
        if (tally.total("stream compared") == 0 || tally.total("final decision compared") == 0) {
            lacking.add("nothing was compared in the end");
        }
        return lacking;
    }

    private void require(List<String> lacking, Tally tally, String what, double aSecond) {
        long least = (long) (aSecond * time.toMillis() / 1000);
        if (tally.total(what) < least) {
            lacking.add("'%s' %d times, less than %d".formatted(what, tally.total(what), least));
        }
    }
}
