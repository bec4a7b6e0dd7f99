package org.consentledger.query.projection;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.serialization.SimpleSerializedObject;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.store.Background;
import org.consentledger.store.LedgerSerializer;
import org.consentledger.store.sequence.LedgerStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Runs the projections of this node, and takes the commands of operators. What is to run stands in the database and every node
 * follows it within a second, so a command to one node is a command to all.
 */
@Component
public class Projections implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Projections.class);
    private static final Duration FOLLOW_EVERY = Duration.ofSeconds(1);
    private static final Duration FOLLOW_EVERY_WHILE_BUILDING = Duration.ofMillis(100);
    private static final Duration STOPPING = Duration.ofSeconds(30);
    private static final int STREAMS_PER_RETRY = 1_000;

    private final Map<String, Projection<?>> projections;
    private final Background background;
    private final JdbcClient jdbc;
    private final TransactionManager transactions;
    private final TokenStore tokens;
    private final LedgerSerializer serializer;
    private final LedgerStream source;
    private final EventStorageEngine storage;

    /** By token name. Only the follower changes it. */
    private final Map<String, Worker> workers = new ConcurrentHashMap<>();

    private @Nullable Thread follower;
    private boolean woken;
    private boolean failed;

    Projections(
            List<Projection<?>> projections,
            Background background,
            TokenStore tokens,
            LedgerSerializer serializer,
            LedgerStream source,
            EventStorageEngine storage) {
        this.projections = projections.stream()
                .collect(Collectors.toMap(Projection::name, Function.identity(), (one, _) -> one, TreeMap::new));
        this.background = background;
        this.jdbc = background.jdbc();
        this.transactions = background.transactions();
        this.tokens = tokens;
        this.serializer = serializer;
        this.source = source;
        this.storage = storage;
    }

    /** What a generation holds. */
    private record Generation(
            int generation,
            long build,
            @Nullable Instant startedAt,
            long startPosition,
            @Nullable Instant finishedAt,
            long endPosition) {}

    /** What the database says of a projection. */
    private record Plan(int live, @Nullable Integer building, boolean stopped, List<Generation> generations) {
        Generation generation(int number) {
            return generations.get(number);
        }

        List<Generation> wanted() {
            return building == null ? List.of(generation(live)) : List.of(generation(live), generation(building));
        }
    }

    /**
     * What became of parked streams that were tried again.
     *
     * @param released could be read and are up to date
     * @param stillParked could not
     * @param notTried were more than are tried at a time
     */
    public record Retried(long released, long stillParked, long notTried) {}

    /** The names of all projections. */
    public Set<String> names() {
        return projections.keySet();
    }

    /** How each projection stands, by name. */
    public Map<String, ProjectionStatus> status() {
        var all = new TreeMap<String, ProjectionStatus>();
        projections.keySet().forEach(name -> all.put(name, status(name)));
        return all;
    }

    /** How a projection stands; refused where there is none of that name. */
    public ProjectionStatus status(String name) {
        known(name);
        return inTransaction(() -> {
            Plan plan = plan(name);
            Generation live = plan.generation(plan.live);
            Worker worker = workers.get(Build.tokenName(name, live.build));
            // Read before the head, so that no position is beyond it.
            long position = position(name, live.build);
            ProjectionStatus.Rebuild building =
                    plan.building == null ? null : rebuild(name, plan.generation(plan.building));
            long head = head();
            return new ProjectionStatus(
                    plan.live,
                    plan.stopped,
                    worker != null,
                    worker != null && worker.isWorking(),
                    worker != null && worker.isFailing(position),
                    position,
                    head,
                    Math.max(0, head - position),
                    deadLetters(name, live.build),
                    parkedStreams(name, live.build),
                    building == null ? rebuild(name, live) : building);
        });
    }

    /** The last event of the log that the generation in use has dealt with; 0 before the first. */
    public long position(String name) {
        known(name);
        return inTransaction(() -> {
            Plan plan = plan(name);
            return position(name, plan.generation(plan.live).build);
        });
    }

    /**
     * Builds the projection again from the first event, beside the generation that is read, which is replaced as soon as the
     * new one has caught up.
     */
    public void rebuild(String name) {
        Projection<?> projection = known(name);
        long head = head();
        inTransaction(() -> {
            // What reads the idle generation delays this, and this delays who reads after it: so it does not wait for
            // long.
            jdbc.sql("set local lock_timeout = '3s'").update();
            int generation = jdbc.sql("""
                            update view.projection set building = 1 - live
                            where name = ? and building is null returning building""")
                    .param(name)
                    .query(Integer.class)
                    .optional()
                    .orElseThrow(() -> new Refusal(Code.REBUILD_RUNNING));
            long before = plan(name).generation(generation).build;
            jdbc.sql("""
                            update view.generation idle
                            set build = (select max(build) + 1 from view.generation where projection = idle.projection),
                                started_at = clock_timestamp(), start_position = ?, finished_at = null, end_position = null
                            where projection = ? and generation = ?""").params(head, name, generation).update();
            jdbc.sql("delete from ledger.token where processor = ?")
                    .param(Build.tokenName(name, before))
                    .update();
            jdbc.sql("delete from view.parked where projection = ? and build = ?")
                    .params(name, before)
                    .update();
            projection.clear(jdbc, generation);
            return generation;
        });
        log.info("Projection {} is being rebuilt up to position {} and beyond", name, head);
        wake();
    }

    /** Stops a projection on all nodes; decisions read what it misses from the ledger. */
    public void stop(String name) {
        setStopped(name, true);
    }

    /** Has a stopped projection go on, on all nodes. */
    public void start(String name) {
        setStopped(name, false);
    }

    private void setStopped(String name, boolean stopped) {
        known(name);
        jdbc.sql("update view.projection set stopped = ? where name = ?")
                .params(stopped, name)
                .update();
        wake();
    }

    /** Tries parked streams again: whoever could not be read before may be by another version of the software. */
    public Retried retryDeadLetters(String name) {
        Projection<?> projection = known(name);
        Plan plan = plan(name);
        long released = 0;
        long stillParked = 0;
        long tried = 0;
        long before = 0;
        for (Generation generation : plan.wanted()) {
            Build<?> build = build(projection, jdbc, generation);
            before += parkedStreams(name, generation.build);
            for (String stream : build.parked(STREAMS_PER_RETRY)) {
                boolean read = inTransaction(() -> build.retry(stream, this::read));
                tried++;
                released += read ? 1 : 0;
                stillParked += read ? 0 : 1;
            }
        }
        return new Retried(released, stillParked, Math.max(0, before - tried));
    }

    private List<DomainEventMessage<?>> read(String stream, long first, long last) {
        var events = new ArrayList<DomainEventMessage<?>>();
        DomainEventStream stored = storage.readEvents(stream, first);
        while (stored.hasNext()) {
            DomainEventMessage<?> event = stored.next();
            if (event.getSequenceNumber() > last) {
                break;
            }
            events.add(event);
        }
        return events;
    }

    private Projection<?> known(String name) {
        Projection<?> projection = projections.get(name);
        if (projection == null) {
            throw new Refusal(Code.NOT_FOUND);
        }
        return projection;
    }

    private <T> T inTransaction(Supplier<T> work) {
        return transactions.fetchInTransaction(work);
    }

    private static Build<?> build(Projection<?> projection, JdbcClient jdbc, Generation generation) {
        return new Build<>(projection, generation.generation, generation.build, jdbc);
    }

    // What the database says.

    private Plan plan(String name) {
        List<Generation> generations = jdbc.sql("""
                        select generation, build, started_at, start_position, finished_at, end_position
                        from view.generation where projection = ? order by generation""")
                .param(name)
                .query((row, n) -> new Generation(
                        row.getInt("generation"),
                        row.getLong("build"),
                        instant(row.getObject("started_at", OffsetDateTime.class)),
                        row.getLong("start_position"),
                        instant(row.getObject("finished_at", OffsetDateTime.class)),
                        row.getLong("end_position")))
                .list();
        return jdbc.sql("select live, building, stopped from view.projection where name = ?")
                .param(name)
                .query((row, n) -> new Plan(
                        row.getInt("live"),
                        row.getObject("building", Integer.class),
                        row.getBoolean("stopped"),
                        generations))
                .single();
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** How far a build is; 0 before its first event. */
    private long position(String name, long build) {
        return jdbc
                .sql("select token, token_type from ledger.token where processor = ? and token is not null")
                .param(Build.tokenName(name, build))
                .query((row, n) -> position(serializer.<byte[], TrackingToken>deserialize(new SimpleSerializedObject<>(
                        row.getBytes("token"), byte[].class, row.getString("token_type"), null))))
                .list()
                .stream()
                .min(Long::compare)
                .orElse(0L);
    }

    private long head() {
        return position(source.createHeadToken());
    }

    private static long position(@Nullable TrackingToken token) {
        return token == null ? 0 : Math.max(0, token.position().orElse(0));
    }

    private long deadLetters(String name, long build) {
        return jdbc.sql("""
                        select coalesce(sum(last_sequence - first_sequence + 1), 0)
                        from view.parked where projection = ? and build = ?""").params(name, build).query(Long.class).single();
    }

    private long parkedStreams(String name, long build) {
        return jdbc.sql("select count(*) from view.parked where projection = ? and build = ?")
                .params(name, build)
                .query(Long.class)
                .single();
    }

    private ProjectionStatus.@Nullable Rebuild rebuild(String name, Generation generation) {
        Instant startedAt = generation.startedAt;
        if (startedAt == null) {
            return null;
        }
        Worker worker = workers.get(Build.tokenName(name, generation.build));
        boolean finished = generation.finishedAt != null;
        long done = finished ? generation.endPosition : position(name, generation.build);
        long total = finished ? done : Math.max(done, head());
        Instant until = finished ? generation.finishedAt : now();
        double seconds = Math.max(0.001, Duration.between(startedAt, until).toNanos() / 1e9);
        double rate = done / seconds;
        return new ProjectionStatus.Rebuild(
                generation.generation,
                worker != null && worker.isWorking(),
                startedAt,
                generation.finishedAt,
                done,
                total,
                rate,
                finished || done == 0 ? null : (total - done) / rate,
                deadLetters(name, generation.build));
    }

    /** The time of the database, in which a rebuild's start and end are given too. */
    private Instant now() {
        return jdbc.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    // What runs.

    @Override
    public synchronized void start() {
        if (follower == null) {
            follower = Thread.ofPlatform().daemon().name("projections").start(this::follow);
        }
    }

    @Override
    public void stop() {
        Thread stopping;
        synchronized (this) {
            stopping = follower;
            follower = null;
            notifyAll();
        }
        if (stopping != null) {
            try {
                stopping.join(STOPPING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return follower != null;
    }

    /** Has this node do at once what was commanded; others do within a second. */
    private synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** Lets this node do what the database says, until it is stopped. */
    private void follow() {
        try {
            Duration pause = Duration.ZERO;
            while (waited(pause)) {
                pause = followOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            List.copyOf(workers.values()).forEach(this::stop);
        }
    }

    /** @return false if this node is to stop */
    private synchronized boolean waited(Duration pause) throws InterruptedException {
        long untilNanos = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos();
                left > 0 && !woken && follower != null;
                left = untilNanos - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        woken = false;
        return follower != null;
    }

    /** @return when to look again */
    private Duration followOnce() {
        boolean building = false;
        try {
            for (Projection<?> projection : projections.values()) {
                Plan plan = inTransaction(() -> plan(projection.name()));
                run(projection, plan.stopped ? List.of() : plan.wanted());
                building |= plan.building != null && !switched(projection.name(), plan);
            }
            failed = false;
        } catch (RuntimeException | Error e) {
            // The database may be away; the workers wait for it on their own. Nobody would miss this thread after an
            // error.
            if (!failed) {
                log.warn(
                        "Cannot read what projections are to run: {}",
                        e.getClass().getName());
            }
            failed = true;
        }
        return building ? FOLLOW_EVERY_WHILE_BUILDING : FOLLOW_EVERY;
    }

    private void run(Projection<?> projection, List<Generation> wanted) {
        List<Long> builds = wanted.stream().map(Generation::build).toList();
        workers.values().stream()
                .filter(worker -> worker.build().projection() == projection)
                .filter(worker -> !builds.contains(worker.build().number()) || worker.isBroken())
                .toList()
                .forEach(this::stop);
        for (Generation generation : wanted) {
            Build<?> build = build(projection, jdbc, generation);
            workers.computeIfAbsent(build.tokenName(), _ -> {
                var worker = new Worker(build, source, tokens, background);
                worker.start();
                return worker;
            });
        }
    }

    private void stop(Worker worker) {
        workers.remove(worker.build().tokenName());
        worker.stop();
    }

    /** Puts the generation that is being built into use, once it is where the live one is. */
    private boolean switched(String name, Plan plan) {
        if (plan.building == null) {
            return false;
        }
        Generation next = plan.generation(plan.building);
        return inTransaction(() -> {
            long done = position(name, next.build);
            long live = position(name, plan.generation(plan.live).build);
            // Both go on while new events come in; a batch behind is as good as even.
            if (done < next.startPosition || done + Worker.BATCH < live) {
                return false;
            }
            int moved = jdbc.sql("""
                            update view.projection set live = building, building = null
                            where name = ? and building = ? and exists (
                                select from view.generation where projection = name and generation = building and build = ?)""").params(name, next.generation, next.build).update();
            if (moved == 1) {
                jdbc.sql("""
                                update view.generation set finished_at = clock_timestamp(), end_position = ?
                                where projection = ? and build = ?""").params(done, name, next.build).update();
                log.info("Projection {} is rebuilt; its generation {} is read from now on", name, next.generation);
            }
            return moved == 1;
        });
    }
}
