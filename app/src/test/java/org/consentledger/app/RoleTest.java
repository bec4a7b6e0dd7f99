package org.consentledger.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.consentledger.app.embedded.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Which sides of the ledger a node carries. */
class RoleTest {
    @TempDir
    Path keys;

    @Test
    void queryNodeAnswersAndRecordsNothing() {
        started("query", node -> {
            assertThat(node.containsBean("decisionEndpoint")).isTrue();
            assertThat(node.containsBean("signalEndpoint")).isFalse();
        });
    }

    @Test
    void commandNodeRecordsAndAnswersNothing() {
        started("command", node -> {
            assertThat(node.containsBean("signalEndpoint")).isTrue();
            assertThat(node.containsBean("decisionEndpoint")).isFalse();
        });
    }

    @Test
    void nodeWithoutARoleToPlayDoesNotStart() {
        assertThatThrownBy(() -> started("bystander", node -> {})).hasStackTraceContaining("bystander");
    }

    private void started(String role, Consumer<ConfigurableApplicationContext> check) {
        TestDatabase database = TestDatabase.create();
        try (ConfigurableApplicationContext node = SpringApplication.run(
                ConsentLedger.class,
                database.arguments(
                        "--server.port=0",
                        "--ledger.role=" + role,
                        "--ledger.issuer.embedded=true",
                        "--ledger.embedded.directory=" + keys,
                        "--ledger.keys.generate=true",
                        "--ledger.keys.key-encryption-key=" + keys.resolve("key-encryption-key.json"),
                        "--ledger.keys.look-up-pepper=" + keys.resolve("look-up-pepper.json")))) {
            check.accept(node);
        }
    }
}
