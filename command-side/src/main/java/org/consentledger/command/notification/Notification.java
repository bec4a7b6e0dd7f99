package org.consentledger.command.notification;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.MessageIdentifier;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Faults;
import org.consentledger.api.notification.NotificationCommand.AcknowledgeNotification;
import org.consentledger.api.notification.NotificationEvent.NotificationAcknowledged;
import org.consentledger.api.notification.NotificationId;
import org.consentledger.api.subject.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What one recipient is told of one event (GDPR Article 19). It is there as soon as that event is; its stream begins, and
 * ends, with the acknowledgement.
 */
@Aggregate
class Notification {
    /** Earlier than any ledger; what is before is a slip. */
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    @AggregateIdentifier
    private @Nullable NotificationId notification;

    private @Nullable Outcome acknowledged;

    /** Takes note; once it is taken, asking again changes nothing. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(AcknowledgeNotification command, Clock clock) {
        if (acknowledged != null) {
            return acknowledged;
        }
        Instant now = clock.instant();
        Instant at = command.occurredAt() == null ? now : command.occurredAt();
        var faults = new Faults();
        faults.unless(!at.isAfter(now), "#/occurredAt", Code.OCCURRED_IN_FUTURE);
        faults.unless(!at.isBefore(EARLIEST), "#/occurredAt", Code.OCCURRED_TOO_LONG_AGO);
        faults.refuseIfAny();
        NotificationId id = command.notification();
        AggregateLifecycle.apply(new NotificationAcknowledged(id.event(), id.recipient(), command.subject(), at));
        Outcome standing = Objects.requireNonNull(acknowledged);
        return new Outcome(
                standing.eventId(), standing.subjectId(), standing.version(), standing.recordedAt(), true, List.of());
    }

    @EventSourcingHandler
    void on(NotificationAcknowledged event, @MessageIdentifier String eventId, @Timestamp Instant recordedAt) {
        notification = event.notification();
        acknowledged = new Outcome(EventId.of(eventId), event.subject(), 1, recordedAt, false, List.of());
    }
}
