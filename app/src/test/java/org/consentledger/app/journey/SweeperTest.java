package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.consentledger.app.ConsentLedger;
import org.consentledger.app.embedded.TestDatabase;
import org.consentledger.store.consent.OpenConsents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Ends of consents are told once, however many nodes there are and whenever they come and go; and nobody waits for it. */
class SweeperTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String PURPOSE = "tasting";
    private static final int PEOPLE = 120;

    private final TestDatabase database = TestDatabase.create();

    @TempDir
    Path keys;

    @Test
    void endsAreToldOnceByWhicheverNodesAreThere() {
        try (var idle = node(false)) {
            var ledger = ledger(idle);
            publishPurpose(ledger);
            List<Person> people = IntStream.range(0, PEOPLE)
                    .mapToObj(_ -> Person.byEmail(ledger, Journey.unique("taster") + "@example.org"))
                    .toList();
            people.forEach(
                    person -> person.tells(consent(PURPOSE).at(elevenDaysAgo())).recorded());

            people.getFirst().mayGet(mail(PURPOSE)).denies("CONSENT_EXPIRED");
            assertThat(people.getFirst().historyTypes())
                    .as("decisions compare times and wait for no event")
                    .doesNotContain("consent-expired");

            var register = idle.getBean(OpenConsents.class);
            await().atMost(BOUND).until(() -> {
                register.follow();
                return register.eventsBehind() == 0;
            });
            assertThat(register.due(Duration.ZERO)).isEqualTo(PEOPLE);
            assertThat(register.claim(PEOPLE / 2, Duration.ofSeconds(2)))
                    .as("what a node takes that dies over it")
                    .hasSize(PEOPLE / 2);
        }
        try (var one = node(true);
                var other = node(true)) {
            await().atMost(BOUND).untilAsserted(() -> assertThat(ends(one)).isEqualTo(PEOPLE));
            var register = other.getBean(OpenConsents.class);
            await().atMost(BOUND).until(() -> register.due(Duration.ZERO) == 0 && register.eventsBehind() == 0);

            readAgainFromTheFirstEvent(one);
            await().atMost(BOUND).until(() -> register.eventsBehind() == 0);
            assertThat(rows(one)).isEqualTo(PEOPLE);
            assertThat(register.due(Duration.ZERO)).isZero();
            assertThat(ends(one)).as("and none of them again").isEqualTo(PEOPLE);
            assertThat(peopleWithAnEnd(one)).isEqualTo(PEOPLE);
        }
    }

    private ConfigurableApplicationContext node(boolean sweeps) {
        return SpringApplication.run(
                ConsentLedger.class,
                database.arguments(
                        "--server.port=0",
                        "--ledger.consents.sweep.enabled=" + sweeps,
                        "--ledger.consents.sweep.every=PT0.1S",
                        "--ledger.consents.sweep.batch=10",
                        "--ledger.issuer.embedded=true",
                        "--ledger.sample-catalogue=true",
                        "--ledger.embedded.directory=" + keys,
                        "--ledger.keys.generate=true",
                        "--ledger.keys.key-encryption-key=" + keys.resolve("key-encryption-key.json"),
                        "--ledger.keys.look-up-pepper=" + keys.resolve("look-up-pepper.json")));
    }

    private static Ledger ledger(ConfigurableApplicationContext node) {
        return Ledger.at(node.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    private static void publishPurpose(Ledger ledger) {
        var purpose = Map.of("names", Map.of("en", "Tasting"), "basis", "CONSENT", "validFor", "P10D");
        ledger.put("admin", "/v1/purposes/" + PURPOSE, purpose).is(204);
    }

    private static Instant elevenDaysAgo() {
        return Instant.now().minus(Duration.ofDays(11));
    }

    private static void readAgainFromTheFirstEvent(ConfigurableApplicationContext node) {
        jdbc(node).sql("delete from ledger.open_consent").update();
        jdbc(node).sql("update ledger.open_consent_progress set position = 0").update();
    }

    private static long ends(ConfigurableApplicationContext node) {
        return count(node, "select count(*) from ledger.event where payload_type = 'consent-expired'");
    }

    private static long peopleWithAnEnd(ConfigurableApplicationContext node) {
        return count(
                node, "select count(distinct aggregate_id) from ledger.event where payload_type = 'consent-expired'");
    }

    private static long rows(ConfigurableApplicationContext node) {
        return count(node, "select count(*) from ledger.open_consent");
    }

    private static long count(ConfigurableApplicationContext node, String query) {
        return jdbc(node).sql(query).query(Long.class).single();
    }

    private static JdbcClient jdbc(ConfigurableApplicationContext node) {
        return node.getBean(JdbcClient.class);
    }
}
