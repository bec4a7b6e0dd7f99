package org.consentledger.app.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.consentledger.store.sequence.Sequencer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * Whether events get their positions, on whatever node that is done. Projections see an event only then, and so cannot
 * tell that they lack it.
 */
@Component
class SequencerHealthIndicator extends AbstractHealthIndicator {
    private static final Status LAGGING =
            new Status("LAGGING", "Events wait for their positions; answers are right but slower");

    /** Longer than it takes to follow a leader that died. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Sequencer sequencer;
    private final Clock clock;
    private final int maxWaiting;

    SequencerHealthIndicator(
            Sequencer sequencer, Clock clock, @Value("${ledger.health.max-lag-events:10000}") int maxWaiting) {
        super("The backlog of the sequencer cannot be read");
        this.sequencer = sequencer;
        this.clock = clock;
        this.maxWaiting = maxWaiting;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Sequencer.Backlog backlog = sequencer.backlog(maxWaiting + 1);
        health.up().withDetail("leading", sequencer.isLeader()).withDetail("waitingEvents", backlog.events());
        if (backlog.events() > maxWaiting || isOld(backlog.oldest())) {
            health.status(LAGGING);
        }
    }

    private boolean isOld(@Nullable Instant oldest) {
        return oldest != null && oldest.isBefore(clock.instant().minus(SOON));
    }
}
