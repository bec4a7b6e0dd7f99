package org.consentledger.query.projection;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The tables of the views on a real PostgreSQL, one for all tests of the JVM. */
public final class TestViews {
    private static final DataSource DATABASE = migrated();

    public static final JdbcClient JDBC = JdbcClient.create(DATABASE);

    private TestViews() {}

    private static DataSource migrated() {
        try {
            // It is stopped by the shutdown hook it registers itself.
            DataSource database = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start()
                    .getPostgresDatabase();
            JdbcClient.create(database).sql("create role ledger_app").update();
            Flyway.configure()
                    .dataSource(database)
                    .defaultSchema("ledger")
                    .placeholders(Map.of("application_role", "ledger_app"))
                    .load()
                    .migrate();
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(DATABASE));
    }

    /** Statements outside the transaction of {@link #JDBC}. */
    public static JdbcClient others() {
        return JdbcClient.create(new DelegatingDataSource(DATABASE));
    }
}
