package org.consentledger.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.consentledger.bench.http.Answer;
import org.consentledger.bench.http.Call;
import org.consentledger.bench.http.Line;
import org.consentledger.bench.server.BenchServer;
import org.consentledger.bench.server.ServerProcess;
import org.consentledger.bench.server.SubjectProjection;
import org.consentledger.bench.server.Superuser;
import org.consentledger.bench.server.Workspace;

/** The product in its embedded default, and what the bench asks of it. */
final class Product {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
    /** The reference has a connection a client, beside those of the server; the default of the product has no room for it. */
    private static final String ROOM_FOR_THE_REFERENCE = "max_connections = 200\n";

    private static final int BARE_ROWS = 20_000;
    private static final int BARE_TEXT = 400;
    private static final List<String> CONTROLLERS = List.of("noorderlicht-accounting", "noorderlicht-payroll");
    private static final List<String> PURPOSES = List.of("surveys", "company-news");

    /** Acts need times of their own, or they would be the same act. */
    private static final Instant FIRST_ACT = Instant.parse("2025-01-01T00:00:00Z");

    private final ServerProcess server;
    private final Superuser superuser;
    private final double coldSeconds;
    private final double warmSeconds;
    private final String service;
    private final String admin;
    private final AtomicLong acts = new AtomicLong();

    /**
     * Starts it twice, since the first start differs.
     *
     * @param jvm further options of its JVM
     */
    Product(Workspace workspace, List<String> jvm) throws IOException, SQLException, InterruptedException {
        Path data = workspace.directory().resolve("data");
        server = workspace.keep(new ServerProcess(
                "server",
                workspace.directory(),
                BenchServer.class,
                jvm,
                Map.of("LEDGER_EMBEDDED_DIRECTORY", data.toString())));
        superuser = new Superuser(data);
        coldSeconds = startToFirstAnswer();
        server.stop();
        Files.writeString(data.resolve("postgres").resolve("postgresql.auto.conf"), ROOM_FOR_THE_REFERENCE);
        warmSeconds = startToFirstAnswer();
        try (var line = line()) {
            service = line.token("service");
            admin = line.token("admin");
        }
        try (var connection = superuser.connect();
                var statement = connection.createStatement()) {
            statement.execute("create schema bench");
            statement.execute("grant usage on schema bench to public");
            statement.execute("create table bench.event (like ledger.event including all)");
            statement.execute("create table bench.bare (id uuid primary key, text text not null)");
            statement.execute("grant select on bench.bare to public");
            statement.execute("insert into bench.bare select lpad(to_hex(n), 32, '0')::uuid, repeat('x', " + BARE_TEXT
                    + ") from generate_series(0, " + (BARE_ROWS - 1) + ") n");
            statement.execute("analyze bench.bare");
        }
    }

