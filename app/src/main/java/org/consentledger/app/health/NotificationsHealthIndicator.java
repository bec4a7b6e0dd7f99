package org.consentledger.app.health;

import org.consentledger.query.notification.NotificationList;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * How many recipients have not taken note of what they are told, and how many for too long. That is for people to mend: the
 * node is as healthy as ever.
 */
@Component
class NotificationsHealthIndicator extends AbstractHealthIndicator {
    private final ObjectProvider<NotificationList> notifications;

    NotificationsHealthIndicator(ObjectProvider<NotificationList> notifications) {
        super("The notifications cannot be counted");
        this.notifications = notifications;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        notifications.ifAvailable(here -> health.withDetail("open", here.open()).withDetail("overdue", here.overdue()));
    }
}
