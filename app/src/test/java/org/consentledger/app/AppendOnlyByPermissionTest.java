package org.consentledger.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.consentledger.app.embedded.TestDatabase;
import org.consentledger.store.Background;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a server does with the role it is given, from its settings to its answer. */
@ExtendWith(OutputCaptureExtension.class)
class AppendOnlyByPermissionTest {
    private static final String REFUSED = "APPLICATION FAILED TO START";

    @TempDir
    Path keys;

    private final TestDatabase database = TestDatabase.create();

    @Test
    void ownersOfADatabaseFromBeforeAreToldWhatToDoAndThenServed(CapturedOutput output) {
        assertThatThrownBy(
                        () -> start(database.owner(), database.ownerPassword()).close())
                .isNotNull();
        assertThat(output)
                .contains(REFUSED)
                .contains("ledger.event")
                .contains("create role ledger_app")
                .contains("spring.flyway.user")
                .doesNotContain(database.ownerPassword());

        try (var node = start(
                database.username(),
                database.password(),
                "--spring.flyway.user=" + database.owner(),
                "--spring.flyway.password=" + database.ownerPassword())) {
            assertThat(node.getBean(JdbcClient.class)
                            .sql("select count(*) from ledger.event")
                            .query(Long.class)
                            .single())
                    .as("the sample catalogue")
                    .isPositive();
        }
    }

    @Test
    void noPoolHoldsThePasswordOfTheOwner() throws Exception {
        try (var node = SpringApplication.run(ConsentLedger.class, database.arguments(settings()))) {
            var pools = List.of(
                    node.getBean(HikariDataSource.class),
                    node.getBean(Background.class).dataSource().unwrap(HikariDataSource.class));
            assertThat(pools).allSatisfy(pool -> {
                assertThat(pool.getUsername()).isEqualTo(database.username()).isNotEqualTo(database.owner());
                assertThat(pool.getPassword()).isEqualTo(database.password()).isNotEqualTo(database.ownerPassword());
            });
        }
    }

    @Test
    void missingKeyFileEndsTheStartWithAReadableSentence(CapturedOutput output) {
        assertThatThrownBy(() -> SpringApplication.run(
                                ConsentLedger.class,
                                database.arguments("--server.port=0", "--ledger.issuer.embedded=true"))
                        .close())
                .isNotNull();
        assertThat(output)
                .contains(REFUSED)
                .contains("ledger.keys.key-encryption-key")
                .contains("ledger.keys.generate=true")
                .doesNotContain("\tat org.consentledger");
    }

    private ConfigurableApplicationContext start(String username, String password, String... further) {
        var all = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + username,
                "--spring.datasource.password=" + password));
        all.addAll(List.of(further));
        all.addAll(List.of(settings()));
        return SpringApplication.run(ConsentLedger.class, all.toArray(String[]::new));
    }

    private String[] settings() {
        return new String[] {
            "--server.port=0",
            "--ledger.issuer.embedded=true",
            "--ledger.sample-catalogue=true",
            "--ledger.embedded.directory=" + keys,
            "--ledger.keys.generate=true",
            "--ledger.keys.key-encryption-key=" + keys.resolve("key-encryption-key.json"),
            "--ledger.keys.look-up-pepper=" + keys.resolve("look-up-pepper.json")
        };
    }
}
