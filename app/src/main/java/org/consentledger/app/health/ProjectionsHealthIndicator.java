package org.consentledger.app.health;

import org.consentledger.query.projection.Projections;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * How many events each projection is behind, and how many wait because they could not be read. A lagging view costs time but
 * never an answer, since decisions read what it misses from the stream: so the node stays in service, and says LAGGING.
 */
@Component
class ProjectionsHealthIndicator extends AbstractHealthIndicator {
    private static final Status LAGGING = new Status("LAGGING", "Views are behind; answers are right but slower");

    private final ObjectProvider<Projections> projections;
    private final long maxLag;

    ProjectionsHealthIndicator(
            ObjectProvider<Projections> projections, @Value("${ledger.health.max-lag-events:10000}") long maxLag) {
        super("The lag of the projections cannot be read");
        this.projections = projections;
        this.maxLag = maxLag;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        projections.ifAvailable(here -> here.status().forEach((name, projection) -> {
            health.withDetail(
                    name,
                    new Projection(
                            projection.running(), projection.failing(), projection.lag(), projection.deadLetters()));
            if (!projection.running()
                    || projection.failing()
                    || projection.lag() > maxLag
                    || projection.deadLetters() > 0) {
                health.status(LAGGING);
            }
        }));
    }

    /**
     * One projection of this node.
     *
     * @param lagEvents how many events of the ledger it has not read yet
     * @param deadLetters how many it could not read, or not after one that it could not
     */
    record Projection(boolean running, boolean failing, long lagEvents, long deadLetters) {}
}
