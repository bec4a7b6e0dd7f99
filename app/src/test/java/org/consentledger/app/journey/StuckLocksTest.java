package org.consentledger.app.journey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.consentledger.api.Faults;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.store.Background;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.test.context.TestPropertySource;

/**
 * A transaction that neither ends nor lets go holds up nobody for longer than the setting says. There is one lane, so that
 * whoever waits stands in everybody's way.
 */
@TestPropertySource(
        properties = {
            "ledger.commands.lanes=1",
            "ledger.database.lock-timeout-millis=500",
            "ledger.database.idle-transaction-millis=2000",
        })
class StuckLocksTest extends Journey {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String KEY = "Idempotency-Key";

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource requests;

    @Autowired
    Background background;

    @Autowired
    Identities identities;

    @Autowired
    Environment environment;

    /** A transaction of somebody's that holds what it touched until it is closed. */
    private final class Held implements AutoCloseable {
        private final Connection transaction;
        private final JdbcClient statements;

        Held(String role) throws SQLException {
            transaction = DriverManager.getConnection(
                    environment.getRequiredProperty("spring.datasource.url"),
                    environment.getRequiredProperty(role),
                    environment.getRequiredProperty(role.replaceFirst("user(name)?$", "password")));
            transaction.setAutoCommit(false);
            statements = JdbcClient.create(new SingleConnectionDataSource(transaction, true));
        }

        @Override
        public void close() throws SQLException {
            transaction.rollback();
            transaction.close();
        }
    }

    private Held holdingTheNextEventOf(Person person) throws SQLException {
        var held = new Held("spring.datasource.username");
        held.statements
                .sql("""
                        insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at,
                            payload_type, payload_revision, payload, metadata)
                        select ?, aggregate_id, sequence + 1, aggregate_type, now(), payload_type, payload_revision,
                            payload, metadata
                        from ledger.event where aggregate_id = ? order by sequence desc limit 1""")
                .params(UUID.randomUUID().toString(), person.id())
                .update();
        return held;
    }

    private Person known() {
        var person = someone();
        person.tells(preferences().with("language", "nl")).recorded();
        return person;
    }

    private static String key() {
        return "\"" + unique("key") + "\"";
    }

    private static void assertHeldUp(Answer answer) {
        assertThat(answer.refused(503, "UNAVAILABLE").header("Retry-After")).isEqualTo("1");
    }

    @Test
    void whoIsHeldUpIsToldAndTheLaneGoesOn() throws SQLException {
        var person = known();
        var key = key();
        try (var _ = holdingTheNextEventOf(person)) {
            assertHeldUp(person.tells(optOut("surveys"), KEY, key));
            known().tells(optOut("surveys")).recorded();
            assertHeldUp(person.tells(optOut("surveys"), KEY, key));
        }
        assertThat(person.historyTypes()).containsExactly("identifier-added", "preferences-set");
        person.tells(optOut("surveys"), KEY, key).recorded();
        assertThat(person.historyTypes()).containsExactly("identifier-added", "preferences-set", "opted-out");
    }

    @Test
    void whoSharesATransactionWithTheHeldUpIsRecorded() throws SQLException {
        var person = known();
        Stream<Callable<Answer>> heldUp =
                Collections.<Callable<Answer>>nCopies(6, () -> person.tells(optOut("surveys"))).stream();
        Stream<Callable<Answer>> others =
                Stream.generate(this::known).limit(6).map(other -> () -> other.tells(optOut("surveys")));
        try (var _ = holdingTheNextEventOf(person)) {
            List<Answer> answers = AtOnce.doing(Stream.concat(heldUp, others).toList());
            answers.subList(0, 6).forEach(StuckLocksTest::assertHeldUp);
            answers.subList(6, 12).forEach(Answer::recorded);
        }
        assertThat(person.historyTypes()).containsExactly("identifier-added", "preferences-set");
    }

    @Test
    void newcomerWhoseAddressIsHeldIsNotRecorded() throws SQLException {
        var newcomer = someone();
        var reference = new SubjectReference("email", null, newcomer.address());
        var named = (Named.ByIdentifier) requireNonNull(identities.read(reference, "#/subject", new Faults()));
        try (var held = new Held("spring.datasource.username")) {
            held.statements
                    .sql("insert into ledger.identifier (hash, pepper_key_id, subject_id) values (?, 0, ?)")
                    .params(named.hashes().getFirst(), UUID.randomUUID())
                    .update();
            assertHeldUp(newcomer.tells(optOut("surveys")));
            someone().tells(optOut("surveys")).recorded();
        }
        newcomer.resolved().is(404);
        newcomer.tells(optOut("surveys")).recorded();
    }

    @Test
    void whereTheAnswerCannotBeKeptNothingIsRecorded() throws SQLException {
        var person = known();
        var key = key();
        try (var held = new Held("spring.flyway.user")) {
            held.statements
                    .sql("lock table ledger.idempotency in share row exclusive mode")
                    .update();
            assertHeldUp(person.tells(optOut("surveys"), KEY, key));
            known().tells(optOut("surveys")).recorded();
        }
        assertThat(person.historyTypes()).containsExactly("identifier-added", "preferences-set");
        person.tells(optOut("surveys"), KEY, key).recorded();
    }

    /** A node that is stopped in the middle of a batch, or whose machine is gone, holds the projection's token. */
    @Test
    void lockOfANodeThatDoesNothingAnyMoreIsTakenFromIt() throws SQLException {
        for (DataSource pool : List.of(requests, background.dataSource())) {
            try (var frozen = pool.getConnection()) {
                frozen.setAutoCommit(false);
                JdbcClient.create(new SingleConnectionDataSource(frozen, true))
                        .sql("select from ledger.token for update")
                        .query((row, n) -> 1)
                        .list();
                var person = known();
                await().atMost(BOUND)
                        .until(() -> jdbc.sql("select exists (select from view.subject where subject_id = ?::uuid)")
                                .param(person.id())
                                .query(Boolean.class)
                                .single());
                // Its session is gone, which the pool could only find out by giving it back.
                pool.unwrap(HikariDataSource.class).evictConnection(frozen);
            }
        }
    }
}
