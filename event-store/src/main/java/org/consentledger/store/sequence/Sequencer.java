package org.consentledger.store.sequence;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.consentledger.store.Background;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Gives every committed event its position: gapless, never changed, one order for all readers. Writers stay parallel;
 * one node at a time is the leader and numbers what they committed. It holds a lock that lives with its connection and
 * works on that very connection, so that a leader who lost the lock can write nothing any more.
 *
 * <p>Events are looked for above a floor. The floor may move to an index only when every transaction that could have
 * drawn one up to there has ended. That is so once all transactions up to an id are over which was given out after the
 * sequence was seen at that index, because writers have their transaction id before they draw (a trigger sees to that).
 */
public final class Sequencer implements SmartLifecycle {
    /** The channel on which the last position is told after each batch. */
    static final String CHANNEL = "ledger_log";

    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
    private static final long LOCK = 0x4C65_6467_6572_3031L;

    private final Background background;
    private final SequencerSettings settings;
    private final Watch watch;
    private volatile boolean leader;
    private volatile long lastPosition;

    Sequencer(Background background, SequencerSettings settings) {
        this.background = background;
        this.settings = settings;
        this.watch = new Watch("sequencer", background, new Leading());
    }

    /**
     * Committed events without a position.
     *
     * @param events how many, counted up to a limit
     * @param oldest when the first of them was recorded; null: there are none
     */
    public record Backlog(long events, @Nullable Instant oldest) {}

    /** Whether this node is the one that gives positions. */
    public boolean isLeader() {
        return leader;
    }

    /** The last position that this node gave or found given when it became the leader; 0 before. */
    public long lastPosition() {
        return lastPosition;
    }

    /** How much waits for a position, on whatever node the leader is. */
    public Backlog backlog(int atMost) {
        return background
                .jdbc()
                .sql("""
                        select count(*) as events, min(recorded_at) as oldest
                        from (select e.recorded_at
                              from ledger.event e
                              where e.global_index > (select floor from ledger.sequencer)
                              and not exists (select from ledger.event_log l where l.global_index = e.global_index)
                              order by e.global_index limit ?) waiting""")
                .param(atMost)
                .query((row, n) -> {
                    OffsetDateTime oldest = row.getObject("oldest", OffsetDateTime.class);
                    return new Backlog(row.getLong("events"), oldest == null ? null : oldest.toInstant());
                })
                .single();
    }

    /** Says that something was committed on this node, which the leader need not find out by itself. */
    void committed() {
        if (leader) {
            watch.wake();
        }
    }

    @Override
    public void start() {
        watch.start();
    }

    @Override
    public void stop() {
        watch.stop();
    }

    @Override
    public boolean isRunning() {
        return watch.isRunning();
    }

    /** Before the processors start, and after they have stopped. */
    @Override
    public int getPhase() {
        return 0;
    }

    private final class Leading implements Watch.Duty {
        @Override
        public boolean begins(Connection connection) {
            return on(connection)
                    .sql("select pg_try_advisory_lock(?)")
                    .param(LOCK)
                    .query(Boolean.class)
                    .single();
        }

        @Override
        public void stays(Connection connection) throws SQLException {
            prepare(connection);
            JdbcClient jdbc = on(connection);
            long floor = jdbc.sql("select floor from ledger.sequencer")
                    .query(Long.class)
                    .single();
            lastPosition = jdbc.sql("select coalesce(max(position), 0) from ledger.event_log")
                    .query(Long.class)
                    .single();
            leader = true;
            LOG.info("This node gives events their positions from now on; the last one was {}", lastPosition);
            try {
                var term = new Term(jdbc, settings.batchEvents(), floor);
                while (!watch.ends()) {
                    Batch batch = term.next();
                    lastPosition = Math.max(lastPosition, batch.position());
                    if (batch.events() == 0) {
                        watch.pause(settings.pollMillis());
                    } else if (batch.events() < settings.batchEvents()) {
                        // Who commits meanwhile shares the next batch.
                        watch.rest(settings.pollMillis());
                    }
                }
            } finally {
                leader = false;
                LOG.info("This node gives no more positions; the last one was {}", lastPosition);
            }
        }
    }

    private static JdbcClient on(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    private static void prepare(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            // The server lets go of a leader that is dead or hangs, so that another can take over.
            statement.execute(
                    "set tcp_keepalives_idle = 2; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 3;"
                            + " set tcp_user_timeout = 5000; set idle_session_timeout = 10000");
            // Without statistics, as on a fresh database, other plans would read the whole table for each batch. The
            // one that is left need not be looked for anew each time.
            statement.execute(
                    "set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_bitmapscan = off;"
                            + " set enable_hashjoin = off; set enable_mergejoin = off; set jit = off");
        }
        connection.setNetworkTimeout(Runnable::run, 60_000);
    }

