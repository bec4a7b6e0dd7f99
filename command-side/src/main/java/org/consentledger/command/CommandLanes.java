package org.consentledger.command;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.identity.Named;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Where commands to people's streams wait for their turn. Each lane takes whatever waits and has it recorded in one
 * transaction, so that many commands share the one wait for the disk. Commands that name a person alike keep to one lane.
 */
@Component
@EnableConfigurationProperties(LaneSettings.class)
class CommandLanes implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(CommandLanes.class);
    private static final long CLOSING_MILLIS = 10_000;

    private final LaneSettings settings;
    private final Batches batches;

    /** Empty while the server does not run. */
    private volatile List<Lane> lanes = List.of();

    CommandLanes(LaneSettings settings, Batches batches, MeterRegistry meters) {
        this.settings = settings;
        this.batches = batches;
        Gauge.builder(
                        "ledger.commands.waiting",
                        () -> lanes.stream().mapToInt(Lane::waiting).sum())
                .description("Commands that wait for a lane")
                .register(meters);
    }

    /** Waits until the command is committed, and answers what came of it. */
    Outcome send(QueuedCommand command) {
        List<Lane> open = lanes;
        if (open.isEmpty()) {
            throw new Refusal(Code.UNAVAILABLE);
        }
        open.get(Math.floorMod(spread(command.person()), open.size())).add(command);
        return command.await(Duration.ofSeconds(settings.waitSeconds()));
    }

    private static int spread(Named person) {
        return switch (person) {
            case Named.ById(SubjectId subject) -> subject.hashCode();
            // Keyed hashes are spread evenly, so any byte will do.
            case Named.ByIdentifier named -> named.hashes().getFirst()[0];
        };
    }

    @Override
    public void start() {
        int capacity = Math.ceilDiv(settings.queue(), settings.lanes());
        List<Lane> opened = IntStream.range(0, settings.lanes())
                .mapToObj(n -> new Lane("commands-" + n, capacity, settings.batch(), batches::handle))
                .toList();
        opened.forEach(Lane::start);
        lanes = opened;
    }

    /** Finishes what waits, before the pools of connections close. */
    @Override
    public void stop() {
        List<Lane> closing = lanes;
        closing.forEach(Lane::close);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSING_MILLIS);
        try {
            for (Lane lane : closing) {
                if (!lane.awaitEnd(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())))) {
                    log.warn("Commands were still waiting when the server stopped; they are answered 503");
                    lane.refuseWhatWaits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lanes = List.of();
    }

    @Override
    public boolean isRunning() {
        return !lanes.isEmpty();
    }

    /** Ends after the web server has finished its requests, and before anything that commands need. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 4096;
    }
}
