package org.consentledger.bench.measure;

import static org.consentledger.bench.measure.Table.decimal;
import static org.consentledger.bench.measure.Table.whole;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.consentledger.bench.server.SubjectProjection;
import org.consentledger.bench.server.Workspace;
import org.consentledger.store.UuidV7Factory;
import org.jspecify.annotations.Nullable;

/**
 * One run of the bench.
 *
 * @param seed of what is asked of whom
 * @param slice how long product and reference are each measured at a stretch, in turns
 * @param rounds how many such turns make a row
 * @param people how many there are for commands and decisions
 * @param replayed the sizes of the ledger, in events, at which the view is built again
 * @param grown the sizes of the ledger, in people, at which decisions are compared; two
 * @param parts what is measured
 * @param jvm further options of the server's JVM
 */
public record Measurement(
        long seed,
        Duration slice,
        int rounds,
        int people,
        List<Integer> replayed,
        List<Integer> grown,
        Set<Part> parts,
        List<String> jvm) {
    /** What can be measured by itself. */
    public enum Part {
        DECISIONS,
        COMMANDS,
        SIZES
    }

    private static final List<Integer> COMMAND_CLIENTS = List.of(1, 8, 32, 64);
    private static final List<Integer> COMMAND_CLIENTS_WITH_A_GOAL = List.of(32, 64);
    private static final List<Integer> DECISION_CLIENTS = List.of(1, 8, 32);
    private static final double COMMANDS_GOAL = 0.5;
    private static final double DECISIONS_GOAL = 0.8;
    private static final double REPLAY_GOAL = 25_000;
    private static final double FLAT_GOAL = 0.8;
    private static final double GROWTH_GOAL = 1.3;
    private static final double RESIDENT_GOAL_MB = 700;

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int WARM_UP_CLIENTS = 32;
    private static final int SAMPLES = 500;
    private static final int TEMPLATE_PEOPLE = 16;
    private static final int COPIED_FOR_REFERENCE = 100_000;
    private static final int GROWTH_CLIENTS = 4;
    private static final int SLICES_OF_WARM_UP = 8;

    /** Far below the goal, so that a slow view gives a row and not an error. */
    private static final double SLOWEST_VIEW = 1_500;

    private static final long POLL_MILLIS = 50;

    public Measurement {
        if (grown.size() != 2 || replayed.isEmpty()) {
            throw new IllegalArgumentException("Two numbers of people and at least one of events are needed");
        }
    }

    /** @param out gets the table; progress goes there as well */
    public void run(PrintStream out) throws IOException, SQLException, InterruptedException {
        out.printf("bench: %d processors, seed %d%n", Runtime.getRuntime().availableProcessors(), seed);
        var table = new Table(out);
        if (parts.contains(Part.DECISIONS) || parts.contains(Part.COMMANDS)) {
            try (var workspace = new Workspace()) {
                requests(new Product(workspace, jvm), table, out);
            }
        }
        if (parts.contains(Part.SIZES)) {
            try (var workspace = new Workspace()) {
                sizes(new Product(workspace, jvm), table, out);
            }
        }
        out.println();
        table.print(out);
    }

    /** What callers see. */
    private void requests(Product product, Table table, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        table.row("start-up to first answer, cold (s)", decimal(product.coldSeconds()), "", "");
        table.row("start-up to first answer, warm (s)", decimal(product.warmSeconds()), "", "");
        out.printf("introducing %d people%n", people);
        var introduced = Load.count(product.server().port(), WARM_UP_CLIENTS, people, product.introductions(), CREATED);
        requireNone(introduced.failures(), "introductions failed");
        awaitView(product, 2L * people, out);
        var random = new SplittableRandom(seed);
        if (parts.contains(Part.DECISIONS)) {
            decisions(product, random.split(), table);
        }
        if (parts.contains(Part.COMMANDS)) {
            commands(product, random.split(), table);
        }
        resident(product, table, "under commands and decisions");
    }

    private void decisions(Product product, SplittableRandom random, Table table) throws IOException {
        var decisions = product.decisions(people, random.split());
        var bare = product.bare(random.split());
        for (int i = 0; i < SLICES_OF_WARM_UP; i++) {
            product.under(WARM_UP_CLIENTS, slice, decisions, OK);
            product.under(WARM_UP_CLIENTS, slice, bare, OK);
        }
        for (int clients : DECISION_CLIENTS) {
            decisions(product, clients, decisions, bare, table);
        }
    }

    private void commands(Product product, SplittableRandom random, Table table)
            throws IOException, SQLException, InterruptedException {
        var commands = product.commands(people, random);
        product.under(WARM_UP_CLIENTS, slice.multipliedBy(SLICES_OF_WARM_UP), commands, CREATED);
        Inserts inserts;
        try (var database = product.superuser().connect()) {
            inserts = new Inserts(product.superuser(), Stored.some(database, SAMPLES), seed);
        }
        for (int clients : COMMAND_CLIENTS) {
            commands(product, clients, commands, inserts, table);
        }
    }

    private void decisions(Product product, int clients, Supplier<byte[]> decisions, Supplier<byte[]> bare, Table table)
            throws IOException {
        product.under(clients, slice, decisions, OK);
        product.under(clients, slice, bare, OK);
        var asked = Figures.NONE;
        var reference = Figures.NONE;
        for (int round = 0; round < rounds; round++) {
            asked = asked.plus(product.under(clients, slice, decisions, OK));
            reference = reference.plus(product.under(clients, slice, bare, OK));
        }
        requireNone(reference.failures(), "bare requests failed");
        table.atLeast(
                DECISIONS_GOAL,
                asked.perSecond() / reference.perSecond(),
                "decisions/s, " + clients(clients),
                rate(asked),
                whole(reference.perSecond()) + " bare");
        latency("decisions, " + clients(clients), asked, reference, table);
        processor("decision, " + clients(clients), asked, reference.processorMicros() + " bare", table);
    }

    private void commands(Product product, int clients, Supplier<byte[]> commands, Inserts inserts, Table table)
            throws IOException, SQLException, InterruptedException {
        product.under(clients, slice, commands, CREATED);
        inserts.run(clients, slice);
        var told = Figures.NONE;
        var reference = Figures.NONE;
        for (int round = 0; round < rounds; round++) {
            told = told.plus(product.under(clients, slice, commands, CREATED));
            reference = reference.plus(inserts.run(clients, slice));
        }
        double ratio = told.perSecond() / reference.perSecond();
        String what = "commands/s, " + clients(clients);
        String inserted = whole(reference.perSecond()) + " inserts";
        if (COMMAND_CLIENTS_WITH_A_GOAL.contains(clients)) {
            table.atLeast(COMMANDS_GOAL, ratio, what, rate(told), inserted);
        } else {
            table.row(what, rate(told), inserted, decimal(ratio));
        }
        latency("commands, " + clients(clients), told, reference, table);
        processor("command, " + clients(clients), told, "", table);
    }

    private static void latency(String what, Figures product, Figures reference, Table table) {
        table.row(
                what + ": p50 / p99 (ms)",
                decimal(product.millisAt(0.5)) + " / " + decimal(product.millisAt(0.99)),
                decimal(reference.millisAt(0.5)) + " / " + decimal(reference.millisAt(0.99)),
                "");
    }

    private static void processor(String what, Figures product, String reference, Table table) {
        table.row(
                "processor of server + PostgreSQL + load a " + what + " (µs)",
                product.processorMicros(),
                reference,
                "");
    }

    /** What becomes of it as the ledger grows. */
    private void sizes(Product product, Table table, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        Load.count(product.server().port(), 1, TEMPLATE_PEOPLE, product.introductions(), CREATED);
        try (var database = product.superuser().connect()) {
            var filler = new Filler(Stored.some(database, Integer.MAX_VALUE));
            var stops = Stream.concat(replayed.stream().map(events -> events / filler.eventsEach()), grown.stream())
                    .distinct()
                    .sorted()
                    .toList();
            var replays = new ArrayList<Double>();
            var latencies = new ArrayList<Double>();
            for (int people : stops) {
                out.printf("filling to %,d people, %,d events%n", people, (long) people * filler.eventsEach());
                filler.fill(database, "ledger.event", people);
                try (var statement = database.createStatement()) {
                    statement.execute("analyze ledger.event");
                }
                boolean complete = awaitView(product, (long) people * filler.eventsEach(), out);
                if (grown.contains(people)) {
                    settle(database);
                    latencies.add(complete ? grown(product, filler.subjects(), table) : Double.NaN);
                }
                if (replayed.contains(people * filler.eventsEach())) {
                    replays.add(replay(product, filler, table));
                }
            }
            flat(replays, table);
            table.atMost(
                    GROWTH_GOAL,
                    latencies.getLast() / latencies.getFirst(),
                    "decision p99 at %,d people / at %,d".formatted(Collections.max(grown), Collections.min(grown)),
                    decimal(latencies.getLast()) + " ms",
                    decimal(latencies.getFirst()) + " ms");
        }
        resident(product, table, "after replays");
    }

    /** What PostgreSQL makes up for after a ledger of years has come in minutes would be measured with both. */
    private static void settle(Connection database) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
        }
    }

    private void flat(List<Double> replays, Table table) {
        if (replays.size() > 1) {
            table.atLeast(
                    FLAT_GOAL,
                    replays.getLast() / replays.getFirst(),
                    "replay at %,d events / at %,d".formatted(Collections.max(replayed), Collections.min(replayed)),
                    whole(replays.getLast()),
                    whole(replays.getFirst()));
        }
    }

    /** @return the 99th percentile in milliseconds, the median of some slices */
    private double grown(Product product, List<UUID> subjects, Table table) throws IOException {
        var random = new SplittableRandom(seed);
        var decisions = product.decisions(subjects, random.split());
        var bare = product.bare(random.split());
        for (int i = 0; i < SLICES_OF_WARM_UP; i++) {
            product.under(GROWTH_CLIENTS, slice, decisions, OK);
            product.under(GROWTH_CLIENTS, slice, bare, OK);
        }
        var asked = new ArrayList<Double>();
        var reference = new ArrayList<Double>();
        for (int round = 0; round < 2 * rounds + 1; round++) {
            var figures = product.under(GROWTH_CLIENTS, slice, decisions, OK);
            requireNone(figures.failures(), "decisions failed");
            asked.add(figures.millisAt(0.99));
            reference.add(product.under(GROWTH_CLIENTS, slice, bare, OK).millisAt(0.99));
        }
        table.row(
                "decision p99 at %,d people, %s (ms)".formatted(subjects.size(), clients(GROWTH_CLIENTS)),
                decimal(median(asked)),
                decimal(median(reference)) + " bare",
                "");
        return median(asked);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** @return events a second from the command to the switch, or not a number */
    private double replay(Product product, Filler filler, Table table)
            throws IOException, SQLException, InterruptedException {
        double copied = copied(product, filler);
        int events = filler.subjects().size() * filler.eventsEach();
        String what = "replay of %,d events, events/s".formatted(events);
        SubjectProjection before = product.projection().orElse(null);
        if (before == null) {
            table.row(what, "not measured: no operator's endpoint", whole(copied) + " copied", "");
            return Double.NaN;
        }
        long start = System.nanoTime();
        var answer = product.rebuild(before);
        if (answer.status() >= 300) {
            table.row(what, "not measured: refused, " + answer.status(), whole(copied) + " copied", "");
            return Double.NaN;
        }
        SubjectProjection after = rebuilt(product, before, events);
        if (after == null) {
            table.row(what, "not measured: does not end", whole(copied) + " copied", "");
            return Double.NaN;
        }
        double rate = events * 1e9 / (System.nanoTime() - start);
        String shown = "%s (it says %s)"
                .formatted(
                        whole(rate),
                        whole(after.rebuild().path("eventsPerSecond").asDouble(Double.NaN)));
        if (events == Collections.min(replayed)) {
            table.goal(what, shown, whole(copied) + " copied", ">= " + whole(REPLAY_GOAL), rate >= REPLAY_GOAL);
        } else {
            table.row(what, shown, whole(copied) + " copied", decimal(rate / copied));
        }
        return rate;
    }

    private static @Nullable SubjectProjection rebuilt(Product product, SubjectProjection before, long events)
            throws IOException, InterruptedException {
        long limit = limit(events);
        while (System.nanoTime() < limit) {
            var now = product.projection();
            if (now.isPresent() && now.get().liveGeneration() != before.liveGeneration()) {
                return now.get();
            }
            Thread.sleep(POLL_MILLIS);
        }
        return null;
    }

    /** The same events by COPY into a table of the same shape, a second. */
    private static double copied(Product product, Filler filler) throws SQLException, IOException {
        try (var database = product.superuser().connect();
                var statement = database.createStatement()) {
            statement.execute("truncate bench.event");
            int people = Math.min(filler.subjects().size(), COPIED_FOR_REFERENCE / filler.eventsEach());
            var copies = Stream.generate(UuidV7Factory::next).limit(people).toList();
            long start = System.nanoTime();
            filler.copy(database, "bench.event", copies);
            double rate = (double) people * filler.eventsEach() * 1e9 / (System.nanoTime() - start);
            statement.execute("truncate bench.event");
            return rate;
        }
    }

    /** @return whether the view has come to the end of the ledger */
    private boolean awaitView(Product product, long events, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        long limit = limit(events);
        while (System.nanoTime() < limit) {
            if (areLogAndRegisterComplete(product) && product.lag().orElse(Long.MAX_VALUE) == 0) {
                return true;
            }
            Thread.sleep(POLL_MILLIS * 4);
        }
        out.println("view or register of consents do not come to the end of the ledger; lag " + product.lag());
        return false;
    }

    private static long limit(long events) {
        return System.nanoTime() + (long) ((30 + events / SLOWEST_VIEW) * 1e9);
    }

    private static boolean areLogAndRegisterComplete(Product product) throws SQLException {
        try (var database = product.superuser().connect();
                var statement = database.createStatement()) {
            try (var rows = statement.executeQuery("select to_regclass('ledger.event_log')")) {
                if (!rows.next() || rows.getString(1) == null) {
                    return true;
                }
            }
            try (var rows = statement.executeQuery("""
                select (select max(global_index) from ledger.event) = (select max(global_index) from ledger.event_log)
                   and (select position from ledger.open_consent_progress) = (select max(position) from ledger.event_log)
                """)) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private static void resident(Product product, Table table, String when) throws IOException {
        double most = product.server().mostResidentBytes() / 1e6;
        table.goal(
                "server's memory " + when + ", now / most (MB)",
                whole(product.server().residentBytes() / 1e6) + " / " + whole(most),
                "-Xmx512m",
                "<= " + whole(RESIDENT_GOAL_MB),
                most <= RESIDENT_GOAL_MB);
    }

    private static String rate(Figures figures) {
        return whole(figures.perSecond()) + (figures.failures() > 0 ? " (" + figures.failures() + " failed)" : "");
    }

    private static String clients(int count) {
        return count == 1 ? "1 client" : count + " clients";
    }

    private static void requireNone(long failures, String what) throws IOException {
        if (failures > 0) {
            throw new IOException(failures + " " + what);
        }
    }
}
