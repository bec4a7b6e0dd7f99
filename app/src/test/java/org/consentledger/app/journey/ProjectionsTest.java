package org.consentledger.app.journey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.withdrawal;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.app.ConsentLedger;
import org.consentledger.app.embedded.TestDatabase;
import org.consentledger.store.EventNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Views are built, built again and repaired while they are read: two nodes on one database. */
class ProjectionsTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int PEOPLE = 2_000;
    private static final int EVENTS = 6_000;

    @TempDir
    static Path directory;

    private static @Nullable TestDatabase database;
    private static final Node[] nodes = new Node[2];

    private record Node(ConfigurableApplicationContext context, Ledger ledger) {
        JsonNode view() {
            return ledger.get("admin", "/actuator/projections/subject").is(200).json();
        }

        JsonNode rebuild() {
            return view().required("rebuild");
        }

        Answer act(String action) {
            return ledger.post("admin", "/actuator/projections/subject", Map.of("action", action));
        }

        boolean is(String state) {
            return view().required(state).asBoolean();
        }
    }

    @BeforeAll
    static void twoNodes() {
        database = TestDatabase.create();
        nodes[0] = start();
        nodes[1] = start();
        ManyEvents.write(jdbc(), PEOPLE, EVENTS);
        awaitView();
    }

    @AfterAll
    static void end() {
        for (Node node : nodes) {
            node.context.close();
        }
    }

    @AfterEach
    void leaveTheViewRunning() {
        one().act("start").is(200);
    }

    private static Node start() {
        var context = SpringApplication.run(
                ConsentLedger.class,
                database()
                        .arguments(
                                "--server.port=0",
                                "--ledger.issuer.embedded=true",
                                "--ledger.sample-catalogue=true",
                                "--ledger.embedded.directory=" + directory,
                                "--ledger.keys.generate=true",
                                "--ledger.keys.key-encryption-key=" + directory.resolve("key-encryption-key.json"),
                                "--ledger.keys.look-up-pepper=" + directory.resolve("look-up-pepper.json")));
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return new Node(context, Ledger.at(port));
    }

    private static TestDatabase database() {
        return requireNonNull(database);
    }

    private static Node one() {
        return nodes[0];
    }

    private static Node two() {
        return nodes[1];
    }

    private static JdbcClient jdbc() {
        return one().context.getBean(JdbcClient.class);
    }

    private static Person someone() {
        return Person.byEmail(one().ledger, Journey.unique("person") + "@example.org");
    }

    private static Person at(Node node, Person person) {
        return Person.byEmail(node.ledger, person.address());
    }

    /** What is in the ledger is in the view, for all whose streams can be read. */
    private static void awaitView() {
        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(jdbc().sql("""
                        select stream.aggregate_id, stream.events, view.version
                        from (select aggregate_id, count(*) as events from ledger.event
                              where aggregate_type = 'Subject' group by aggregate_id) stream
                        left join (select * from view.subject
                                   where generation = (select live from view.projection where name = 'subject')) view
                             on view.subject_id = stream.aggregate_id::uuid
                        where view.version is distinct from stream.events
                          and stream.aggregate_id not in (select stream from view.parked where projection = 'subject')
                        limit 3""").query().listOfRows()).isEmpty());
    }

    private static @Nullable Long version(String subject) {
        return jdbc().sql("""
                        select version from view.subject
                        where generation = (select live from view.projection where name = 'subject') and subject_id = ?::uuid""").param(subject).query(Long.class).optional().orElse(null);
    }

    private static void awaitRebuilt() {
        await().atMost(BOUND)
                .until(() -> Stream.of(nodes)
                        .allMatch(node -> !node.rebuild().required("finishedAt").isNull()));
    }

    /** A rebuild that comes to the given person and waits there until this is closed. */
    private static final class Halted implements AutoCloseable {
        private final Connection connection;

        Halted(Node commanded, int person) throws SQLException {
            commanded.act("stop").is(200);
            commanded.act("rebuild").is(200);
            connection = DriverManager.getConnection(
                    database().jdbcUrl(), database().username(), database().password());
            connection.setAutoCommit(false);
            try (var blocking = connection.prepareStatement("""
                    insert into view.subject (generation, subject_id, version, entries)
                    select building, ?::uuid, 0, '' from view.projection where name = 'subject'""")) {
                blocking.setString(1, ManyEvents.subject(person));
                assertThat(blocking.executeUpdate()).isEqualTo(1);
            }
            commanded.act("start").is(200);
            await().atMost(BOUND)
                    .until(() -> commanded.rebuild().required("eventsDone").asLong() > person - 500L);
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.close();
        }
    }

    @Test
    void answersStayRightWhileTheViewIsBuiltAgain() throws SQLException {
        var consenting = someone();
        consenting.tells(consent("surveys")).recorded();
        var refusing = someone();
        refusing.tells(consent("surveys")).recorded();
        refusing.tells(optOut("*").by("*")).recorded();
        awaitView();
        int live = one().view().required("liveGeneration").asInt();

        try (var _ = new Halted(one(), 1_500)) {
            for (Node node : nodes) {
                at(node, consenting).mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
                at(node, refusing).mayGet(mail("surveys")).denies("OPTED_OUT");
            }
            consenting.tells(withdrawal("surveys")).recorded();
            at(two(), consenting).mayGet(mail("surveys")).denies("CONSENT_WITHDRAWN");
            JsonNode rebuild = two().rebuild();
            assertThat(rebuild.required("eventsDone").asLong()).isBetween(1_000L, 1_600L);
            assertThat(rebuild.required("eventsTotal").asLong()).isGreaterThan(EVENTS);
            assertThat(rebuild.required("eventsPerSecond").asDouble()).isPositive();
            assertThat(rebuild.required("secondsLeft").asDouble()).isPositive();
            assertThat(rebuild.required("finishedAt").isNull()).isTrue();
            assertThat(two().view().required("liveGeneration").asInt()).isEqualTo(live);
            two().act("rebuild").refused(409, "REBUILD_RUNNING");
        }

        awaitRebuilt();
        assertThat(two().view().required("liveGeneration").asInt()).isEqualTo(1 - live);
        JsonNode rebuild = one().rebuild();
        assertThat(rebuild.required("eventsDone").asLong())
                .isEqualTo(rebuild.required("eventsTotal").asLong())
                .isGreaterThan(EVENTS);
        assertThat(rebuild.required("secondsLeft").isNull()).isTrue();
        awaitView();
        for (Node node : nodes) {
            at(node, consenting).mayGet(mail("surveys")).denies("CONSENT_WITHDRAWN");
            at(node, refusing).mayGet(mail("surveys")).denies("OPTED_OUT");
        }
    }

    @Test
    void commandToOneNodeIsFollowedByAll() {
        one().act("stop").is(200);
        await().atMost(BOUND).until(() -> Stream.of(nodes).noneMatch(node -> node.is("running")));
        assertThat(health(two())).isEqualTo("LAGGING");
        var person = someone();
        person.tells(consent("surveys")).recorded();
        person.tells(optOut("surveys")).recorded();
        at(two(), person).mayGet(mail("surveys")).denies("OPTED_OUT");
        assertThat(version(person.id())).isNull();

        two().act("start").is(200);
        await().atMost(BOUND).until(() -> Stream.of(nodes).allMatch(node -> node.is("running")));
        awaitView();
        assertThat(version(person.id())).isEqualTo(3);
    }

    @Test
    void rebuildOfANodeThatEndsIsFinishedByAnother() throws Exception {
        int working;
        Thread ending;
        try (var _ = new Halted(one(), 1_500)) {
            working = one().rebuild().required("working").asBoolean() ? 0 : 1;
            Node other = nodes[1 - working];
            assertThat(other.rebuild().required("working").asBoolean()).isFalse();
            ending = Thread.ofPlatform().start(nodes[working].context::close);
        }
        assertThat(ending.join(BOUND)).isTrue();
        nodes[working] = start();
        awaitRebuilt();
        awaitView();
    }

    @Test
    void unknownProjectionsAndActionsAreRefused() {
        one().ledger
                .post("admin", "/actuator/projections/nothing", Map.of("action", "rebuild"))
                .refused(404, "NOT_FOUND");
        one().act("explode").is(400);
        one().ledger
                .post("officer", "/actuator/projections/subject", Map.of("action", "stop"))
                .refused(403, "FORBIDDEN");
    }

    @Test
    void streamThatCannotBeReadWaitsAloneUntilItCan() throws ReflectiveOperationException {
        String unknown = ManyEvents.subject(900_001);
        String broken = ManyEvents.subject(900_002);
        String other = ManyEvents.subject(900_003);
        ManyEvents.write(jdbc(), unknown, 0, "consent-given", ManyEvents.consent(unknown));
        ManyEvents.write(jdbc(), unknown, 1, "objection-of-a-later-version", ManyEvents.optOut(unknown));
        ManyEvents.write(jdbc(), unknown, 2, "consent-given", ManyEvents.consent(unknown));
        ManyEvents.write(jdbc(), broken, 0, "consent-given", "{\"subject\":");
        ManyEvents.write(jdbc(), other, 0, "consent-given", ManyEvents.consent(other));
        await().atMost(BOUND).until(() -> Long.valueOf(1).equals(version(other)));
        assertThat(version(unknown)).isEqualTo(1);
        assertThat(version(broken)).isNull();
        awaitDeadLetters(3);

        ManyEvents.write(jdbc(), unknown, 3, "consent-given", ManyEvents.consent(unknown));
        awaitDeadLetters(4);
        assertThat(version(unknown)).isEqualTo(1);
        assertThat(two().view().required("parkedStreams").asLong()).isEqualTo(2);
        assertThat(health(two())).isEqualTo("LAGGING");
        assertThat(two().ledger
                        .get("admin", "/actuator/health")
                        .value("components.projections.details.subject.deadLetters"))
                .isEqualTo("4");
        // Nobody can say what this person wants, so nobody is told that it is a yes.
        Person.byId(one().ledger, unknown).mayGet(mail("surveys")).is(500);
        Person.byId(one().ledger, other).mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");

        JsonNode retried = one().act("retry-dead-letters").is(200).json();
        assertThat(retried.required("retried").required("released").asLong()).isZero();
        assertThat(retried.required("retried").required("stillParked").asLong()).isEqualTo(2);
        awaitDeadLetters(4);

        Map<String, Class<?>> names = names();
        names.put("objection-of-a-later-version", OptedOut.class);
        try {
            retried = two().act("retry-dead-letters").is(200).json();
            assertThat(retried.required("retried").required("released").asLong())
                    .isEqualTo(1);
            assertThat(retried.required("retried").required("stillParked").asLong())
                    .isEqualTo(1);
            assertThat(version(unknown)).isEqualTo(4);
            awaitDeadLetters(1);
            Person.byId(one().ledger, unknown).mayGet(mail("surveys")).is(200);
            ManyEvents.write(jdbc(), unknown, 4, "opted-out", ManyEvents.optOut(unknown));
            await().atMost(BOUND).until(() -> Long.valueOf(5).equals(version(unknown)));
        } finally {
            names.remove("objection-of-a-later-version");
        }
    }

    /** The names of events as the software knows them; a later version knows more. */
    @SuppressWarnings("unchecked")
    private static Map<String, Class<?>> names() throws ReflectiveOperationException {
        Field names = EventNames.class.getDeclaredField("BY_NAME");
        names.setAccessible(true);
        return (Map<String, Class<?>>) names.get(null);
    }

    private static void awaitDeadLetters(long expected) {
        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(one().view().required("deadLetters").asLong())
                                .isEqualTo(expected));
    }

    private static String health(Node node) {
        return node.ledger.withoutToken("/actuator/health").is(200).value("status");
    }

    @Test
    void holeStopsTheViewAndARebuildHealsIt() {
        var person = someone();
        person.tells(consent("surveys")).recorded();
        awaitView();
        jdbc().sql("update view.subject set version = version - 1 where subject_id = ?::uuid")
                .param(person.id())
                .update();
        person.tells(optOut("surveys")).recorded();
        await().atMost(BOUND).until(() -> Stream.of(nodes).anyMatch(node -> node.is("failing")));
        assertThat(version(person.id())).isEqualTo(1);
        assertThat(one().view().required("lag").asLong()).isPositive();
        person.mayGet(mail("surveys")).denies("OPTED_OUT");

        two().act("rebuild").is(200);
        awaitRebuilt();
        awaitView();
        assertThat(version(person.id())).isEqualTo(3);
        assertThat(List.of(nodes)).noneMatch(node -> node.is("failing"));
        person.mayGet(mail("surveys")).denies("OPTED_OUT");
    }

    @Test
    void viewThatCanBeWrittenAgainFailsNoMore() {
        var person = someone();
        person.tells(consent("surveys")).recorded();
        awaitView();
        String move = "update view.subject set version = version + ? where subject_id = ?::uuid";
        jdbc().sql(move).params(-1, person.id()).update();
        person.tells(optOut("surveys")).recorded();
        await().atMost(BOUND).until(() -> Stream.of(nodes).anyMatch(node -> node.is("failing")));
        jdbc().sql(move).params(1, person.id()).update();
        awaitView();
        await().atMost(BOUND).until(() -> Stream.of(nodes).noneMatch(node -> node.is("failing")));
    }
}
