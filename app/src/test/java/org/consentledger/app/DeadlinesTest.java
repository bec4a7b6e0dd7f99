package org.consentledger.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.consentledger.api.Caller;
import org.consentledger.api.rights.RightsRequestCommand;
import org.consentledger.api.rights.RightsRequestCommand.FulfilRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.ReceiveRightsRequest;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestDeadline;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.rights.StepReported;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.app.embedded.TestDatabase;
import org.consentledger.store.CallerMetadata;
import org.consentledger.store.UuidV7Factory;
import org.consentledger.store.rights.RightsRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deadlines outlive the nodes that set them, and are told once however many nodes there are. */
class DeadlinesTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int REQUESTS = 40;

    private final TestDatabase database = TestDatabase.create();

    @TempDir
    Path keys;

    @Test
    void deadlinesAreToldOnceAfterARestartByWhicheverNodeIsThere() {
        var late = new RightsRequestId(UuidV7Factory.next());
        var answered = new RightsRequestId(UuidV7Factory.next());
        try (var before = node(1)) {
            send(before, received(late, daysAgo(10)));
            send(before, received(answered, daysAgo(10)));
            send(before, new FulfilRightsRequest(answered, new StepReported(null, null), false, null, null));
            assertThat(scheduled(before))
                    .as("half time, five days before, and the day after")
                    .isEqualTo(3);
            assertThat(stepsOf(before, late)).containsExactly("rights-request-received");
        }
        try (var one = node(1);
                var other = node(1)) {
            // The nodes cannot wait a month, so the month is taken out of what they wait for.
            letTheTimePass(one);
            await().atMost(BOUND)
                    .untilAsserted(() -> assertThat(stepsOf(other, late)).hasSize(4));
            for (int i = 0; i < REQUESTS; i++) {
                send(i % 2 == 0 ? one : other, received(new RightsRequestId(UuidV7Factory.next()), daysAgo(60)));
            }
            await().atMost(BOUND).untilAsserted(() -> assertThat(scheduled(one)).isZero());
            assertThat(stepsOf(one, late))
                    .containsExactlyInAnyOrder("rights-request-received REMINDER DUE_SOON OVERDUE".split(" "));
            assertThat(stepsOf(one, answered)).containsExactly("rights-request-received", "rights-request-fulfilled");
            assertThat(deadlinesPerRequest(one)).hasSize(REQUESTS + 1).containsEntry(late.toString(), 3L);
            deadlinesPerRequest(one).forEach((request, told) -> {
                if (!request.equals(late.toString())) {
                    assertThat(told)
                            .as("what came in long ago is overdue, and nothing else")
                            .isEqualTo(1);
                }
            });
        }
    }

    private ConfigurableApplicationContext node(int pollSeconds) {
        return SpringApplication.run(
                ConsentLedger.class,
                database.arguments(
                        "--server.port=0",
                        "--ledger.role=command",
                        "--ledger.rights.deadline-poll-seconds=" + pollSeconds,
                        "--ledger.issuer.embedded=true",
                        "--ledger.sample-catalogue=true",
                        "--ledger.embedded.directory=" + keys,
                        "--ledger.keys.generate=true",
                        "--ledger.keys.key-encryption-key=" + keys.resolve("key-encryption-key.json"),
                        "--ledger.keys.look-up-pepper=" + keys.resolve("look-up-pepper.json")));
    }

    private static Instant daysAgo(int days) {
        return Instant.now().minus(Duration.ofDays(days));
    }

    private static ReceiveRightsRequest received(RightsRequestId request, Instant at) {
        return new ReceiveRightsRequest(
                request,
                new SubjectId(UuidV7Factory.next()),
                "noorderlicht-accounting",
                "ACCESS",
                at,
                "POST",
                null,
                null);
    }

    private static void send(ConfigurableApplicationContext node, RightsRequestCommand command) {
        node.getBean(CommandGateway.class)
                .sendAndWait(GenericCommandMessage.asCommandMessage(command)
                        .withMetaData(CallerMetadata.of(new Caller("test", null))));
    }

    private static void letTheTimePass(ConfigurableApplicationContext node) {
        jdbc(node)
                .sql("update ledger.scheduled_task set execution_time = execution_time - interval '60 days'")
                .update();
    }

    private static long scheduled(ConfigurableApplicationContext node) {
        return jdbc(node)
                .sql("select count(*) from ledger.scheduled_task")
                .query(Long.class)
                .single();
    }

    /** The types of the steps; of a deadline its kind. */
    private static List<String> stepsOf(ConfigurableApplicationContext node, RightsRequestId request) {
        return node.getBean(RightsRequests.class).find(request).orElseThrow().steps().stream()
                .map(step -> step.event() instanceof RightsRequestDeadline deadline
                        ? deadline.kind().name()
                        : step.type())
                .toList();
    }

    private static Map<String, Long> deadlinesPerRequest(ConfigurableApplicationContext node) {
        var told = new TreeMap<String, Long>();
        jdbc(node).sql("""
                        select aggregate_id, count(*) from ledger.event
                        where payload_type = 'rights-request-deadline' group by aggregate_id""").query(row -> {
            told.put(row.getString(1), row.getLong(2));
        });
        return told;
    }

    private static JdbcClient jdbc(ConfigurableApplicationContext node) {
        return node.getBean(JdbcClient.class);
    }
}
