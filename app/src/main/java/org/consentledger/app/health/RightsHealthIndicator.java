package org.consentledger.app.health;

import org.consentledger.store.rights.RightsRequests;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** How many rights requests wait, and how many too long. That is for people to mend: the node is as healthy as ever. */
@Component
class RightsHealthIndicator extends AbstractHealthIndicator {
    private final RightsRequests requests;

    RightsHealthIndicator(RightsRequests requests) {
        super("The rights requests cannot be counted");
        this.requests = requests;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up().withDetail("open", requests.open()).withDetail("overdue", requests.overdue());
    }
}
