package org.consentledger.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    private static final Path BINARIES = Path.of("target", "postgres-binaries");
    private static final Duration RESTART_LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void committedDataIsFoundAgainAfterRestart() throws SQLException {
        try (var postgres = start()) {
            execute(postgres, "create table kept (text text)", "insert into kept values ('committed')");
        }
        try (var postgres = start()) {
            assertThat(query(postgres, "select text from kept")).containsExactly("committed");
        }
    }

    @Test
    void answersAreDurableAndOnlyLoopbackListens() throws SQLException {
        try (var postgres = start()) {
            assertThat(query(postgres, "show server_version"))
                    .first()
                    .asString()
                    .startsWith("18.");
            assertThat(query(postgres, "show fsync")).containsExactly("on");
            assertThat(query(postgres, "show synchronous_commit")).containsExactly("on");
            assertThat(query(postgres, "show full_page_writes")).containsExactly("on");
            assertThat(query(postgres, "show data_checksums")).containsExactly("on");
            assertThat(query(postgres, "show listen_addresses")).containsExactly("127.0.0.1");
            assertThat(query(postgres, "select setting from pg_settings where name = 'max_connections'"))
                    .containsExactly("60");
        }
    }

    @Test
    void oneOrdinaryRoleOwnsTheDatabaseAndAnotherUsesIt() throws SQLException {
        try (var postgres = start()) {
            assertThat(postgres.getUsername()).isEqualTo("ledger_app");
            assertThat(postgres.getPassword()).isNotEqualTo(postgres.owner().password());
            assertThat(query(postgres, "select current_database() || ' ' || current_user"))
                    .containsExactly("ledger ledger");
            assertThat(query(
                            postgres,
                            "select rolname || (rolsuper or rolcreatedb or rolcreaterole or rolbypassrls) from pg_roles"
                                    + " where rolname like 'ledger%' order by 1"))
                    .containsExactly("ledger_appfalse", "ledgerfalse");
            assertThat(query(
                            postgres,
                            "select pg_get_userbyid(datdba) || ' ' || pg_encoding_to_char(encoding) || ' ' || datlocale"
                                    + " from pg_database where datname = current_database()"))
                    .containsExactly("ledger UTF8 C.UTF-8");
        }
    }

    @Test
    void aDatabaseFromBeforeThereWereTwoRolesIsGivenTheSecond() throws SQLException, IOException {
        try (var postgres = start();
                var connection = postgres.superuserDataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("drop role ledger_app");
        }
        Files.delete(directory.resolve("postgres-application.password"));
        try (var postgres = start();
                var connection = connect(postgres, postgres.getUsername(), postgres.getPassword())) {
            assertThat(connection.isValid(5)).isTrue();
        }
        assertThat(directory.resolve("postgres-application.password")).hasSize(43);
    }

    @Test
    void nobodyEntersWithoutThePassword() {
        try (var postgres = start()) {
            for (var user : List.of("ledger", "ledger_app", "postgres")) {
                for (var password : List.of("wrong", "postgres", "")) {
                    assertThatThrownBy(() -> connect(postgres, user, password))
                            .isInstanceOf(SQLException.class)
                            .hasMessageContaining("password");
                }
            }
        }
    }

    @Test
    void everythingInTheDirectoryIsPrivate() throws IOException {
        try (var postgres = start()) {
            assertThat(postgres.getPassword()).hasSize(43);
        }
        try (var entries = Files.walk(directory)) {
            assertThat(entries.filter(entry -> !entry.equals(directory)))
                    .hasSizeGreaterThan(100)
                    .allSatisfy(entry -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)))
                            .endsWith("------"));
        }
        assertThat(directory.resolve("postgres-superuser.password")).hasSize(43);
    }

    @Test
    void theDirectoryIsCreatedPrivate() throws IOException {
        var missing = directory.resolve("new").resolve("data");
        start(missing).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(missing)))
                .isEqualTo("rwx------");
    }

    @Test
    void errorsOfStatementsLeaveNoTraceInTheLog() throws SQLException, IOException {
        try (var postgres = start()) {
            execute(postgres, "create table person (email text primary key, age int)");
            execute(postgres, "insert into person values ('ada@example.org', 36)");
            assertThatThrownBy(() -> execute(postgres, "insert into person values ('ada@example.org', 36)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageNotContaining("ada@example.org");
            assertThatThrownBy(() -> execute(postgres, "select 'ada@example.org'::int"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(directory.resolve("postgres-log").resolve("postgres.log"))
                .content()
                .contains("database system is ready")
                .doesNotContain("ada@example.org");
    }

    @Test
    void oneDirectoryServesOneServerAtATime() throws SQLException {
        try (var postgres = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(EmbeddedPostgresFailure.class)
                    .hasMessageContaining("is in use by another Consent Ledger server (process "
                            + ProcessHandle.current().pid() + ")");
            assertThat(query(postgres, "select 1")).containsExactly("1");
        }
    }

    @Test
    void aDirectoryInUseByAnotherProcessIsRefusedAndLeftAlone() throws IOException {
        var other = startProcess();
        try {
            assertThatThrownBy(this::start)
                    .isInstanceOf(EmbeddedPostgresFailure.class)
                    .hasMessageContaining("is in use by another Consent Ledger server (process " + other.pid() + ")");
            assertThat(other.isAlive()).isTrue();
            assertThat(postmaster().isAlive()).isTrue();
        } finally {
            kill(other.toHandle());
        }
        start().close();
    }

    @Test
    void aKilledServerIsReplacedQuicklyWithItsDataIntact() throws IOException, SQLException {
        kill(startProcess().toHandle());
        var orphan = postmaster();
        assertThat(orphan.isAlive()).isTrue();

        var startedNanos = System.nanoTime();
        try (var postgres = start()) {
            assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(RESTART_LIMIT);
            assertThat(query(postgres, "select text from kept")).containsExactly("committed");
            await().atMost(RESTART_LIMIT).until(() -> !orphan.isAlive());
        }
    }

    @Test
    void aServerKilledWithItsDatabaseRecoversWhatWasCommitted() throws IOException, SQLException {
        var server = startProcess();
        var postmaster = postmaster();
        var family = new ArrayList<>(postmaster.descendants().toList());
        assertThat(family).isNotEmpty();
        kill(server.toHandle());
        family.addFirst(postmaster);
        family.forEach(EmbeddedPostgresTest::kill);

        var startedNanos = System.nanoTime();
        try (var postgres = start()) {
            assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(RESTART_LIMIT);
            assertThat(query(postgres, "select text from kept")).containsExactly("committed");
        }
    }

    @Test
    void aDatabaseKilledAloneRecoversWhatWasCommitted() throws IOException, SQLException {
        var server = startProcess();
        kill(postmaster());
        kill(server.toHandle());
        try (var postgres = start()) {
            assertThat(query(postgres, "select text from kept")).containsExactly("committed");
        }
    }

    @Test
    void anUnrelatedProcessWithTheOldIdIsLeftAlone() throws IOException, SQLException {
        start().close();
        var unrelated = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(
                    directory.resolve("postgres").resolve("postmaster.pid"),
                    "%d%n%s%n".formatted(unrelated.pid(), directory.resolve("postgres")));
            try (var postgres = start()) {
                assertThat(query(postgres, "select 1")).containsExactly("1");
                assertThat(unrelated.isAlive()).isTrue();
            }
        } finally {
            kill(unrelated.toHandle());
        }
    }

    @Test
    void anInterruptedFirstStartIsCompletedByTheNext() throws IOException, SQLException {
        var interrupted = Files.createDirectories(directory.resolve("postgres-unfinished-1"));
        Files.writeString(interrupted.resolve("PG_VERSION"), "18");
        try (var postgres = start()) {
            assertThat(query(postgres, "select 1")).containsExactly("1");
        }
        assertThat(interrupted).doesNotExist();
    }

    @Test
    void aLostSuperuserPasswordIsNamed() throws IOException {
        start().close();
        Files.delete(directory.resolve("postgres-superuser.password"));
        assertThatThrownBy(this::start)
                .isInstanceOf(EmbeddedPostgresFailure.class)
                .hasMessageContaining("postgres-superuser.password");
    }

    @Test
    void filesOfAnotherPostgresVersionAreNamed() throws IOException {
        start().close();
        Files.writeString(directory.resolve("postgres").resolve("PG_VERSION"), "17\n");
        assertThatThrownBy(this::start)
                .isInstanceOf(EmbeddedPostgresFailure.class)
                .hasMessageContaining("database files are incompatible with server");
    }

    private EmbeddedPostgres start() {
        return start(directory);
    }

    private static EmbeddedPostgres start(Path directory) {
        return EmbeddedPostgres.start(directory, BINARIES, Map.of());
    }

    /** Starts a server in a process of its own and waits until it has committed. */
    private Process startProcess() throws IOException {
        var output = directory.resolve("server.out");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingServer.class.getName(),
                        directory.toString(),
                        BINARIES.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            var text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(process.isAlive()).as(text).isTrue();
            return text.contains(CrashingServer.COMMITTED);
        });
        return process;
    }

    private ProcessHandle postmaster() throws IOException {
        var lines = Files.readAllLines(directory.resolve("postgres").resolve("postmaster.pid"));
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElseThrow();
    }

    /** As {@code kill -9} does. */
    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
    }

    private static Connection connect(EmbeddedPostgres postgres, String user, String password) throws SQLException {
        return DriverManager.getConnection(postgres.getJdbcUrl(), user, password);
    }

    private static void execute(EmbeddedPostgres postgres, String... commands) throws SQLException {
        try (var connection = connect(
                        postgres, postgres.owner().username(), postgres.owner().password());
                var statement = connection.createStatement()) {
            for (var command : commands) {
                statement.execute(command);
            }
        }
    }

    private static List<String> query(EmbeddedPostgres postgres, String query) throws SQLException {
        try (var connection = connect(
                        postgres, postgres.owner().username(), postgres.owner().password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(Objects.requireNonNull(rows.getString(1)));
            }
            return values;
        }
    }
}
