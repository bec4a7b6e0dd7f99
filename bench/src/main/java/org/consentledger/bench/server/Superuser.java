package org.consentledger.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The way into the embedded PostgreSQL past the server: to disturb it, to fill it and to look at what is stored.
 *
 * @param directory of the embedded database
 */
public record Superuser(Path directory) {

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

    /** The fourth line of PostgreSQL's lock file. */
    private int port() throws IOException {
        return Integer.parseInt(Files.readAllLines(directory.resolve("postgres").resolve("postmaster.pid"))
                .get(3)
                .strip());
    }
}
