package org.consentledger.app.embedded;

import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Brings the database along unless {@code spring.datasource.url} names another one; then nothing of this exists. */
@Configuration(proxyBeanMethods = false)
@Conditional(EmbeddedPostgresConfiguration.NoDatabaseGiven.class)
@EnableConfigurationProperties(EmbeddedPostgresConfiguration.Settings.class)
class EmbeddedPostgresConfiguration {

    /**
     * As connection details this bean is what Spring Boot builds its connection pool from; as the pool depends on it,
     * the pool closes before the database stops.
     */
    @Bean
    EmbeddedPostgres embeddedPostgres(Settings settings) {
        return EmbeddedPostgres.start(Path.of(settings.directory()));
    }

    /** Migrations are the owner's; the connection pool never learns its password. */
    @Bean
    FlywayConnectionDetails embeddedPostgresOwner(EmbeddedPostgres postgres) {
        return postgres.owner();
    }

    /**
     * The directory is text because Spring's conversion to a path would prefer a class-path resource of the same name.
     *
     * @param directory where everything of the database is kept
     */
    @ConfigurationProperties("ledger.embedded")
    record Settings(@DefaultValue("./data") String directory) {}

    static class NoDatabaseGiven extends NoneNestedConditions {

        NoDatabaseGiven() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnProperty("spring.datasource.url")
        static class DatabaseGiven {}
    }
}
