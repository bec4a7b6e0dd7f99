package org.consentledger.app.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server of our own, so that the ledger runs with no configuration and still keeps every promise it makes.
 *
 * <p>Everything lives in one directory, and what was committed is found there again after any end of this process or the
 * server. The server listens on loopback only and asks everybody for a password; the passwords are random and readable by
 * the owner of the directory alone. Exactly one process uses a directory at a time.
 *
 * <p>As {@link JdbcConnectionDetails} it names the database {@code ledger} and the role that may add events and not change
 * them; {@link #owner()} is for migrations alone.
 */
public final class EmbeddedPostgres implements JdbcConnectionDetails, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private static final String HOST = "127.0.0.1";
    private static final String SUPERUSER = "postgres";
    private static final String DATABASE = "ledger";
    private static final String OWNER = "ledger";
    private static final String APPLICATION = "ledger_app";
    private static final String UNFINISHED = "postgres-unfinished-";

    private static final Duration INITIALISATION_LIMIT = Duration.ofMinutes(2);
    /** Long, because after a crash PostgreSQL first replays what it had not yet written to its tables. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    /** How long the last processes of a killed predecessor may need to notice its death. */
    private static final Duration RETRY_LIMIT = Duration.ofSeconds(5);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(250);
    private static final int LOG_LINES_SHOWN = 20;

    private final Path directory;
    private final Map<String, String> extraSettings;
    private final DirectoryLock lock;
    private final PostgresBinaries binaries;
    private final Path files;
    private final Path log;
    private final String superuserPassword;
    private final String ownerPassword;
    private final String applicationPassword;
    private final AtomicBoolean closed = new AtomicBoolean();
    private int port;

    /**
     * Starts the server on a directory, creating the database there the first time; returns when it accepts connections.
     *
     * @throws EmbeddedPostgresFailure if it cannot run, for instance because another process uses the directory
     */
    public static EmbeddedPostgres start(Path directory) {
        return start(directory, directory.resolve("postgres-binaries"), Map.of());
    }

    static EmbeddedPostgres start(Path directory, Path binaries, Map<String, String> extraSettings) {
        try {
            var realDirectory = PrivateFiles.createDirectory(directory);
            var lock = DirectoryLock.acquire(realDirectory);
            try {
                var postgres =
                        new EmbeddedPostgres(realDirectory, lock, PostgresBinaries.unpackInto(binaries), extraSettings);
                postgres.start();
                return postgres;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EmbeddedPostgresFailure(
                    "The embedded database cannot use the directory %s: %s".formatted(directory, e),
                    "Make sure that it can be written and has space left, or choose another with"
                            + " ledger.embedded.directory.",
                    e);
        }
    }

    private EmbeddedPostgres(
            Path directory, DirectoryLock lock, PostgresBinaries binaries, Map<String, String> extraSettings)
            throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.binaries = binaries;
        this.extraSettings = extraSettings;
        this.files = directory.resolve("postgres");
        this.log =
                PrivateFiles.createDirectory(directory.resolve("postgres-log")).resolve("postgres.log");
        requireSuperuserPasswordOfExistingDatabase();
        this.superuserPassword = PrivateFiles.password(superuserPasswordFile());
        this.ownerPassword = PrivateFiles.password(directory.resolve("postgres-ledger.password"));
        this.applicationPassword = PrivateFiles.password(directory.resolve("postgres-application.password"));
    }

    private void requireSuperuserPasswordOfExistingDatabase() {
        if (isInitialised() && Files.notExists(superuserPasswordFile())) {
            throw new EmbeddedPostgresFailure(
                    "The database in %s exists, but %s, which opens it, is gone."
                            .formatted(files, superuserPasswordFile()),
                    "Put the file back from your backup.",
                    null);
        }
    }

    private Path superuserPasswordFile() {
        return directory.resolve("postgres-superuser.password");
    }

    private boolean isInitialised() {
        return Files.exists(files.resolve("PG_VERSION"));
    }

    private void start() throws IOException {
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling("postgres.previous.log"), StandardCopyOption.REPLACE_EXISTING);
        }
        PrivateFiles.createIfMissing(log);
        if (!isInitialised()) {
            initialise();
        }
        startServer();
        try {
            prepareDatabase();
        } catch (SQLException e) {
            stopServer();
            throw new EmbeddedPostgresFailure(
                    "The embedded database started, but preparing it failed: " + e.getMessage(),
                    "See %s; if the password files in %s were changed, put them back.".formatted(log, directory),
                    e);
        }
        LOG.info("Embedded PostgreSQL listens on {}:{} and keeps its data in {}", HOST, port, directory);
    }

    /**
     * Creates the database's files. No server listens meanwhile and the superuser has a password from the start, so there is
     * no moment at which somebody else could enter. The files get their name only when they are complete and on disk.
     */
    private void initialise() throws IOException {
        deleteInterruptedInitialisations();
        var unfinished = PrivateFiles.createTemporaryDirectory(directory, UNFINISHED);
        var exitStatus = binaries.run(
                log,
                INITIALISATION_LIMIT,
                "initdb",
                List.of(
                        "--pgdata=" + unfinished,
                        "--no-instructions",
                        "--username=" + SUPERUSER,
                        "--pwfile=" + superuserPasswordFile(),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        // Order by code point and case by Unicode: the same on every machine and after every upgrade.
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C"));
        if (exitStatus != 0) {
            var failure = failure("cannot create its files");
            FileSystemUtils.deleteRecursively(unfinished);
            throw failure;
        }
        Files.move(unfinished, files, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.force(directory);
    }

    private void deleteInterruptedInitialisations() throws IOException {
        try (var leftovers = Files.newDirectoryStream(directory, UNFINISHED + "*")) {
            for (var leftover : leftovers) {
                FileSystemUtils.deleteRecursively(leftover);
            }
        }
    }

    /**
     * Tries again for a while, each time with a new port: the port may have been taken since it was probed, and processes of
     * a killed predecessor may still be ending.
     */
    private void startServer() throws IOException {
        var giveUpAtNanos = System.nanoTime() + RETRY_LIMIT.toNanos();
        while (true) {
            settlePredecessor();
            writeConfiguration();
            // By way of pg_ctl, the server leaves our process group: Ctrl-C must not stop it before the pool is closed.
            if (pgCtl(START_LIMIT, "start", "--log=" + log)) {
                return;
            }
            if (System.nanoTime() - giveUpAtNanos > 0) {
                throw failure("does not start");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresFailure("The start of the database was interrupted.", "Start again.", e);
        }
    }

    private void settlePredecessor() throws IOException {
        var leftover = LeftoverPostmaster.find(files, binaries);
        if (leftover.isEmpty()) {
            return;
        }
        var processId = leftover.get().process().pid();
        switch (leftover.get().use()) {
            case OURS -> {
                LOG.info("Stopping the embedded PostgreSQL (process {}) that a killed server left running", processId);
                stopServer();
            }
            case FOREIGN ->
                throw new EmbeddedPostgresFailure(
                        "Process %d is a PostgreSQL that Consent Ledger did not start, running on %s."
                                .formatted(processId, files),
                        "Stop it, and start again.",
                        null);
            case UNRELATED -> LeftoverPostmaster.forget(files);
        }
    }

    private void writeConfiguration() throws IOException {
        port = freePort();
        var settings = new LinkedHashMap<>(settings(port));
        settings.putAll(extraSettings);
        PrivateFiles.write(
                files.resolve("postgresql.conf"),
                settings.entrySet().stream()
                        .map(setting -> "%s = '%s'%n".formatted(setting.getKey(), quoted(setting.getValue())))
                        .collect(Collectors.joining("", "# Consent Ledger writes this file at every start.\n", "")));
        PrivateFiles.write(files.resolve("pg_hba.conf"), """
                # Consent Ledger writes this file at every start.
                host all all %s/32 scram-sha-256
                """.formatted(HOST));
    }

    private static Map<String, String> settings(int port) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("listen_addresses", HOST);
        settings.put("port", Integer.toString(port));
        settings.put("unix_socket_directories", "");
        settings.put("max_connections", "60");
        settings.put("shared_buffers", "128MB");
        settings.put("timezone", "UTC");
        settings.put("cluster_name", "consent-ledger");
        // What was answered as recorded must survive a power failure.
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        settings.put("allow_alter_system", "off");
        // Statements, their parameters and the details of their errors may hold personal data, which no log may keep;
        // the ledger gets those errors itself, so only what concerns the server as a whole is logged.
        settings.put("log_min_messages", "log");
        settings.put("log_min_error_statement", "panic");
        settings.put("log_error_verbosity", "terse");
        settings.put("log_statement", "none");
        settings.put("log_parameter_max_length", "0");
        settings.put("log_parameter_max_length_on_error", "0");
        // Routine lines would only make the log grow.
        settings.put("log_checkpoints", "off");
        settings.put("log_timezone", "UTC");
        return settings;
    }

    private static String quoted(String value) {
        return value.replace("\\", "\\\\").replace("'", "''");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
            return socket.getLocalPort();
        }
    }

    /**
     * Each step is taken only if it is still missing, so an interrupted first start is completed by the next one, and a
     * database from before there were two roles is given the second.
     */
    private void prepareDatabase() throws SQLException {
        try (var connection = superuserDataSource().getConnection()) {
            prepareRole(connection, OWNER, ownerPassword);
            prepareRole(connection, APPLICATION, applicationPassword);
            if (!finds(connection, "select from pg_database where datname = '" + DATABASE + "'")) {
                execute(connection, "create database " + DATABASE + " owner " + OWNER);
            }
        }
    }

    private static void prepareRole(Connection connection, String role, String password) throws SQLException {
        if (!finds(connection, "select from pg_roles where rolname = '" + role + "'")) {
            execute(connection, "create role " + role + " login");
        }
        connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
    }

    private static boolean finds(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    Path log() {
        return log;
    }

    DataSource superuserDataSource() {
        var dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {HOST});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName("postgres");
        dataSource.setUser(SUPERUSER);
        dataSource.setPassword(superuserPassword);
        return dataSource;
    }

    @Override
    public String getJdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    /** Batches become one statement each, and error messages do not repeat the values they are about. */
    String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s?reWriteBatchedInserts=true&logServerErrorDetail=false&ApplicationName=consent-ledger"
                .formatted(HOST, port, database);
    }

    @Override
    public String getUsername() {
        return APPLICATION;
    }

    @Override
    public String getPassword() {
        return applicationPassword;
    }

    /** The role that owns all tables: it brings them up to date, and answers no request. */
    Owner owner() {
        return new Owner(getJdbcUrl(), OWNER, ownerPassword);
    }

    record Owner(String jdbcUrl, String username, String password) implements FlywayConnectionDetails {
        @Override
        public String getJdbcUrl() {
            return jdbcUrl;
        }

        @Override
        public String getUsername() {
            return username;
        }

        @Override
        public String getPassword() {
            return password;
        }

        @Override
        public String toString() {
            return username;
        }
    }

    /** Stops the server once its open transactions are rolled back and its data is written; a second call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (lock) {
            stopServer();
            LOG.info("Embedded PostgreSQL has stopped");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stopServer() throws IOException {
        if (!pgCtl(STOP_LIMIT, "stop", "--mode=fast")) {
            throw failure("does not stop");
        }
    }

    private boolean pgCtl(Duration limit, String action, String option) throws IOException {
        var arguments = List.of(action, "--pgdata=" + files, option, "--wait", "--timeout=" + limit.toSeconds());
        return binaries.run(log, limit.plusSeconds(10), "pg_ctl", arguments) == 0;
    }

    private EmbeddedPostgresFailure failure(String what) throws IOException {
        var lines = Files.readAllLines(log);
        var lastLines = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
        return new EmbeddedPostgresFailure(
                "The embedded database in %s %s:%n%s".formatted(directory, what, String.join("\n", lastLines)),
                "See %s. PostgreSQL refuses to run as root where user namespaces are not allowed: run the server as an"
                                .formatted(log)
                        + " ordinary user. Or "
                        + EmbeddedPostgresFailure.USE_ANOTHER_DATABASE,
                null);
    }
}
