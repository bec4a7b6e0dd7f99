package org.consentledger.store.sealing;

import com.github.benmanes.caffeine.cache.Ticker;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.consentledger.api.subject.SubjectId;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One real PostgreSQL for all tests of the store, and nodes with keys on top of it. As in production one role owns the
 * tables and the tests use them as another.
 */
public final class TestLedger {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OWNER = "ledger";
    private static final String APPLICATION = "ledger_app";
    private static final EmbeddedPostgres POSTGRES = started();
    private static final DataSource DATABASE = migrated();

    public static final JdbcClient JDBC = JdbcClient.create(DATABASE);
    public static final JdbcTransactionManager TRANSACTIONS = new JdbcTransactionManager(DATABASE);

    private TestLedger() {}

    private static EmbeddedPostgres started() {
        try {
            // It is stopped by the shutdown hook it registers itself.
            return EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataSource migrated() {
        JdbcClient superuser = superuser();
        superuser.sql("create role " + OWNER + " login").update();
        superuser.sql("create role " + APPLICATION + " login").update();
        superuser.sql("grant create on database postgres to " + OWNER).update();
        migrate("postgres", null);
        return pool("postgres", 12);
    }

    private static HikariDataSource pool(String database, int connections) {
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(POSTGRES.getDatabase(APPLICATION, database));
        pool.setMaximumPoolSize(connections);
        return new HikariDataSource(pool);
    }

    /**
     * An empty database of its own on the same server.
     *
     * @param version the migration it is brought to, without the permissions of the server's role; null: the last, with them
     */
    public static HikariDataSource empty(@Nullable String version) {
        String name = "ledger_" + UUID.randomUUID().toString().replace("-", "");
        superuser().sql("create database " + name + " owner " + OWNER).update();
        migrate(name, version);
        return pool(name, 40);
    }

    /** Brings a database to that migration, or to the last. */
    public static void migrate(DataSource database, @Nullable String version) {
        migrate(nameOf(database), version);
    }

    /** Statements of the role that owns the tables of that database. */
    public static JdbcClient ownerOf(DataSource database) {
        return JdbcClient.create(POSTGRES.getDatabase(OWNER, nameOf(database)));
    }

    private static String nameOf(DataSource database) {
        return JdbcClient.create(database)
                .sql("select current_database()")
                .query(String.class)
                .single();
    }

    private static void migrate(String database, @Nullable String version) {
        Flyway.configure()
                .dataSource(POSTGRES.getDatabase(OWNER, database))
                .defaultSchema("ledger")
                .placeholders(Map.of("application_role", APPLICATION))
                .target(version == null ? "latest" : version)
                .repeatableSqlMigrationPrefix(version == null ? "R" : "none")
                .load()
                .migrate();
    }

    /** Statements of the role that owns the tables. */
    public static JdbcClient owner() {
        return role(OWNER);
    }

    /** Statements of the role that makes roles. */
    public static JdbcClient superuser() {
        return role("postgres");
    }

    /** Statements of a role that may log in. */
    public static JdbcClient role(String name) {
        return JdbcClient.create(POSTGRES.getDatabase(name, "postgres"));
    }

    /** Forgets all keys and identifiers. */
    public static void clear() {
        owner().sql("truncate ledger.rotation, ledger.suppression, ledger.erased_subject")
                .update();
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
