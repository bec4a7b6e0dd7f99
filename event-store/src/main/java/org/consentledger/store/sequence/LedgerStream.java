package org.consentledger.store.sequence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.serialization.LazyDeserializingObject;
import org.axonframework.serialization.SerializedMessage;
import org.axonframework.serialization.SerializedMetaData;
import org.axonframework.serialization.SimpleSerializedObject;
import org.consentledger.store.Background;
import org.consentledger.store.LedgerSerializer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The ledger in the order of positions, as the processors read it. A token is the last position read. Readers ask the
 * database only when there is something to read: one connection of the node hears of new positions and wakes them.
 */
public final class LedgerStream implements StreamableMessageSource<TrackedEventMessage<?>>, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerStream.class);
    private static final int CHUNK_EVENTS = 1_000;
    private static final int HEARING_MILLIS = 250;

    /** After so many times without a word it is read how far the log is, as words can be lost. */
    private static final int SILENCES = 4;

    private final Background background;
    private final LedgerSerializer serializer;
    private final Watch watch;
    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private volatile long head;

    private final ReentrantLock reading = new ReentrantLock();

    /** What was read last near the head; guarded by {@link #reading}. */
    private Chunk latest = new Chunk(0, List.of());

    LedgerStream(Background background, LedgerSerializer serializer) {
        this.background = background;
        this.serializer = serializer;
        this.watch = new Watch("log-listener", background, new Listening());
    }

    /** The last position this node has heard of. */
    public long head() {
        return head;
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken after) {
        var reader = new Reader(position(after));
        readers.add(reader);
        return reader;
    }

    @Override
    public TrackingToken createTailToken() {
        return new GlobalSequenceTrackingToken(0);
    }

    @Override
    public TrackingToken createHeadToken() {
        return new GlobalSequenceTrackingToken(last(background.jdbc()));
    }

    /** Just before the first event that was recorded then or later; the head where there is none. Reads the whole log. */
    @Override
    public TrackingToken createTokenAt(Instant time) {
        return background
                .jdbc()
                .sql("""
                        select min(l.position) - 1 from ledger.event_log l join ledger.event e using (global_index)
                        where e.recorded_at >= ?""")
                .param(time.atOffset(ZoneOffset.UTC))
                .query((row, n) -> Optional.ofNullable(row.getObject(1, Long.class)))
                .single()
                .<TrackingToken>map(GlobalSequenceTrackingToken::new)
                .orElseGet(this::createHeadToken);
    }

    private static long position(@Nullable TrackingToken token) {
        return switch (WrappedToken.unwrapLowerBound(token)) {
            case null -> 0;
            case GlobalSequenceTrackingToken read -> read.getGlobalIndex();
            case TrackingToken other ->
                throw new IllegalArgumentException("Not a token of this stream: " + other.getClass());
        };
    }

    private static long last(JdbcClient jdbc) {
        return jdbc.sql("select coalesce(max(position), 0) from ledger.event_log")
                .query(Long.class)
                .single();
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

    private void moveTo(long position) {
        lock.lock();
        try {
            if (position <= head) {
                return;
            }
            head = position;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        readers.forEach(Reader::tell);
    }

    private final class Listening implements Watch.Duty {
        @Override
        public boolean begins(Connection connection) throws SQLException {
            connection.setNetworkTimeout(Runnable::run, 10_000);
            JdbcClient.create(new SingleConnectionDataSource(connection, true))
                    .sql("listen " + Sequencer.CHANNEL)
                    .update();
            return true;
        }

        @Override
        public void stays(Connection connection) throws SQLException {
            var jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            var server = connection.unwrap(PGConnection.class);
            moveTo(last(jdbc));
            int silences = 0;
            while (!watch.ends()) {
                PGNotification[] words = server.getNotifications(HEARING_MILLIS);
                if (words != null && words.length > 0) {
                    moveTo(Long.parseLong(words[words.length - 1].getParameter()));
                    silences = 0;
                } else if (++silences == SILENCES) {
                    moveTo(last(jdbc));
                    silences = 0;
                }
            }
        }
    }

    private final class Reader implements BlockingStream<TrackedEventMessage<?>> {
        private final Queue<TrackedEventMessage<?>> read = new ArrayDeque<>();
        private long position;
        private volatile @Nullable Runnable callback;

        Reader(long position) {
            this.position = position;
        }

        @Override
        public Optional<TrackedEventMessage<?>> peek() {
            return hasNextAvailable(0) ? Optional.of(read.element()) : Optional.empty();
        }

        @Override
        public boolean hasNextAvailable() {
            return hasNextAvailable(0);
        }

        private boolean hasNextAvailable(long nanos) {
            try {
                return hasNext(nanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
            return hasNext(unit.toNanos(timeout));
        }

        @Override
        public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
            while (!hasNext(Long.MAX_VALUE)) {
                // Woken without need.
            }
            return read.remove();
        }

        private boolean hasNext(long nanos) throws InterruptedException {
            if (!read.isEmpty()) {
                return true;
            }
            if (head <= position && nanos > 0) {
                await(nanos);
            }
            if (head > position) {
                fetch();
            }
            return !read.isEmpty();
        }

        private void await(long nanos) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = nanos;
                while (head <= position && left > 0) {
                    left = moved.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        private void fetch() throws InterruptedException {
            List<TrackedEventMessage<?>> next = next(position);
            read.addAll(next);
            position += next.size();
        }

        @Override
        public boolean setOnAvailableCallback(Runnable wakeUp) {
            callback = wakeUp;
            tell();
            return true;
        }

        private void tell() {
            Runnable wakeUp = callback;
            if (wakeUp != null) {
                try {
                    wakeUp.run();
                } catch (RuntimeException e) {
                    LOG.debug("A reader could not be woken, which is stopping", e);
                }
            }
        }

        @Override
        public void close() {
            readers.remove(this);
        }
    }

    /** The events after a position, without a hole. */
    private record Chunk(long position, List<TrackedEventMessage<?>> events) {
        boolean continues(long read) {
            return position <= read && read < position + events.size();
        }

        List<TrackedEventMessage<?>> after(long read) {
            return events.subList(Math.toIntExact(read - position), events.size());
        }
    }

    /** What follows. Readers near the head, who are all woken by the same word, share what one of them reads. */
    private List<TrackedEventMessage<?>> next(long position) throws InterruptedException {
        if (head - position > CHUNK_EVENTS) {
            return read(position).events;
        }
        reading.lockInterruptibly();
        try {
            if (!latest.continues(position)) {
                latest = read(position);
            }
            return latest.after(position);
        } finally {
            reading.unlock();
        }
    }

    private Chunk read(long position) {
        List<TrackedEventMessage<?>> events = background
                .jdbc()
                .sql("""
                        select l.position, e.event_id, e.aggregate_id, e.sequence, e.aggregate_type, e.recorded_at,
                               e.payload_type, e.payload_revision, e.payload, e.metadata
                        from ledger.event_log l
                        cross join lateral (select * from ledger.event
                                            where global_index = l.global_index offset 0) e
                        where l.position > ? and l.position <= ?
                        order by l.position""")
                .params(position, position + CHUNK_EVENTS)
                .<TrackedEventMessage<?>>query((row, n) -> message(row))
                .list();
        long expected = position;
        for (TrackedEventMessage<?> event : events) {
            if (position(event.trackingToken()) != ++expected) {
                throw new IllegalStateException("The log has a hole at position " + expected);
            }
        }
        return new Chunk(position, events);
    }

    private TrackedEventMessage<?> message(ResultSet row) throws SQLException {
        Instant recordedAt = row.getObject("recorded_at", OffsetDateTime.class).toInstant();
        var payload = new LazyDeserializingObject<Object>(
                new SimpleSerializedObject<>(
                        row.getBytes("payload"),
                        byte[].class,
                        row.getString("payload_type"),
                        row.getString("payload_revision")),
                serializer);
        var metadata = new LazyDeserializingObject<MetaData>(
                new SerializedMetaData<>(row.getBytes("metadata"), byte[].class), serializer);
        return new GenericTrackedDomainEventMessage<>(
                new GlobalSequenceTrackingToken(row.getLong("position")),
                row.getString("aggregate_type"),
                row.getString("aggregate_id"),
                row.getLong("sequence"),
                new SerializedMessage<>(row.getString("event_id"), payload, metadata),
                () -> recordedAt);
    }
}
