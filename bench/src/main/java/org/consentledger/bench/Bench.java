package org.consentledger.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.consentledger.bench.hammer.Hammer;
import org.consentledger.bench.measure.Measurement;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of both tools. */
@Command(
        name = "bench.jar",
        mixinStandardHelpOptions = true,
        description = "Runs the ledger under faults, or measures it.",
        subcommands = {Bench.HammerCommand.class, Bench.BenchCommand.class})
public final class Bench {
    private static final String SEED = "1";

    private Bench() {}

    public static void main(String[] args) {
        // Not by its usual name, which the servers on this class path would take for theirs.
        System.setProperty("logback.configurationFile", "bench-logback.xml");
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Command(
            name = "hammer",
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "Faults while callers check every answer. Exit code 0: no violation, and enough happened.")
    static final class HammerCommand implements Callable<Integer> {
        @Option(names = "--seconds", defaultValue = "120", description = "how long there are calls and faults")
        private int seconds;

        @Option(names = "--nodes", defaultValue = "3", description = "server processes on one database, 2 or more")
        private int nodes;

        @Option(names = "--callers", defaultValue = "6", description = "threads that call")
        private int callers;

        @Option(names = "--seed", defaultValue = SEED, description = "of calls and faults")
        private long seed;

        @Override
        public Integer call() throws Exception {
            PrintStream out = System.out;
            return new Hammer(nodes, Duration.ofSeconds(seconds), callers, seed).run(out) ? 0 : 1;
        }
    }

    @Command(
            name = "bench",
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "Figures beside references. Exit code 0: it was measured, whether goals were met or not.")
    static final class BenchCommand implements Callable<Integer> {
        private static final int QUICK = 10;

        @Option(names = "--seed", defaultValue = SEED, description = "of what is asked of whom")
        private long seed;

        @Option(names = "--quick", description = "a tenth of everything: to see that it works, not to quote")
        private boolean quick;

        @Option(
                names = "--slice-millis",
                defaultValue = "4000",
                description = "product and reference in turns, this long")
        private int sliceMillis;

        @Option(names = "--rounds", defaultValue = "2", description = "turns that make a row")
        private int rounds;

        @Option(names = "--people", defaultValue = "40000", description = "for commands and decisions")
        private int people;

        @Option(names = "--events", defaultValue = "200000,2000000", split = ",", description = "sizes to replay")
        private List<Integer> events = List.of();

        @Option(
                names = "--subjects",
                defaultValue = "20000,2000000",
                split = ",",
                description = "sizes to compare decisions at")
        private List<Integer> subjects = List.of();

        @Option(
                names = "--parts",
                defaultValue = "decisions,commands,sizes",
                split = ",",
                description = "what to measure")
        private Set<Measurement.Part> parts = Set.of();

        @Option(names = "--jvm", description = "a further option of the server's JVM, to profile or to compare")
        private List<String> jvm = List.of();

        @Override
        public Integer call() throws Exception {
            int part = quick ? QUICK : 1;
            var slice = Duration.ofMillis(quick ? sliceMillis / 4 : sliceMillis);
            new Measurement(
                            seed,
                            slice,
                            quick ? 1 : rounds,
                            people / part,
                            parts(events, part),
                            parts(subjects, part),
                            parts,
                            jvm)
                    .run(System.out);
            return 0;
        }

        private static List<Integer> parts(List<Integer> sizes, int part) {
            return sizes.stream().map(size -> size / part).toList();
        }
    }
}
