package org.consentledger.app.journey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;
import static org.consentledger.app.journey.Signal.withdrawal;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.consentledger.api.Faults;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Commands that wait at the same time share a transaction. There is one lane here, and a transaction of the test holds it
 * up: it is another node, about to record something of the very person the lane is busy with.
 */
@TestPropertySource(
        properties = {
            "ledger.commands.lanes=1",
            "ledger.commands.queue=12",
            "ledger.database.lock-timeout-millis=60000",
        })
class SharedTransactionsTest extends Journey {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String KEY = "Idempotency-Key";

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Identities identities;

    @Autowired
    ConfigurableApplicationContext server;

    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        senders.shutdownNow();
    }

    private double waiting() {
        return meters.get("ledger.commands.waiting").gauge().value();
    }

    private long commits() {
        return meters.get("ledger.commands.batch").summary().count();
    }

    private double rerun() {
        return meters.get("ledger.commands.rerun").counter().count();
    }

    private Connection connection(String role) throws SQLException {
        var environment = server.getEnvironment();
        return DriverManager.getConnection(
                environment.getRequiredProperty("spring.datasource.url"),
                environment.getRequiredProperty(role),
                environment.getRequiredProperty(role.replaceFirst("user(name)?$", "password")));
    }

    /** Another node, in the midst of a transaction. */
    private final class OtherNode implements AutoCloseable {
        private final Connection transaction;
        private final JdbcClient statements;

        OtherNode() throws SQLException {
            transaction = connection("spring.datasource.username");
            transaction.setAutoCommit(false);
            statements = JdbcClient.create(new SingleConnectionDataSource(transaction, true));
        }

        /** Records the last event of the person once more. */
        OtherNode records(String subjectId) {
            append(subjectId, subjectId);
            return this;
        }

        /** Introduces somebody by an address; their stream begins with the last event of another person. */
        OtherNode introduces(String subjectId, String address, String likeSubjectId) {
            var reference = new SubjectReference("email", null, address);
            var named = (Named.ByIdentifier) requireNonNull(identities.read(reference, "#/subject", new Faults()));
            statements
                    .sql("insert into ledger.identifier (hash, pepper_key_id, subject_id) values (?, 0, ?::uuid)")
                    .params(named.hashes().getFirst(), subjectId)
                    .update();
            append(subjectId, likeSubjectId);
            return this;
        }

        /** Erases whom it has introduced by this address. */
        OtherNode erases(String subjectId, String address) {
            int suppressed = statements
                    .sql("""
                            with released as (delete from ledger.identifier where subject_id = ?::uuid returning hash)
                            insert into ledger.suppression
                                (hash, event_id, pepper_key_id, kind, subject_id, scope, reason, since)
                            select hash, ?, 0, 'EMAIL', ?::uuid, ?, 'ERASURE', now() from released""")
                    .params(
                            subjectId,
                            UUID.randomUUID().toString(),
                            subjectId,
                            JsonMapper.shared().writeValueAsString(Scope.EVERYTHING))
                    .update();
            assertThat(suppressed).isEqualTo(1);
            return this;
        }

        private void append(String subjectId, String likeSubjectId) {
            int appended = statements
                    .sql("""
                            insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at,
                                payload_type, payload_revision, payload, metadata)
                            select ?, ?, (select count(*) from ledger.event where aggregate_id = ?), aggregate_type, now(),
                                payload_type, payload_revision,
                                convert_to(replace(convert_from(payload, 'UTF8'), aggregate_id, ?), 'UTF8'), metadata
                            from ledger.event where aggregate_id = ? order by sequence desc limit 1""")
                    .params(UUID.randomUUID().toString(), subjectId, subjectId, subjectId, likeSubjectId)
                    .update();
            assertThat(appended).isEqualTo(1);
        }

        void commits() throws SQLException {
            transaction.commit();
        }

        void givesUp() throws SQLException {
            transaction.rollback();
        }

        @Override
        public void close() throws SQLException {
            transaction.close();
        }
    }

    private Person known() {
        var person = someone();
        person.tells(preferences().with("language", "nl")).recorded();
        return person;
    }

    /** Another node that holds up the lane; what it records is given up in the end. */
    private OtherNode holdingUpTheLane() throws SQLException {
        var held = known();
        var node = new OtherNode().records(held.id());
        senders.submit(() -> held.tells(optOut("surveys")));
        awaitBlockedLane();
        return node;
    }

    private void awaitBlockedLane() {
        await().atMost(BOUND)
                .until(() -> jdbc.sql("select exists (select from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and datname = current_database())")
                        .query(Boolean.class)
                        .single());
    }

    /** Sends it, and comes back when it stands in the queue behind the others. */
    private Future<Answer> queued(Supplier<Answer> request) {
        double before = waiting();
        Future<Answer> answer = senders.submit(request::get);
        await().atMost(BOUND).until(() -> waiting() > before);
        return answer;
    }

    private List<Future<Answer>> queued(Collection<Person> people, Signal signal) {
        return people.stream().map(person -> queued(() -> person.tells(signal))).toList();
    }

    private static Answer answerOf(Future<Answer> request) {
        try {
            return request.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int version(Answer answer) {
        return answer.json().required("version").asInt();
    }

    @Test
    void commandsThatWaitTogetherShareOneCommit() throws SQLException {
        var people = Stream.generate(this::known).limit(8).toList();
        try (var node = holdingUpTheLane()) {
            long before = commits();
            var requests = queued(people, optOut("surveys"));
            node.givesUp();
            requests.forEach(request -> answerOf(request).recorded());
            assertThat(commits() - before)
                    .as("that of the held command, and theirs")
                    .isEqualTo(2);
        }
    }

    @Test
    void refusalConcernsItsCommandAlone() throws SQLException {
        var people = Stream.generate(this::known).limit(3).toList();
        var stranger = someone();
        var late = known();
        try (var node = holdingUpTheLane()) {
            long before = commits();
            double rerun = rerun();
            var first = queued(people, optOut("surveys"));
            var unknownPurpose = queued(() -> stranger.tells(optOut("astrology")));
            var tooLate = queued(() -> late.tells(optOut("surveys"), "If-Match", "\"1\""));
            var inTime = queued(() -> late.tells(optOut("surveys"), "If-Match", "\"2\""));
            var noMore = queued(() -> late.tells(optOut("company-news"), "If-Match", "\"2\""));
            var nobody = queued(
                    () -> Person.byId(ledger, UUID.randomUUID().toString()).tells(optOut("surveys")));
            node.givesUp();
            first.forEach(request -> answerOf(request).recorded());
            answerOf(unknownPurpose).refused(422, "UNKNOWN_PURPOSE");
            answerOf(tooLate).refused(412, "VERSION_MISMATCH");
            answerOf(inTime).recorded();
            answerOf(noMore).refused(412, "VERSION_MISMATCH");
            answerOf(nobody).refused(422, "UNKNOWN_SUBJECT");
            assertThat(commits() - before).isEqualTo(2);
            assertThat(rerun() - rerun).isZero();
        }
        stranger.resolved().is(404);
        assertThat(late.historyTypes()).containsExactly("identifier-added", "preferences-set", "opted-out");
    }

    @Test
    void commandsForOnePersonSeeEachOther() throws SQLException {
        var person = known();
        try (var node = holdingUpTheLane()) {
            var given = queued(() -> person.tells(consent("surveys")));
            var refused = queued(() -> person.tells(consent("astrology")));
            var withdrawn = queued(() -> person.tells(withdrawal("surveys")));
            var again = queued(() -> person.tells(withdrawal("surveys")));
            node.givesUp();
            assertThat(version(answerOf(given).recorded())).isEqualTo(3);
            answerOf(refused).refused(422, "UNKNOWN_PURPOSE");
            assertThat(version(answerOf(withdrawn).recorded())).isEqualTo(4);
            var standing = answerOf(again).stoodAlready();
            assertThat(standing.value("eventId")).isEqualTo(answerOf(withdrawn).value("eventId"));
            assertThat(version(standing)).isEqualTo(4);
        }
        assertThat(person.historyTypes())
                .containsExactly("identifier-added", "preferences-set", "consent-given", "consent-withdrawn");
    }

    @Test
    void newPersonNamedTwiceIsOnePerson() throws SQLException {
        var person = someone();
        double before = rerun();
        try (var node = holdingUpTheLane()) {
            var refused = queued(() -> person.tells(optOut("astrology")));
            var first = queued(() -> person.tells(optOut("surveys")));
            var second = queued(() -> person.tells(optOut("company-news")));
            node.givesUp();
            answerOf(refused).refused(422, "UNKNOWN_PURPOSE");
            assertThat(answerOf(first).recorded().value("subjectId"))
                    .isEqualTo(answerOf(second).recorded().value("subjectId"));
            assertThat(rerun()).isEqualTo(before);
        }
        assertThat(person.historyTypes()).containsExactly("identifier-added", "opted-out", "opted-out");
    }

    @Test
    void oneKeyTwiceIsOneAct() throws SQLException {
        var person = known();
        var key = "\"" + unique("key") + "\"";
        try (var node = holdingUpTheLane()) {
            var signal = optOut("surveys").atUnknownTime();
            var first = queued(() -> person.tells(signal, KEY, key));
            var between = queued(() -> person.tells(consent("surveys")));
            var second = queued(() -> person.tells(signal, KEY, key));
            var other = queued(() -> person.tells(optOut("company-news"), KEY, key));
            node.givesUp();
            answerOf(between).recorded();
            assertThat(answerOf(second).recorded().json())
                    .isEqualTo(answerOf(first).recorded().json());
            answerOf(other).refused(422, "IDEMPOTENCY_KEY_REUSED");
        }
        assertThat(person.historyTypes())
                .containsExactly("identifier-added", "preferences-set", "opted-out", "consent-given");
    }

    @Test
    void whereAnotherNodeWasFirstEachCommandIsHandledAlone() throws SQLException {
        var contested = known();
        var people = Stream.generate(this::known).limit(2).toList();
        try (var node = holdingUpTheLane();
                var other = new OtherNode().records(contested.id())) {
            double before = rerun();
            var requests = queued(people, optOut("surveys"));
            var loser = queued(() -> contested.tells(optOut("surveys")));
            node.givesUp();
            awaitBlockedLane();
            other.commits();
            assertThat(version(answerOf(loser).recorded())).isEqualTo(4);
            requests.forEach(
                    request -> assertThat(version(answerOf(request).recorded())).isEqualTo(3));
            assertThat(rerun() - before).isEqualTo(3);
        }
    }

    @Test
    void personWhomAnotherNodeIntroducesMeanwhileIsOnePerson() throws SQLException {
        var somebody = known();
        var newcomer = someone();
        var id = UUID.randomUUID().toString();
        try (var other = new OtherNode().introduces(id, newcomer.address(), somebody.id())) {
            var request = senders.submit(() -> newcomer.tells(optOut("surveys")));
            awaitBlockedLane();
            other.commits();
            var answer = answerOf(request).recorded();
            assertThat(answer.value("subjectId")).isEqualTo(id);
            assertThat(version(answer)).isEqualTo(2);
        }
        assertThat(newcomer.id()).isEqualTo(id);
    }

    /** An address that was unknown when the command looked, and that is suppressed by the time it is claimed. */
    private OtherNode suppressing(Person newcomer) throws SQLException {
        var id = UUID.randomUUID().toString();
        return new OtherNode().introduces(id, newcomer.address(), known().id()).erases(id, newcomer.address());
    }

    @Test
    void addressThatIsErasedMeanwhileIsNotImported() throws SQLException {
        var newcomer = someone();
        try (var other = suppressing(newcomer)) {
            var request = senders.submit(() -> newcomer.tells(
                    consent("surveys").with("source", "THIRD_PARTY").evidence("reference", "list of 2025")));
            awaitBlockedLane();
            other.commits();
            answerOf(request).refused(422, "SUPPRESSED");
        }
        newcomer.resolved().is(404);
    }

    @Test
    void addressThatIsErasedMeanwhileComesBackWithItsSuppression() throws SQLException {
        var newcomer = someone();
        try (var other = suppressing(newcomer)) {
            var request = senders.submit(() -> newcomer.tells(optOut("surveys")));
            awaitBlockedLane();
            other.commits();
            answerOf(request).recorded();
        }
        assertThat(newcomer.historyTypes())
                .containsExactly("identifier-added", "suppression-carried-over", "opted-out");
    }

    @Test
    void addressThatIsErasedMeanwhileIsAddedWithItsSuppression() throws SQLException {
        var person = known();
        var name = someone();
        try (var other = suppressing(name)) {
            var request = senders.submit(
                    () -> ledger.post("officer", "/v1/subjects/" + person.id() + "/identifiers", name.reference));
            awaitBlockedLane();
            other.commits();
            answerOf(request).recorded();
        }
        assertThat(person.historyTypes())
                .containsExactly("identifier-added", "preferences-set", "identifier-added", "suppression-carried-over");
    }

    @Test
    void fullQueueRefusesAndLosesNothing() throws SQLException {
        var people = Stream.generate(this::known).limit(12).toList();
        var tooMany = someone();
        try (var node = holdingUpTheLane()) {
            var requests = queued(people, optOut("surveys"));
            assertThat(tooMany.tells(optOut("surveys")).refused(503, "BUSY").header("Retry-After"))
                    .isEqualTo("1");
            node.givesUp();
            requests.forEach(request -> answerOf(request).recorded());
        }
        tooMany.resolved().is(404);
        tooMany.tells(optOut("surveys")).recorded();
    }

    @Test
    void commitThatFailsAnswersNobody() throws SQLException {
        var fatal = known();
        var other = known();
        var key = "\"" + unique("key") + "\"";
        try (var owner = connection("spring.flyway.user");
                var statement = owner.createStatement()) {
            statement.execute("""
                    create function ledger.end_the_connection() returns trigger language plpgsql as
                    $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$""");
            statement.execute("""
                    create constraint trigger fails_at_commit after insert on ledger.event deferrable initially deferred
                    for each row when (new.payload_type = 'objection-raised')
                    execute function ledger.end_the_connection()""");
            try (var node = holdingUpTheLane()) {
                var first = queued(() -> fatal.tells(Signal.objectionToMarketing("company-news"), KEY, key));
                var second = queued(() -> other.tells(optOut("surveys")));
                node.givesUp();
                answerOf(first).refused(503, "OUTCOME_UNKNOWN");
                answerOf(second).refused(503, "OUTCOME_UNKNOWN");
            } finally {
                statement.execute("drop trigger fails_at_commit on ledger.event");
                statement.execute("drop function ledger.end_the_connection()");
            }
        }
        assertThat(other.historyTypes()).containsExactly("identifier-added", "preferences-set");
        fatal.tells(Signal.objectionToMarketing("company-news"), KEY, key).recorded();
        assertThat(fatal.historyTypes()).containsExactly("identifier-added", "preferences-set", "objection-raised");
    }

    @Test
    void stoppingServerLosesNothingItAcknowledged() {
        var acknowledged = new ConcurrentLinkedQueue<String>();
        var wrong = new ConcurrentLinkedQueue<Answer>();
        try (var other = Node.beside(server)) {
            var ledger = other.ledger();
            var running = IntStream.range(0, 16)
                    .mapToObj(n -> senders.submit(() -> sendUntilTheEnd(ledger, acknowledged, wrong)))
                    .toList();
            await().atMost(BOUND).until(() -> acknowledged.size() > 100);
            other.close();
            for (Future<?> one : running) {
                await().atMost(BOUND).until(one::isDone);
            }
        }
        var recorded = jdbc.sql("select event_id from ledger.event")
                .query(String.class)
                .set();
        assertThat(recorded).containsAll(acknowledged);
        assertThat(wrong).isEmpty();
    }

    private static void sendUntilTheEnd(Ledger ledger, Collection<String> acknowledged, Collection<Answer> wrong) {
        while (true) {
            Answer answer;
            try {
                answer = Person.byEmail(ledger, unique("person") + "@example.org")
                        .tells(optOut("surveys"));
            } catch (RuntimeException noConnection) {
                return;
            }
            if (answer.status() == 201) {
                acknowledged.add(answer.value("eventId"));
            } else if (answer.status() != 503) {
                wrong.add(answer);
            }
        }
    }
}
