package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionForMySituation;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;
import static org.consentledger.app.journey.Signal.sale;
import static org.consentledger.app.journey.Signal.withdrawal;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentledger.app.embedded.TestDatabase;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Personal values are read by those who may and stand in clear nowhere: in no table, no log line, no error. */
@ExtendWith(OutputCaptureExtension.class)
class NothingLeaksTest extends Journey {
    /** Stands in every text about the person, and nowhere else in the world. */
    private static final String MARK = "Zqlëak";

    private static final String PHONE = "+31687654321";
    private static final String IP = "198.51.100.77";
    private static final List<String> SECRETS = List.of(MARK, "Zqleak", "31687654321", "87654321", IP);

    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("org.consentledger");
    private static final Pattern HEXADECIMAL = Pattern.compile("(?:[0-9A-Fa-f]{2}){5,}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{8,}={0,2}");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Flyway flyway;

    @BeforeEach
    void listen() {
        log.setContext(ROOT.getLoggerContext());
        log.start();
        ROOT.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ROOT.detachAppender(log);
    }

    @Test
    void personalValuesStandInClearNowhere(CapturedOutput output) throws Exception {
        var person = Person.byEmail(ledger, unique(MARK) + "@zqleak-" + unique("x") + ".example");
        live(person);
        live(Person.byPhone(ledger, PHONE));
        live(Person.byExternalId(ledger, "crm", unique(MARK)));
        changeNames(person);
        beRefused(person);
        beMisunderstood();

        assertThat(person.history().toString()).as("auditors read it").contains(MARK);
        assertThat(leaksOfDatabase()).isEmpty();
        assertThat(leaksOfLog()).isEmpty();
        assertThat(leaks(output.getAll())).as(output.getAll()).isEmpty();
        var logOfPostgres = Files.readString(TestDatabase.postgresLog());
        assertThat(logOfPostgres).contains("database system is ready");
        assertThat(leaks(logOfPostgres)).as(logOfPostgres).isEmpty();
    }

    /** A life with every kind of personal value in it. */
    private void live(Person person) {
        person.tells(told(consent("surveys"))
                        .with("parentalAuthorisation", Map.of("age", 12, "reference", MARK + " authorised")))
                .recorded();
        person.tells(told(withdrawal("surveys"))).recorded();
        person.tells(told(sale("company-news"))).recorded();
        person.tells(told(optOut("*").by("*"))).recorded();
        person.tells(preferences().with("language", "nl")).recorded();
        person.tells(told(withdrawal("aml-identification"))).refused(422, "LEGAL_OBLIGATION");
        var objection = person.tells(told(objectionForMySituation("ai-training"))
                        .with("statement", MARK + " has reasons, \u0000 and more"))
                .recorded();
        ledger.post(
                        "officer",
                        "/v1/objections/" + objection.value("eventId") + "/decision",
                        Map.of("outcome", "OVERRIDDEN", "grounds", MARK + " is told no"),
                        "Idempotency-Key",
                        "\"" + unique("Zqleak") + "\"")
                .recorded();
        person.tells(told(consent("surveys")), "Idempotency-Key", "\"" + unique("Zqleak") + "\"")
                .recorded();
        person.mayGet(mail("surveys").with("endpoint", person.address().contains("@") ? person.address() : null))
                .is(200);
    }

    private void changeNames(Person person) {
        String names = "/v1/subjects/" + person.id() + "/identifiers";
        var other = Person.byEmail(ledger, unique(MARK) + "@example.org");
        ledger.post("officer", names, other.reference).recorded();
        ledger.delete("officer", names, other.reference).is(200);
        ledger.post("officer", names, Person.byPhone(ledger, PHONE).reference).refused(409, "IDENTIFIER_TAKEN");
        ledger.post("officer", names, Person.byEmail(ledger, MARK).reference).refused(422, "INVALID_EMAIL");
        ledger.delete("officer", names, Person.byExternalId(ledger, "crm", unique(MARK)).reference)
                .refused(404, "NOT_FOUND");
    }

