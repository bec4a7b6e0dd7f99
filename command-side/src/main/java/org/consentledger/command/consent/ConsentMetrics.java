package org.consentledger.command.consent;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import org.consentledger.store.consent.OpenConsents;
import org.springframework.stereotype.Component;

/** How far behind the events are that tell of ended consents; the same on every node. */
@Component
class ConsentMetrics implements MeterBinder {
    /** By then a node should have been there that is up and not busy. */
    private static final Duration LONG = Duration.ofHours(1);

    private final OpenConsents consents;

    ConsentMetrics(OpenConsents consents) {
        this.consents = consents;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("ledger.consents.due", consents, one -> one.due(Duration.ZERO))
                .description("Consents that have ended, of which no event tells yet; counted up to 100000")
                .register(registry);
        Gauge.builder("ledger.consents.overdue", consents, one -> one.due(LONG))
                .description("Those of them that have waited for more than an hour")
                .register(registry);
        Gauge.builder("ledger.consents.behind.events", consents, OpenConsents::eventsBehind)
                .description("Events of the log that the register of consents has not read")
                .register(registry);
        Gauge.builder("ledger.consents.behind.changes", consents, OpenConsents::changesBehind)
                .description("Changes of the catalogue for which the register is not yet worked over")
                .register(registry);
    }
}