    /**
     * What one batch came to.
     *
     * @param events how many got a position
     * @param position the last position given; 0 where none was
     */
    private record Batch(int events, long position) {
        static final Batch NONE = new Batch(0, 0);
    }

    /** The time of a leader on one connection. */
    private static final class Term {
        private final JdbcClient jdbc;
        private final int limit;

        /** All events up to here have positions, and no more can come up. */
        private long floor;

        /** No transaction can bring up an event to here any more that is not to be seen yet. */
        private long settled;

        private @Nullable Pending pending;
        private @Nullable String lookedAt;

        Term(JdbcClient jdbc, int limit, long floor) {
            this.jdbc = jdbc;
            this.limit = limit;
            this.floor = floor;
            this.settled = floor;
        }

        /** Up to {@code drawn} all is settled, once every transaction up to {@code transaction} is over. */
        private record Pending(long drawn, long transaction) {}

        /**
         * The state of the writers.
         *
         * @param drawn the last index that was drawn, whatever became of it
         * @param running all transactions before this one are over
         * @param snapshot changes whenever a transaction ends
         */
        private record Look(long drawn, long running, String snapshot) {}

        private record Written(
                int events, long position, @Nullable Long transaction, long floor) {}

        Batch next() {
            Look look = look();
            if (look.drawn < floor) {
                throw new IllegalStateException(
                        "The sequence of ledger.event stands at " + look.drawn + ", below the floor " + floor);
            }
            if (pending != null && look.running > pending.transaction) {
                settled = pending.drawn;
                pending = null;
            }
            boolean nothingNew = settled == floor && look.snapshot.equals(lookedAt);
            if (look.drawn == floor || nothingNew) {
                return Batch.NONE;
            }
            Written written = write();
            floor = written.floor;
            lookedAt = written.events < limit ? look.snapshot : null;
            if (pending == null && look.drawn > settled) {
                // An id given out after the look: that of the batch, or one of its own.
                pending = new Pending(look.drawn, written.transaction == null ? newTransaction() : written.transaction);
            }
            return new Batch(written.events, written.position);
        }

        private Look look() {
            return jdbc.sql("""
                            select case when is_called then last_value else 0 end as drawn,
                                   pg_snapshot_xmin(s)::text::bigint as running,
                                   s::text as snapshot
                            from ledger.event_global_index_seq, pg_current_snapshot() s""")
                    .query((row, n) ->
                            new Look(row.getLong("drawn"), row.getLong("running"), row.getString("snapshot")))
                    .single();
        }

        /** One statement, and so one transaction: positions, floor and the word to the readers. */
        private Written write() {
            return jdbc.sql("""
                            with waiting as materialized (
                                select e.global_index, ledger.leaf_hash(e) as leaf_hash
                                from ledger.event e
                                where e.global_index > :floor
                                and not exists (select from ledger.event_log l where l.global_index = e.global_index)
                                order by e.global_index
                                limit :limit
                            ), added as (
                                insert into ledger.event_log (position, global_index, leaf_hash)
                                select (select coalesce(max(position), 0) from ledger.event_log)
                                           + row_number() over (order by global_index),
                                       global_index, leaf_hash
                                from waiting
                                returning position, global_index
                            ), result as (
                                select count(*)::int as events, max(position) as position,
                                       case when count(*) < :limit then :settled
                                            else least(:settled, max(global_index)) end as floor
                                from added
                            ), moved as (
                                update ledger.sequencer s set floor = r.floor from result r where s.floor < r.floor
                                returning s.floor
                            )
                            select events, coalesce(position, 0) as position,
                                   (select floor from moved) as floor,
                                   pg_current_xact_id_if_assigned()::text::bigint as transaction,
                                   case when events > 0 then pg_notify(:channel, position::text) end
                            from result""")
                    .param("floor", floor)
                    .param("limit", limit)
                    .param("settled", settled)
                    .param("channel", CHANNEL)
                    .query((row, n) -> {
                        Long moved = row.getObject("floor", Long.class);
                        return new Written(
                                row.getInt("events"),
                                row.getLong("position"),
                                row.getObject("transaction", Long.class),
                                moved == null ? floor : moved);
                    })
                    .single();
        }

        private long newTransaction() {
            return jdbc.sql("select pg_current_xact_id()::text::bigint")
                    .query(Long.class)
                    .single();
        }
    }
}