    private static Signal told(Signal signal) {
        return signal.with("actor", MARK + " at desk 4")
                .evidence("form", "/" + MARK)
                .evidence("ip", IP)
                .evidence("userAgent", MARK + "Browser/1.0")
                .evidence("reference", "letter of " + MARK);
    }

    /** Requests that are understood and refused, with personal values all over them. */
    private void beRefused(Person person) {
        var newcomer = Person.byEmail(ledger, unique(MARK) + "@example.org");
        Callable<Answer> introduction = () -> newcomer.tells(told(optOut("surveys")));
        AtOnce.doing(Collections.nCopies(8, introduction))
                .forEach(answer -> assertThat(answer.status()).as(answer.body()).isIn(200, 201));
        var refusals = Stream.of(
                person.tells(told(consent(MARK, "Zqleak", "*").by(MARK, "Zqleak", "group:Zqleak", "*"))),
                person.tells(told(consent("surveys")).with("company", MARK)),
                person.tells(told(consent("surveys")).with("source", MARK).with("mechanism", MARK)),
                person.tells(told(consent("surveys")).with("channels", List.of(MARK))),
                person.tells(consent("surveys").evidence("wordingHash", MARK)),
                person.tells(consent("surveys").with("notice", Map.of("id", MARK, "version", MARK, "language", MARK))),
                person.tells(told(objectionForMySituation("surveys")).with("statement", MARK + " is 123456782")),
                person.tells(told(objectionForMySituation("surveys")).with("ground", MARK)),
                person.tells(told(optOut("surveys")).with("actor", MARK.repeat(300))),
                person.tells(preferences()
                        .with("language", MARK)
                        .with("frequency", MARK)
                        .with("topics", Map.of(MARK, MARK))),
                person.tells(told(optOut("surveys")), "If-Match", "Zqleak"),
                person.tells(told(optOut("surveys")), "Idempotency-Key", "Zqleak"),
                Person.byEmail(ledger, MARK).tells(told(optOut("surveys"))),
                Person.byEmail(ledger, MARK + "@@example.org").tells(told(optOut("surveys"))),
                Person.byPhone(ledger, PHONE + " ext. 5").tells(told(optOut("surveys"))),
                Person.byExternalId(ledger, MARK, MARK).tells(told(optOut("surveys"))),
                Person.byExternalId(ledger, "crm", MARK + "\u0000").tells(told(optOut("surveys"))),
                Person.byId(ledger, MARK).tells(told(optOut("surveys"))),
                person.mayGet(mail(MARK).by(MARK).on(MARK).as(MARK).to(MARK)),
                person.mayGet(mail("surveys").with("endpoint", MARK)),
                Person.byEmail(ledger, unique(MARK) + "@example.org").resolved());
        refusals.forEach(NothingLeaksTest::assertRefused);
    }

