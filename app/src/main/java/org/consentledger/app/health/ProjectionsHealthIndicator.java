package org.consentledger.app.health;

import java.util.OptionalLong;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How many events each projection is behind. A lagging view costs time but never an answer, since decisions read what it
 * misses from the stream: so the node stays in service, and says LAGGING.
 */
@Component
class ProjectionsHealthIndicator extends AbstractHealthIndicator {
    private static final Status LAGGING = new Status("LAGGING", "Views are behind; answers are right but slower");

    private final EventProcessingConfiguration processing;
    private final JdbcClient jdbc;
    private final long maxLag;

    ProjectionsHealthIndicator(
            EventProcessingConfiguration processing,
            JdbcClient jdbc,
            @Value("${ledger.health.max-lag-events:10000}") long maxLag) {
        super("The lag of the projections cannot be read");
        this.processing = processing;
        this.jdbc = jdbc;
        this.maxLag = maxLag;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        long head = jdbc.sql("select coalesce(max(global_index), 0) from ledger.event")
                .query(Long.class)
                .single();
        health.up();
        processing.eventProcessors().forEach((name, processor) -> {
            if (processor instanceof StreamingEventProcessor streaming) {
                long lag = head - position(streaming);
                boolean failing = streaming.isError()
                        || streaming.processingStatus().values().stream().anyMatch(EventTrackerStatus::isErrorState);
                health.withDetail(name, new Projection(streaming.isRunning(), failing, lag));
                if (!streaming.isRunning() || failing || lag > maxLag) {
                    health.status(LAGGING);
                }
            }
        });
    }

    /**
     * One projection of this node.
     *
     * @param lagEvents how many events of the ledger it has not read yet
     */
    record Projection(boolean running, boolean failing, long lagEvents) {}

    private static long position(StreamingEventProcessor processor) {
        return processor.processingStatus().values().stream()
                .map(EventTrackerStatus::getCurrentPosition)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .min()
                .orElse(0);
    }
}
