package org.consentledger.app.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.util.FileSystemUtils;

/**
 * An empty database for one test class, on one PostgreSQL that all tests of the JVM share. A test that starts the server
 * says:
 *
 * <pre>{@code
 * @DynamicPropertySource
 * static void database(DynamicPropertyRegistry properties) {
 *     TestDatabase.create().register(properties);
 * }
 * }</pre>
 *
 * <p>As in production one role owns it and another uses it; both are ordinary.
 *
 * @param jdbcUrl where the database is, with the same parameters as in production
 * @param username the role of the server
 * @param password of that role
 * @param owner the role that migrates the database
 * @param ownerPassword of the owner
 */
public record TestDatabase(String jdbcUrl, String username, String password, String owner, String ownerPassword) {

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Creates a database that nobody else uses. */
    public static TestDatabase create() {
        var name = "test_" + COUNT.incrementAndGet();
        var postgres = Shared.POSTGRES;
        var owner = postgres.owner();
        try (var connection = superuser().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name + " owner " + owner.username());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase(
                postgres.jdbcUrl(name),
                postgres.getUsername(),
                postgres.getPassword(),
                owner.username(),
                owner.password());
    }

    /** For tests that make roles; it is connected to another database of the same server. */
    public static DataSource superuser() {
        return Shared.POSTGRES.superuserDataSource();
    }

    /** What PostgreSQL has logged about all these databases. */
    public static Path postgresLog() {
        return Shared.POSTGRES.log();
    }

    /** What a server must be told to use this database. */
    public Map<String, String> properties() {
        return Map.of(
                "spring.datasource.url", jdbcUrl,
                "spring.datasource.username", username,
                "spring.datasource.password", password,
                "spring.flyway.user", owner,
                "spring.flyway.password", ownerPassword);
    }

    /** The same as arguments of the command line, with further ones. */
    public String[] arguments(String... further) {
        return Stream.concat(
                        properties().entrySet().stream().map(one -> "--" + one.getKey() + "=" + one.getValue()),
                        Stream.of(further))
                .toArray(String[]::new);
    }

    /** Makes this the database of a Spring test. */
    public void register(DynamicPropertyRegistry properties) {
        properties().forEach((name, value) -> properties.add(name, () -> value));
    }

    /** Holds the server, which starts when the first test asks for a database and ends with the JVM. */
    private static final class Shared {

        /** Programs are unpacked once per working copy rather than once per run. */
        static final Path BINARIES = Path.of("target", "postgres-binaries");

        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                var directory = Files.createTempDirectory("consent-ledger-test-");
                // These data need not outlive the JVM, so the disk need not be waited for. Many servers share it.
                var postgres =
                        EmbeddedPostgres.start(directory, BINARIES, Map.of("fsync", "off", "max_connections", "300"));
                // Spring runs this after it has closed the contexts, so no pool loses its connections.
                SpringApplication.getShutdownHandlers().add(() -> delete(postgres, directory));
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(EmbeddedPostgres postgres, Path directory) {
            postgres.close();
            try {
                FileSystemUtils.deleteRecursively(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
