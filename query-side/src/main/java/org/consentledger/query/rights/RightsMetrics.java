package org.consentledger.query.rights;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.consentledger.store.rights.RightsRequests;
import org.springframework.stereotype.Component;

/** How many rights requests wait, and how many wait too long; the same on every node. */
@Component
class RightsMetrics implements MeterBinder {
    private final RightsRequests requests;

    RightsMetrics(RightsRequests requests) {
        this.requests = requests;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("ledger.rights.overdue", requests, RightsRequests::overdue)
                .description("Rights requests without an answer whose last day is over")
                .register(registry);
        Gauge.builder("ledger.rights.open", requests, RightsRequests::open)
                .description("Rights requests without an answer")
                .register(registry);
    }
}