    /** Requests that are not understood at all. */
    private void beMisunderstood() throws Exception {
        var malformed = Stream.of(
                        "{\"subject\":{\"type\":\"email\",\"value\":\"Zqleak@example.org\"",
                        "{\"subject\":\"Zqleak@example.org\"}",
                        "{\"Zqleak\":\"" + PHONE + "\"}",
                        "{\"subject\":{\"Zqleak\":1},\"occurredAt\":\"Zqleak\",\"purposes\":{\"Zqleak\":[]}}",
                        "{\"statement\":{\"a\":\"Zqleak\"},\"evidence\":\"Zqleak\",\"actor\":[\"Zqleak\"]}",
                        "{\"subject\":1,\"subject\":\"Zqleak\"}",
                        "Zqleak",
                        "\"Zqleak\"",
                        "{\"statement\":\"" + "Zqleak".repeat(60_000) + "\"}")
                .map(body -> ledger.postText("service", "/v1/objections", body));
        var misled = Stream.of(
                "/v1/events/Zqleak",
                "/v1/events/Zqleak%40example.org",
                "/v1/subjects/Zqleak/history",
                "/v1/subjects/Zqleak@example.org/preferences",
                "/v1/purposes/Zqleak",
                "/v1/purposes?limit=Zqleak",
                "/v1/purposes?cursor=Zqleak",
                "/v1/purposes?validAt=Zqleak",
                "/v1/controllers/Zqleak@example.org",
                "/v1/Zqleak",
                "/actuator/Zqleak",
                "/Zqleak");
        malformed.forEach(NothingLeaksTest::assertRefused);
        misled.map(path -> ledger.get("admin", path)).forEach(NothingLeaksTest::assertRefused);
        assertRefused(ledger.put("admin", "/v1/purposes/-Zqleak", Map.of("names", Map.of("Zqleak", "Zqleak"))));
        assertRefused(ledger.put("admin", "/v1/events/Zqleak", Map.of()));
        assertRefused(ledger.askToken("Zqleak", "Zqleak"));
        assertRefused(ledger.withoutToken("/v1/purposes?access_token=Zqleak"));
        for (var raw : List.of(
                "GET /Zqleak{}|\\ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "Zqleak\r\n\r\n",
                "POST /v1/consents HTTP/1.1\r\nHost: Zqleak Zqleak\r\nConnection: close\r\n\r\n",
                "GET /v1/purposes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer Zqleak\r\nConnection: close\r\n\r\n",
                "GET /v1/purposes HTTP/1.1\r\nHost: localhost\r\nZqleak Zqleak: 1\r\nCookie: Zqleak=@;;\r\nConnection: close\r\n\r\n")) {
            assertThat(sent(raw)).startsWith("HTTP/1.1 4").doesNotContainIgnoringCase("Zqleak");
        }
    }

