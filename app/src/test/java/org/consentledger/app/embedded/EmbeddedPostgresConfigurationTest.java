package org.consentledger.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class EmbeddedPostgresConfigurationTest {

    @TempDir
    private Path directory;

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withUserConfiguration(EmbeddedPostgresConfiguration.class)
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class));

    @Test
    void withoutConfigurationThePoolLeadsToTheEmbeddedDatabase() {
        contexts.withPropertyValues("ledger.embedded.directory=" + directory).run(context -> {
            assertThat(context).hasNotFailed();
            var user = context.getBean(JdbcClient.class)
                    .sql("select current_user || ' of ' || current_setting('application_name')")
                    .query(String.class)
                    .single();
            assertThat(user).isEqualTo("ledger_app of consent-ledger");
            assertThat(context.getBean(HikariDataSource.class).getJdbcUrl())
                    .startsWith("jdbc:postgresql://127.0.0.1:")
                    .contains("reWriteBatchedInserts=true", "logServerErrorDetail=false");
        });
    }

    @Test
    void theDatabaseStopsAfterThePoolIsClosed() {
        var pool = new AtomicReference<DataSource>();
        contexts.withPropertyValues("ledger.embedded.directory=" + directory).run(context -> {
            pool.set(context.getBean(DataSource.class));
            assertThat(context.getBeanFactory().getDependenciesForBean("dataSource"))
                    .contains("embeddedPostgres");
        });
        assertThat(((HikariDataSource) pool.get()).isClosed()).isTrue();
        assertThat(directory.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
        assertThat(directory.resolve("postgres-log").resolve("postgres.log"))
                .content()
                .contains("database system is shut down");
    }

    @Test
    void aGivenDatabaseTurnsTheEmbeddedOneOff() {
        contexts.withPropertyValues(
                        "ledger.embedded.directory=" + directory,
                        "spring.datasource.url=jdbc:postgresql://db.example.org/ledger")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(EmbeddedPostgres.class);
                    assertThat(context).doesNotHaveBean(EmbeddedPostgresConfiguration.class);
                    assertThat(directory).isEmptyDirectory();
                });
    }

    @Test
    void aDirectoryInUseEndsTheStartWithAReadableSentence(CapturedOutput output) {
        try (var running = EmbeddedPostgres.start(directory)) {
            var second = new SpringApplicationBuilder(EmbeddedPostgresConfiguration.class).web(WebApplicationType.NONE);
            assertThatThrownBy(() -> second.run("--ledger.embedded.directory=" + directory))
                    .hasRootCauseInstanceOf(EmbeddedPostgresFailure.class);
            assertThat(output)
                    .contains("APPLICATION FAILED TO START")
                    .contains("in use by another Consent Ledger server")
                    .contains("ledger.embedded.directory")
                    .doesNotContain(running.getPassword());
        }
    }
}
