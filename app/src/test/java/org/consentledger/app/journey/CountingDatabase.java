package org.consentledger.app.journey;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Writes down every round trip to the database: each execution, commit and rollback. A BEGIN rides along with the next. */
final class CountingDatabase extends DelegatingDataSource {
    private final List<String> trips = new CopyOnWriteArrayList<>();

    CountingDatabase(DataSource counted) {
        super(counted);
    }

    /** What has been sent since the last time. */
    List<String> takeTrips() {
        List<String> taken = trips.stream()
                // Clears away once an hour.
                .filter(sql -> !sql.startsWith("delete from ledger.idempotency"))
                .toList();
        trips.clear();
        return taken;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return counting(Connection.class, super.getConnection(), "");
    }

    private <T> T counting(Class<T> type, T counted, String sql) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> called(counted, sql, method, arguments)));
    }

    private Object called(Object counted, String sql, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        String told = arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : sql;
        if (name.equals("commit") || name.equals("rollback")) {
            trips.add(name);
        } else if (name.startsWith("execute")) {
            trips.add(told.strip());
        }
        try {
            Object result = method.invoke(counted, arguments);
            return switch (result) {
                case CallableStatement call -> counting(CallableStatement.class, call, told);
                case PreparedStatement prepared -> counting(PreparedStatement.class, prepared, told);
                case Statement statement -> counting(Statement.class, statement, told);
                case null, default -> result;
            };
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
