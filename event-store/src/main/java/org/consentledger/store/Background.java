package org.consentledger.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Connections for the work that goes on behind the requests: the sequencer and the projections. They have a pool of their
 * own, because a projection that waits for a connection starves, and one that holds them all would starve commands.
 */
public final class Background implements AutoCloseable {
    private final HikariDataSource pool;
    private final JdbcTransactionManager transactions;
    private final JdbcClient jdbc;

    /**
     * @param foreground the pool of the requests, whose settings are taken over
     * @param connections the most connections at a time
     */
    public Background(HikariDataSource foreground, int connections) {
        var settings = new HikariConfig();
        foreground.copyStateTo(settings);
        settings.setPoolName("background");
        settings.setMaximumPoolSize(connections);
        settings.setMinimumIdle(1);
        // A projection waits for a lock as long as it takes: nobody stands behind it, and to begin anew takes longer.
        // Its
        // batches differ in size by thousands, and so do the plans that are good for them.
        String settingUp = foreground.getConnectionInitSql();
        settings.setConnectionInitSql(
                (settingUp == null ? "" : settingUp + ";") + "set lock_timeout = 0; set plan_cache_mode = auto");
        // They wait for the database to come back instead of giving up.
        settings.setInitializationFailTimeout(-1);
        pool = new HikariDataSource(settings);
        transactions = new JdbcTransactionManager(pool);
        jdbc = JdbcClient.create(pool);
    }

    /** Statements, in the current transaction of {@link #transactions()} where there is one. */
    public JdbcClient jdbc() {
        return jdbc;
    }

    /** Transactions as Axon's processors use them. */
    public TransactionManager transactions() {
        return new SpringTransactionManager(transactions);
    }

    /** The connection of the current transaction, for Axon's stores. */
    public ConnectionProvider connections() {
        return new SpringDataSourceConnectionProvider(pool);
    }

    /** For who keeps a connection for long: a lock or a subscription that lives with it. */
    public DataSource dataSource() {
        return pool;
    }

    /** Ends a kept connection, and with it all that the server holds for its session, instead of giving it back. */
    public void end(Connection connection) {
        pool.evictConnection(connection);
    }

    @Override
    public void close() {
        pool.close();
    }
}