    private double startToFirstAnswer() throws IOException, InterruptedException {
        long start = System.nanoTime();
        server.start();
        server.awaitAnswer();
        try (var line = line()) {
            String token = line.token("service");
            var answer = line.send(Call.post("/v1/decisions", token, question(email(0))));
            if (answer.status() != 200) {
                throw new IOException("The first decision was answered " + answer);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private Line line() {
        return new Line(server.port(), ANSWER_WITHIN);
    }

    ServerProcess server() {
        return server;
    }

    Superuser superuser() {
        return superuser;
    }

    double coldSeconds() {
        return coldSeconds;
    }

    double warmSeconds() {
        return warmSeconds;
    }

    /** Puts a load on it, and reads the clocks of all processes. */
    Figures under(int clients, Duration time, Supplier<byte[]> requests, int expectedStatus) throws IOException {
        Duration server = this.server.processorTime();
        Duration database = superuser.processorTime();
        Duration load = ownProcessorTime();
        Figures figures = Load.run(this.server.port(), clients, time, requests, expectedStatus);
        return new Figures(
                figures.failures(),
                figures.nanos(),
                figures.latencyNanos(),
                this.server.processorTime().minus(server).toNanos(),
                superuser.processorTime().minus(database).toNanos(),
                ownProcessorTime().minus(load).toNanos());
    }

    private static Duration ownProcessorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Everybody's first act, one request a person. */
    Supplier<byte[]> introductions() {
        var next = new AtomicLong();
        return () -> {
            int person = (int) next.getAndIncrement();
            return act("/v1/consents", person, person, consentTail());
        };
    }

    /** A new act of somebody at every call: consents, withdrawals and opt-outs. */
    Supplier<byte[]> commands(int people, SplittableRandom random) {
        String consentTail = consentTail();
        return () -> {
            int person = random.nextInt(people);
            int scope = random.nextInt(4);
            return switch (random.nextInt(3)) {
                case 0 -> act("/v1/consents", person, scope, consentTail);
                case 1 -> act("/v1/withdrawals", person, scope, "}");
                default -> act("/v1/opt-outs", person, scope, "}");
            };
        };
    }

    private byte[] act(String path, int person, int scope, String tail) {
        Instant time = FIRST_ACT.plus(acts.incrementAndGet(), ChronoUnit.MILLIS);
        return Call.post(
                path,
                service,
                """
                {"subject":%s,"controllers":["%s"],"purposes":["%s"],"occurredAt":"%s\"\
                """.formatted(email(person), CONTROLLERS.get(scope % 2), PURPOSES.get(scope / 2 % 2), time) + tail);
    }

    private static String consentTail() {
        return """
            ,"notice":{"id":"stakeholder","version":"2024-05-20","language":"nl"},"mechanism":"CHECKBOX",\
            "evidence":{"wordingHash":"sha256:%s"}}\
            """.formatted("0123456789abcdef".repeat(4));
    }

    /** Decisions about people named by their e-mail addresses. */
    Supplier<byte[]> decisions(int people, SplittableRandom random) {
        return anyOf(IntStream.range(0, people).mapToObj(person -> decision(email(person))), random);
    }

    /** Decisions about people named by their pseudonymous ids. */
    Supplier<byte[]> decisions(List<UUID> people, SplittableRandom random) {
        return () -> decision("{\"type\":\"subject\",\"value\":\"" + people.get(random.nextInt(people.size())) + "\"}");
    }

    /** The endpoint that decisions are compared with. */
    Supplier<byte[]> bare(SplittableRandom random) {
        return anyOf(
                IntStream.range(0, BARE_ROWS).mapToObj(row -> Call.get("/bench/bare/" + new UUID(0, row), service)),
                random);
    }

    private static Supplier<byte[]> anyOf(Stream<byte[]> requests, SplittableRandom random) {
        byte[][] all = requests.toArray(byte[][]::new);
        return () -> all[random.nextInt(all.length)];
    }

    private byte[] decision(String subject) {
        return Call.post("/v1/decisions", service, question(subject));
    }

    private static String question(String subject) {
        return """
            {"subject":%s,"controller":"%s","purpose":"%s","channel":"EMAIL"}\
            """.formatted(subject, CONTROLLERS.getFirst(), PURPOSES.getFirst());
    }

    private static String email(int person) {
        return "{\"type\":\"email\",\"value\":\"person-" + person + "@example.org\"}";
    }

    /** The projection of subjects; absent where the server has no operator's endpoint. */
    Optional<SubjectProjection> projection() throws IOException {
        try (var line = line()) {
            return SubjectProjection.in(line.send(Call.get("/actuator/projections", admin)));
        }
    }

    /** Has the view built again; an absent answer where the server has no operator's endpoint. */
    Answer rebuild(SubjectProjection projection) throws IOException {
        try (var line = line()) {
            return line.send(
                    Call.post("/actuator/projections/" + projection.name(), admin, "{\"action\":\"rebuild\"}"));
        }
    }

    /** How many events the view is behind, if anybody tells. */
    OptionalLong lag() throws IOException {
        var projection = projection();
        if (projection.isPresent()) {
            return OptionalLong.of(projection.get().lag());
        }
        try (var line = line()) {
            return line.send(Call.get("/actuator/health", admin)).json().findValues("lagEvents").stream()
                    .mapToLong(lag -> lag.asLong())
                    .max();
        }
    }
}
