package org.consentledger.app.operations;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.consentledger.query.projection.ProjectionStatus;
import org.consentledger.query.projection.Projections;
import org.consentledger.store.Background;
import org.consentledger.store.erasure.KeyRewrite;
import org.consentledger.store.history.EventLog;
import org.consentledger.store.history.RecordedEvent;
import org.consentledger.store.sequence.Sequencer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** How far sequencer and projections are behind, and how the background uses its pool. */
@Component
class LedgerMeters implements MeterBinder {
    private static final int COUNTED_EVENTS = 100_000;

    private final Sequencer sequencer;
    private final ObjectProvider<Projections> projections;
    private final EventLog events;
    private final KeyRewrite rewrite;
    private final Background background;
    private final Clock clock;

    /** A scrape reads several gauges of the same thing: the database is asked once. */
    private final LoadingCache<String, Lag> lags = Caffeine.newBuilder()
            .maximumSize(100)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build(this::lag);

    private final LoadingCache<Sequencer, Lag> backlog = Caffeine.newBuilder()
            .maximumSize(1)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build(this::lag);

    private final LoadingCache<KeyRewrite, Lag> keys = Caffeine.newBuilder()
            .maximumSize(1)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build(this::lag);

    /**
     * What is still to be done.
     *
     * @param oldest since when the first that waits has waited; null: none waits
     */
    private record Lag(long events, @Nullable Instant oldest) {}

    LedgerMeters(
            Sequencer sequencer,
            ObjectProvider<Projections> projections,
            EventLog events,
            KeyRewrite rewrite,
            Background background,
            Clock clock) {
        this.sequencer = sequencer;
        this.projections = projections;
        this.events = events;
        this.rewrite = rewrite;
        this.background = background;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("ledger.sequencer.leader", sequencer, one -> one.isLeader() ? 1 : 0)
                .description("Whether this node gives events their positions")
                .register(meters);
        Gauge.builder(
                        "ledger.sequencer.lag.events",
                        backlog,
                        cache -> cache.get(sequencer).events())
                .description("Committed events without a position, counted up to " + COUNTED_EVENTS)
                .register(meters);
        Gauge.builder("ledger.sequencer.lag.seconds", backlog, cache -> age(cache.get(sequencer)))
                .description("How long the oldest of them has waited")
                .register(meters);
        projections.ifAvailable(here -> here.names().forEach(name -> {
            gauge(meters, name, "positions", "Events of the log that the view does not hold yet", Lag::events);
            gauge(meters, name, "seconds", "How long the oldest of them has waited", this::age);
        }));
        Gauge.builder(
                        "ledger.erasure.pending",
                        keys,
                        cache -> cache.get(rewrite).events())
                .description("Shredded keys whose bytes may still stand in the files of the database")
                .register(meters);
        Gauge.builder("ledger.erasure.pending.seconds", keys, cache -> age(cache.get(rewrite)))
                .description("How long the first of them has waited")
                .register(meters);
        measureBackground(meters);
    }

    private void gauge(
            MeterRegistry meters, String projection, String unit, String description, ToDoubleFunction<Lag> value) {
        Gauge.builder("ledger.projection.lag." + unit, lags, cache -> value.applyAsDouble(cache.get(projection)))
                .description(description)
                .tag("projection", projection)
                .register(meters);
    }

    private Lag lag(Sequencer sequencer) {
        Sequencer.Backlog waiting = sequencer.backlog(COUNTED_EVENTS);
        return new Lag(waiting.events(), waiting.oldest());
    }

    private Lag lag(KeyRewrite rewrite) {
        KeyRewrite.Pending pending = rewrite.pending();
        return new Lag(pending.keys(), pending.since());
    }

    private Lag lag(String projection) {
        ProjectionStatus status = projections.getObject().status(projection);
        List<RecordedEvent> next = status.lag() == 0 ? List.of() : events.page(status.position(), 1);
        return new Lag(status.lag(), next.isEmpty() ? null : next.getFirst().recordedAt());
    }

    private double age(Lag lag) {
        return lag.oldest() == null
                ? 0
                : Math.max(0, Duration.between(lag.oldest(), clock.instant()).toMillis() / 1000.0);
    }

    private void measureBackground(MeterRegistry meters) {
        try {
            background
                    .dataSource()
                    .unwrap(HikariDataSource.class)
                    .setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
