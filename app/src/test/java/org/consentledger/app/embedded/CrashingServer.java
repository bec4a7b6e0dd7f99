package org.consentledger.app.embedded;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A server process for tests to kill: it commits one row, says so, and then waits for its end. */
final class CrashingServer {

    static final String COMMITTED = "COMMITTED";

    private CrashingServer() {}

    public static void main(String[] args) throws SQLException, InterruptedException {
        var postgres = EmbeddedPostgres.start(Path.of(args[0]), Path.of(args[1]), Map.of());
        try (var connection = DriverManager.getConnection(
                        postgres.getJdbcUrl(),
                        postgres.owner().username(),
                        postgres.owner().password());
                var statement = connection.createStatement()) {
            statement.execute("create table kept (text text)");
            statement.execute("insert into kept values ('committed')");
            connection.setAutoCommit(false);
            statement.execute("insert into kept values ('never committed')");
            System.out.println(COMMITTED);
            new CountDownLatch(1).await();
        }
    }
}
