package org.consentledger.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The way into the embedded PostgreSQL past the server: to disturb it, to fill it and to look at what is stored.
 *
 * @param directory of the embedded database
 */
public record Superuser(Path directory) {
    private static final int FIRST_TIME = 11;
    private static final long MILLIS_A_TICK = 10;

    /** A connection that reports errors in full, since nothing in this database is about real people. */
    public Connection connect() throws SQLException {
        try {
            var source = new PGSimpleDataSource();
            source.setServerNames(new String[] {"127.0.0.1"});
            source.setPortNumbers(new int[] {port()});
            source.setDatabaseName("ledger");
            source.setUser("postgres");
            source.setPassword(Files.readString(directory.resolve("postgres-superuser.password"))
                    .strip());
            source.setApplicationName("bench");
            return source.getConnection();
        } catch (IOException failure) {
            throw new SQLException("The database in " + directory + " cannot be found", failure);
        }
    }

    /** Processor time that PostgreSQL has used so far, sessions that have ended included (Linux). */
    public Duration processorTime() throws IOException {
        int postmaster = lockFile(0);
        long ticks;
        long before;
        do {
            // Whoever ends while this is read would count twice or not at all.
            before = ticks(postmaster, 4);
            ticks = before;
            for (var session : ProcessHandle.of(postmaster).stream()
                    .flatMap(ProcessHandle::children)
                    .toList()) {
                ticks += ticks(session.pid(), 2);
            }
        } while (ticks(postmaster, 4) != before);
        return Duration.ofMillis(ticks * MILLIS_A_TICK);
    }

    /** @param times how many count: its own in user and in system mode, then those of children that have ended */
    private static long ticks(long process, int times) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
            // What comes first, the name in brackets, may hold spaces.
            String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
            return Arrays.stream(fields, FIRST_TIME, FIRST_TIME + times)
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (IOException _) {
            // It has just ended (no such file, or no such process), and counts among the children of the postmaster.
            return 0;
        }
    }

    private int port() throws IOException {
        return lockFile(3);
    }

    /** A number in PostgreSQL's lock file: first its process, fourth its port. */
    private int lockFile(int line) throws IOException {
        return Integer.parseInt(Files.readAllLines(directory.resolve("postgres").resolve("postmaster.pid"))
                .get(line)
                .strip());
    }
}
