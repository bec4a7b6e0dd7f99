package org.consentledger.api.notification;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/** What can be asked of one notification. */
public sealed interface NotificationCommand {

    /**
     * The recipient took note.
     *
     * @param subject whom the notification concerns
     * @param occurredAt when it did; null: now
     */
    record AcknowledgeNotification(
            @TargetAggregateIdentifier NotificationId notification,
            SubjectId subject,
            @Nullable Instant occurredAt) implements NotificationCommand {}
}
