package org.consentledger.store.sequence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.consentledger.store.Background;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does its duty on one connection, for as long as that lasts, and takes another when it is lost. The
 * session on the server ends with the duty, so that nothing it held (a lock, a subscription) outlives it.
 */
final class Watch {
    /** What is to be done on the connection. */
    interface Duty {
        /** Whether there is something to stay for. If not, nothing may be left behind in the session. */
        boolean begins(Connection connection) throws SQLException;

        /** Stays until the watch {@link Watch#ends()}. */
        void stays(Connection connection) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long RETRY_MILLIS = 1_000;
    private static final long FIRST_BACK_OFF_MILLIS = 100;
    private static final long PATIENCE_MILLIS = 500;

    private final String name;
    private final Background background;
    private final Duty duty;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition called = lock.newCondition();
    private boolean awake;
    private long backOffMillis = FIRST_BACK_OFF_MILLIS;
    private volatile boolean ended = true;
    private volatile @Nullable Connection current;
    private @Nullable Thread thread;

    Watch(String name, Background background, Duty duty) {
        this.name = name;
        this.background = background;
        this.duty = duty;
    }

    synchronized void start() {
        if (thread == null) {
            ended = false;
            thread = Thread.ofPlatform().daemon().name(name).start(this::run);
        }
    }

    /** Comes back when the thread is gone, which takes less than a second even where the database does not answer. */
    synchronized void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        ended = true;
        wake();
        try {
            running.join(PATIENCE_MILLIS);
            if (running.isAlive()) {
                running.interrupt();
                abort();
                running.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    synchronized boolean isRunning() {
        return thread != null;
    }

    boolean ends() {
        return ended;
    }

    /** Ends the next or the current {@link #pause}. */
    void wake() {
        lock.lock();
        try {
            awake = true;
            called.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is woken, ends, or the time is over. */
    void pause(long millis) {
        rest(millis, true);
    }

    /** Waits until it ends or the time is over. */
    void rest(long millis) {
        rest(millis, false);
    }

    private void rest(long millis, boolean light) {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            while (nanos > 0 && !ended && !(light && awake)) {
                nanos = called.awaitNanos(nanos);
            }
            awake = awake && !light;
        } catch (InterruptedException e) {
            // Only stop() interrupts, which has said so before.
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!ended) {
            try {
                if (!tried()) {
                    rest(RETRY_MILLIS);
                }
            } catch (SQLException | RuntimeException | Error e) {
                // Errors too: a thread that is gone would be missed by nobody, and its duty be done no more.
                if (!ended) {
                    // Messages of the database may quote what is stored.
                    LOG.warn("The {} begins again in {} ms after {}", name, backOffMillis, nameOf(e));
                    rest(backOffMillis);
                    backOffMillis = Math.min(2 * backOffMillis, RETRY_MILLIS);
                }
            }
        }
    }

    private boolean tried() throws SQLException {
        try (Connection connection = background.dataSource().getConnection()) {
            boolean clean = false;
            current = connection;
            try {
                clean = !duty.begins(connection);
                backOffMillis = FIRST_BACK_OFF_MILLIS;
                if (!clean) {
                    duty.stays(connection);
                }
                return !clean;
            } finally {
                current = null;
                if (!clean) {
                    background.end(connection);
                }
            }
        }
    }

    private void abort() {
        Connection stuck = current;
        if (stuck != null) {
            try {
                stuck.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("The connection of the {} was gone already", name);
            }
        }
    }

    private static String nameOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return failure.getClass().getSimpleName() + " (SQL state " + sql.getSQLState() + ")";
            }
        }
        return failure instanceof IllegalStateException
                ? failure.toString()
                : failure.getClass().getSimpleName();
    }
}