    private String sent(String raw) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(raw.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.body()).doesNotContain("Exception", "\tat ");
    }

    /** What database, driver, pool and frameworks tell of their failures, with people's values on the way. */
    @ParameterizedTest
    @MethodSource("failures")
    void failureOfTheDatabaseTellsNothingOfPeople(String failure, Set<String> codes, CapturedOutput output)
            throws IOException {
        var people = Stream.of(
                        Person.byEmail(ledger, unique(MARK) + "@zqleak-" + unique("x") + ".example"),
                        Person.byExternalId(ledger, "crm", unique("Zqleak")),
                        Person.byExternalId(ledger, "crm", unique(MARK)))
                .toList();
        people.forEach(
                person -> person.tells(preferences().with("language", "nl")).recorded());
        var newcomer = Person.byEmail(ledger, unique(MARK) + "@example.org");
        OURS.setLevel(Level.DEBUG);
        owner().sql("create function ledger.fail() returns trigger language plpgsql as $$ begin " + failure
                        + " return new; end $$")
                .update();
        try {
            for (var timing : List.of(
                    "create trigger fails before insert on ledger.event for each row when (%s)",
                    "create constraint trigger fails after insert on ledger.event deferrable initially deferred"
                            + " for each row when (%s)")) {
                owner().sql(timing.formatted("new.aggregate_type in ('Subject', 'RightsRequest', 'Controller')")
                                + " execute function ledger.fail()")
                        .update();
                List<Callable<Answer>> requests = Stream.concat(people.stream(), Stream.of(newcomer))
                        .<Callable<Answer>>flatMap(person -> Stream.of(
                                () -> person.tells(told(withdrawal("surveys"))),
                                () -> person.tells(
                                        told(objectionForMySituation("ai-training"))
                                                .with("statement", MARK),
                                        "Idempotency-Key",
                                        "\"" + unique("Zqleak") + "\"")))
                        .collect(Collectors.toCollection(ArrayList::new));
                requests.add(() -> ledger.post(
                        "officer",
                        "/v1/rights-requests",
                        Map.of(
                                "subject",
                                people.getFirst().reference,
                                "controller",
                                ACCOUNTING,
                                "right",
                                "ACCESS",
                                "receivedAt",
                                "2026-01-31T10:00:00Z",
                                "channel",
                                "EMAIL",
                                "statement",
                                MARK + " asks")));
                AtOnce.doing(requests).forEach(answer -> {
                    assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(409);
                    assertThat(codes).contains(answer.value("code"));
                    assertThat(leaks(answer.body())).as(answer.body()).isEmpty();
                });
                owner().sql("drop trigger fails on ledger.event").update();
            }
        } finally {
            OURS.setLevel(null);
            owner().sql("drop function ledger.fail() cascade").update();
        }
        assertThat(log.list).as("something is told").isNotEmpty();
        assertThat(leaksOfLog()).isEmpty();
        assertThat(leaks(output.getAll())).as(output.getAll()).isEmpty();
        assertThat(leaks(Files.readString(TestDatabase.postgresLog()))).isEmpty();
        people.forEach(
                person -> assertThat(person.historyTypes()).containsExactly("identifier-added", "preferences-set"));
        newcomer.resolved().is(404);
    }

    /** Ways to fail, each telling all it knows of the row, and the codes it may be answered with. */
    static Stream<Arguments> failures() {
        String all =
                "(select string_agg(e::text || convert_from(e.payload, 'UTF8') || convert_from(e.metadata, 'UTF8'), ',')"
                        + " from (select new.*) e)";
        String raise = "raise exception using message = 'no: ' || %1$s, detail = %1$s, hint = %1$s, errcode = '%2$s';";
        return Stream.of(
                arguments(raise.formatted(all, "23514"), Set.of("INTERNAL", "OUTCOME_UNKNOWN")),
                arguments(raise.formatted(all, "23505"), Set.of("CONFLICT", "OUTCOME_UNKNOWN", "INTERNAL")),
                arguments(raise.formatted(all, "40001"), Set.of("CONFLICT", "OUTCOME_UNKNOWN", "UNAVAILABLE")),
                arguments(
                        "perform pg_cancel_backend(pg_backend_pid()); perform pg_sleep(5);",
                        Set.of("UNAVAILABLE", "OUTCOME_UNKNOWN")),
                arguments(
                        "perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5);",
                        Set.of("UNAVAILABLE", "OUTCOME_UNKNOWN")));
    }

    @Test
    void refusalIsAnAnswerAndNoIncident() {
        var person = someone();
        person.tells(consent("astrology")).refused(422, "UNKNOWN_PURPOSE");
        person.tells(consent("surveys").with("source", "THIRD_PARTY")).refused(422, "EVIDENCE_REQUIRED");
        person.tells(optOut("surveys"), "If-Match", "\"7\"").refused(412, "VERSION_MISMATCH");
        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage)).isEmpty();
    }

    @Test
    void searchFindsWhatLeaks() {
        LoggerFactory.getLogger("test")
                .info("A message", new IllegalStateException("outer", new RuntimeException("about zqleak")));
        assertThat(leaksOfLog()).hasSize(1);
        owner().sql("create table view.leak (a text, b bytea, c jsonb, d bytea, e text, f text)")
                .update();
        try {
            owner().sql("insert into view.leak values (?, ?, to_jsonb(?::text), ?, ?, ?)")
                    .params(
                            "of " + PHONE,
                            MARK.getBytes(StandardCharsets.UTF_8),
                            "ZQLEAK",
                            IP.getBytes(StandardCharsets.UTF_8),
                            "{\"sealed\":\""
                                    + Base64.getEncoder()
                                            .encodeToString(("about " + MARK).getBytes(StandardCharsets.UTF_8))
                                    + "\"}",
                            "x" + HexFormat.of().formatHex(("about " + MARK).getBytes(StandardCharsets.UTF_8)))
                    .update();
            assertThat(leaksOfDatabase())
                    .containsExactly(
                            "view.leak.a", "view.leak.b", "view.leak.c", "view.leak.d", "view.leak.e", "view.leak.f");
        } finally {
            owner().sql("drop table view.leak").update();
        }
    }

    private JdbcClient owner() {
        return JdbcClient.create(flyway.getConfiguration().getDataSource());
    }

    private List<String> leaksOfLog() {
        return List.copyOf(log.list).stream()
                .filter(event -> !leaks(written(event)).isEmpty())
                .map(event -> event.getLoggerName() + ": " + written(event))
                .toList();
    }

    private static String written(ILoggingEvent event) {
        var text = new StringBuilder(event.getFormattedMessage())
                .append(Arrays.toString(event.getArgumentArray()))
                .append(event.getMDCPropertyMap())
                .append(event.getThreadName());
        for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            text.append(cause.getClassName()).append(cause.getMessage());
        }
        return text.toString();
    }

    /** Every column of every table in which a secret stands. */
    private TreeSet<String> leaksOfDatabase() {
        var found = new TreeSet<String>();
        // As their owner, who sees all of them.
        var tables = owner().sql("""
                        select table_schema || '.' || table_name from information_schema.tables
                        where table_schema not in ('pg_catalog', 'information_schema')""").query(String.class).list();
        assertThat(tables)
                .contains(
                        "ledger.event",
                        "ledger.identifier",
                        "ledger.idempotency",
                        "ledger.subject_key",
                        "ledger.event_log",
                        "ledger.token",
                        "ledger.rotation",
                        "ledger.flyway_schema_history",
                        "view.parked",
                        "view.subject");
        for (var table : tables) {
            owner().sql("select * from " + table).query(row -> {
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    if (!leaks(text(row, column)).isEmpty()) {
                        found.add(table + "." + row.getMetaData().getColumnName(column));
                    }
                }
            });
        }
        return found;
    }

    /** A value as whoever steals the database might read it. */
    private static String text(ResultSet row, int column) throws SQLException {
        if (row.getMetaData().getColumnTypeName(column).equals("bytea")) {
            byte @Nullable [] bytes = row.getBytes(column);
            return bytes == null
                    ? ""
                    : new String(bytes, StandardCharsets.UTF_8) + new String(bytes, StandardCharsets.ISO_8859_1);
        }
        var text = row.getString(column);
        return text == null ? "" : text;
    }

    private static List<String> leaks(String text) {
        var readings = new ArrayList<>(List.of(text));
        BASE64.matcher(text).results().forEach(match -> readings.add(decoded(match.group())));
        HEXADECIMAL
                .matcher(text)
                .results()
                .forEach(match ->
                        readings.add(new String(HexFormat.of().parseHex(match.group()), StandardCharsets.UTF_8)));
        return SECRETS.stream()
                .map(secret -> secret.toLowerCase(Locale.ROOT))
                .filter(secret -> readings.stream()
                        .anyMatch(reading -> reading.toLowerCase(Locale.ROOT).contains(secret)))
                .toList();
    }

    private static String decoded(String base64) {
        try {
            var bytes = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger.event set payload = payload",
                "update ledger.event set recorded_at = now() where sequence = 0",
                "delete from ledger.event",
                "delete from ledger.event where event_id = (select min(event_id) from ledger.event)",
                "truncate ledger.event",
                "truncate ledger.event cascade",
                "with gone as (delete from ledger.event returning 1) select count(*) from gone",
            })
    void eventsAreNeitherChangedNorDeleted(String statement) {
        someone().tells(optOut("surveys")).recorded();
        long before = events();
        assertThatThrownBy(() -> jdbc.sql(statement).query((row, n) -> 1).list())
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
        assertThat(events()).isEqualTo(before);
    }

    private long events() {
        return jdbc.sql("select count(*) from ledger.event").query(Long.class).single();
    }
}
