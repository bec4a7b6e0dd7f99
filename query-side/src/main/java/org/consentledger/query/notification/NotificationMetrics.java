package org.consentledger.query.notification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** How many recipients have not taken note, and how many for too long; the same on every node. */
@Component
class NotificationMetrics implements MeterBinder {
    private final NotificationList notifications;

    NotificationMetrics(NotificationList notifications) {
        this.notifications = notifications;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("ledger.notifications.overdue", notifications, NotificationList::overdue)
                .description("Notifications that no recipient took note of in time")
                .register(registry);
        Gauge.builder("ledger.notifications.open", notifications, NotificationList::open)
                .description("Notifications that no recipient has taken note of")
                .register(registry);
    }
}
