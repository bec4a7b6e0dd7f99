package org.consentledger.app.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
 * @param jdbcUrl where the database is, with the same parameters as in production
 * @param username its owner, an ordinary role
 * @param password of the owner
 */
public record TestDatabase(String jdbcUrl, String username, String password) {

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Creates a database that nobody else uses. */
    public static TestDatabase create() {
        var name = "test_" + COUNT.incrementAndGet();
        var postgres = Shared.POSTGRES;
        try (var connection = postgres.superuserDataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name + " owner " + postgres.getUsername());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase(postgres.jdbcUrl(name), postgres.getUsername(), postgres.getPassword());
    }

    /** Makes this the database of a Spring test. */
    public void register(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", this::jdbcUrl);
        properties.add("spring.datasource.username", this::username);
        properties.add("spring.datasource.password", this::password);
    }

    /** Holds the server, which starts when the first test asks for a database and ends with the JVM. */
    private static final class Shared {

        /** Programs are unpacked once per working copy rather than once per run. */
        static final Path BINARIES = Path.of("target", "postgres-binaries");

        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                var directory = Files.createTempDirectory("consent-ledger-test-");
                // These data need not outlive the JVM, so the disk need not be waited for.
                var postgres = EmbeddedPostgres.start(directory, BINARIES, Map.of("fsync", "off"));
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
