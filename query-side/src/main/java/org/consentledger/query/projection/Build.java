package org.consentledger.query.projection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One build of a projection: writes batches of events to its generation, and parks streams that cannot be read. All of it
 * happens in the transaction that also moves the build's token.
 *
 * @param number counts up with every rebuild, so that work which outlived its build is refused
 */
record Build<C>(Projection<C> projection, int generation, long number, JdbcClient jdbc) {
    private static final Logger log = LoggerFactory.getLogger(Build.class);

    /** A stream that cannot be read from an event on. */
    record Parking(String stream, long first, long last, String eventId, String cause) {
        Parking upTo(long sequence) {
            return new Parking(stream, first, sequence, eventId, cause);
        }
    }

    /** What came of a batch. */
    private record Folded<C>(List<C> changes, Map<String, Parking> unreadable) {}

    /** The name of its token. Each build has its own, so none starts where another stood. */
    String tokenName() {
        return tokenName(projection.name(), number);
    }

    static String tokenName(String projection, long build) {
        return projection + "-view-" + build;
    }

    /** Writes a batch of events that the projection reads. */
    void write(List<DomainEventMessage<?>> batch) {
        boolean someAreParked = join();
        if (batch.isEmpty()) {
            return;
        }
        Folded<C> folded = fold(batch, someAreParked ? held(batch) : Set.of());
        if (!folded.changes.isEmpty()) {
            projection.apply(jdbc, generation, folded.changes);
        }
        folded.unreadable.values().forEach(this::park);
    }

    /**
     * Holds the generation for this build until the transaction ends, and says whether any stream is parked.
     *
     * <p>The commit of a batch need not reach the disk before the next begins: what is lost with the machine is lost together
     * with the token, and is done again. Rows are found by their keys whatever the statistics say: they know the
     * generation as it was when empty, and a plan made then would read all of it for every batch. So one plan does for all.
     */
    private boolean join() {
        return jdbc.sql("""
                        select exists (select from view.parked where projection = :name and build = :build) as parked,
                               set_config('synchronous_commit', 'off', true),
                               set_config('plan_cache_mode', 'force_generic_plan', true),
                               set_config('enable_seqscan', 'off', true),
                               set_config('enable_hashjoin', 'off', true),
                               set_config('enable_mergejoin', 'off', true)
                        from view.generation
                        where projection = :name and generation = :generation and build = :build
                        for share""")
                .param("name", projection.name())
                .param("generation", generation)
                .param("build", number)
                .query((row, n) -> row.getBoolean("parked"))
                .optional()
                .orElseThrow(() -> new IllegalStateException(tokenName() + " was given up for another build"));
    }

    /** Notes for the streams that are parked how far they wait, and tells which they are. */
    private Set<String> held(List<DomainEventMessage<?>> batch) {
        var last = new HashMap<String, Long>();
        batch.forEach(event -> last.put(event.getAggregateIdentifier(), event.getSequenceNumber()));
        var sequences = new long[last.size()];
        var streams = last.keySet().toArray(String[]::new);
        for (int i = 0; i < streams.length; i++) {
            sequences[i] = last.getOrDefault(streams[i], 0L);
        }
        return new HashSet<>(jdbc.sql("""
                        update view.parked held set last_sequence = came.sequence
                        from unnest(?::text[], ?::bigint[]) came (stream, sequence)
                        where held.projection = ? and held.build = ? and held.stream = came.stream
                        returning held.stream""")
                .params(streams, sequences, projection.name(), number)
                .query(String.class)
                .list());
    }

    private Folded<C> fold(List<DomainEventMessage<?>> events, Set<String> held) {
        var changes = new ArrayList<C>(events.size());
        var unreadable = new HashMap<String, Parking>();
        for (DomainEventMessage<?> event : events) {
            String stream = event.getAggregateIdentifier();
            if (held.contains(stream)) {
                continue;
            }
            if (unreadable.computeIfPresent(stream, (_, parking) -> parking.upTo(event.getSequenceNumber())) != null) {
                continue;
            }
            try {
                changes.add(projection.change(event));
            } catch (RuntimeException e) {
                unreadable.put(stream, parking(event, e));
            }
        }
        return new Folded<>(changes, unreadable);
    }

    private static Parking parking(DomainEventMessage<?> event, RuntimeException cause) {
        // Only its class: a message may quote what it choked on.
        return new Parking(
                event.getAggregateIdentifier(),
                event.getSequenceNumber(),
                event.getSequenceNumber(),
                event.getIdentifier(),
                cause.getClass().getName());
    }

    private void park(Parking parking) {
        log.error(
                "{} cannot read event {} ({}); it waits with all later ones of its stream",
                tokenName(),
                parking.eventId,
                parking.cause);
        jdbc.sql("""
                        insert into view.parked (projection, build, stream, first_sequence, last_sequence, event_id, cause)
                        values (?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        projection.name(),
                        number,
                        parking.stream,
                        parking.first,
                        parking.last,
                        parking.eventId,
                        parking.cause)
                .update();
    }

    /** The streams that are parked, those first that were so first. */
    List<String> parked(int limit) {
        return jdbc.sql("""
                        select stream from view.parked where projection = ? and build = ?
                        order by parked_at, stream limit ?""")
                .params(projection.name(), number, limit)
                .query((row, n) -> row.getString(1))
                .list();
    }

    /**
     * Tries a parked stream again, as far as it waits; what comes after is read by the processor. The row stays locked
     * meanwhile, so that the processor either sees the stream parked, and this sees how far, or finds it where this left it.
     *
     * @return whether all of it could be read
     */
    boolean retry(String stream, Streams streams) {
        join();
        Parking parking = lock(stream);
        if (parking == null) {
            return true;
        }
        Folded<C> folded = fold(streams.read(stream, parking.first, parking.last), Set.of());
        if (!folded.changes.isEmpty()) {
            projection.apply(jdbc, generation, folded.changes);
        }
        jdbc.sql("delete from view.parked where projection = ? and build = ? and stream = ?")
                .params(projection.name(), number, stream)
                .update();
        folded.unreadable.values().forEach(this::park);
        return folded.unreadable.isEmpty();
    }

    private @Nullable Parking lock(String stream) {
        return jdbc.sql("""
                        select first_sequence, last_sequence, event_id, cause from view.parked
                        where projection = ? and build = ? and stream = ? for update""")
                .params(projection.name(), number, stream)
                .query((row, n) -> new Parking(
                        stream,
                        row.getLong("first_sequence"),
                        row.getLong("last_sequence"),
                        row.getString("event_id"),
                        row.getString("cause")))
                .optional()
                .orElse(null);
    }

    /** Reads a stretch of a stream from the ledger. */
    interface Streams {
        List<DomainEventMessage<?>> read(String stream, long firstSequence, long lastSequence);
    }

    /** Whether the message is an event that the projection reads. */
    @Nullable
    DomainEventMessage<?> read(EventMessage<?> message) {
        return message instanceof DomainEventMessage<?> event && projection.reads(event) ? event : null;
    }
}
