package org.consentledger.store.sealing;

import com.github.benmanes.caffeine.cache.Ticker;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.consentledger.api.subject.SubjectId;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One real PostgreSQL for all tests of the sealed and the known, and nodes with keys on top of it. */
public final class TestLedger {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    // It is stopped by the shutdown hook it registers itself.
    private static final EmbeddedPostgres POSTGRES = started();
    private static final DataSource DATABASE = migrated();

    public static final JdbcClient JDBC = JdbcClient.create(DATABASE);
    public static final JdbcTransactionManager TRANSACTIONS = new JdbcTransactionManager(DATABASE);

    private TestLedger() {}

    private static EmbeddedPostgres started() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataSource migrated() {
        DataSource database = pool(POSTGRES.getPostgresDatabase(), 12);
        Flyway.configure().dataSource(database).load().migrate();
        return database;
    }

    private static HikariDataSource pool(DataSource source, int connections) {
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(source);
        pool.setMaximumPoolSize(connections);
        return new HikariDataSource(pool);
    }

    /**
     * An empty database of its own on the same server.
     *
     * @param version the migration it is brought to; null: the last
     */
    public static HikariDataSource empty(@Nullable String version) {
        String name = "ledger_" + UUID.randomUUID().toString().replace("-", "");
        JDBC.sql("create database " + name).update();
        HikariDataSource database = pool(POSTGRES.getDatabase("postgres", name), 40);
        migrate(database, version);
        return database;
    }

    /** Brings a database to that migration, or to the last. */
    public static void migrate(DataSource database, @Nullable String version) {
        Flyway.configure()
                .dataSource(database)
                .target(version == null ? "latest" : version)
                .load()
                .migrate();
    }

    /** Forgets all keys and identifiers. */
    public static void clear() {
        JDBC.sql("delete from ledger.subject_key").update();
        JDBC.sql("delete from ledger.identifier").update();
    }

    public static TransactionTemplate transaction() {
        return new TransactionTemplate(TRANSACTIONS);
    }

    public static SubjectId someone() {
        return new SubjectId(UUID.randomUUID());
    }

    /** The keys in that directory, made if there are none. */
    public static LedgerKeys keys(Path directory) {
        return LedgerKeys.load(settings(directory, true), JDBC);
    }

    static KeySettings settings(Path directory, boolean generate) {
        return new KeySettings(directory.resolve("kek.json"), directory.resolve("pepper.json"), generate, 5, 100);
    }

    /** A vault with a cache of its own, as every node has one. */
    static Vault node(LedgerKeys keys, Ticker ticker) {
        return new Vault(JDBC, keys, new KeySettings(null, null, false, 5, 100), ticker);
    }

    /** Waits until some transaction waits for another. */
    public static void awaitSomeoneWaiting() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            long waiting = JDBC.sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                    .query(Long.class)
                    .single();
            if (waiting > 0) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("No transaction waits for another");
    }

    /** Everything that stands in the tables of keys and identifiers; binary columns as hexadecimal digits. */
    public static String stored() {
        return JDBC.sql("select k::text from ledger.subject_key k union all select i::text from ledger.identifier i")
                .query(String.class)
                .list()
                .toString();
    }
}
