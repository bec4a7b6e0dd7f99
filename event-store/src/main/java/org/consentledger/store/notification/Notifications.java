package org.consentledger.store.notification;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.notification.NotificationKind;
import org.consentledger.api.notification.Occasion;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.subject.AboutSubject;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.history.EventLog;
import org.consentledger.store.history.RecordedEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whom an event is to be told (GDPR Article 19). It follows from the event and the catalogue at the time of its recording, so
 * whoever asks, and whenever, gets the same answer.
 */
@Component
public class Notifications {
    private final EventLog events;

    Notifications(EventLog events) {
        this.events = events;
    }

    /**
     * What is to be told of an event.
     *
     * @param restriction the event that restricted, where this tells what became of it
     * @param scope what it is about
     * @param recipients who is to be told
     */
    public record Telling(
            EventId event,
            NotificationKind kind,
            SubjectId subject,
            @Nullable EventId restriction,
            Scope scope,
            Instant recordedAt,
            List<RecipientId> recipients) {}

    /** What is to be told of the event, or null where nobody is. */
    public @Nullable Telling of(RecordedEvent recorded, Catalogue catalogue) {
        Occasion occasion = Occasion.of(recorded.event(), recorded.version());
        return occasion == null || !(recorded.event() instanceof AboutSubject event)
                ? null
                : of(recorded.eventId(), event.subject(), occasion, recorded.recordedAt(), catalogue);
    }

    /**
     * What is to be told of the event that is such an occasion, or null where nobody is.
     *
     * @param catalogue with everything that was recorded by then
     */
    public @Nullable Telling of(
            EventId event, SubjectId subject, Occasion occasion, Instant recordedAt, Catalogue catalogue) {
        return switch (occasion) {
            case Occasion.Within within -> telling(event, subject, within, recordedAt, catalogue);
            case Occasion.After after -> after(event, subject, after, recordedAt, catalogue);
            case Occasion.Answered answered -> {
                Occasion.Within rectified = rectified(answered.request());
                yield rectified == null ? null : telling(event, subject, rectified, recordedAt, catalogue);
            }
        };
    }

    private static @Nullable Telling telling(
            EventId event, SubjectId subject, Occasion.Within within, Instant recordedAt, Catalogue catalogue) {
        List<RecipientId> recipients = within.recipients(catalogue, recordedAt);
        return recipients.isEmpty()
                ? null
                : new Telling(event, within.kind(), subject, null, within.scope(), recordedAt, recipients);
    }

    private @Nullable Telling after(
            EventId event, SubjectId subject, Occasion.After after, Instant recordedAt, Catalogue catalogue) {
        Telling restricted = events.find(after.restriction())
                .map(found -> of(found, catalogue))
                .orElse(null);
        return restricted == null
                ? null
                : new Telling(
                        event,
                        after.kind(),
                        subject,
                        after.restriction(),
                        restricted.scope(),
                        recordedAt,
                        restricted.recipients());
    }

    private Occasion.@Nullable Within rectified(RightsRequestId request) {
        return events.streams(List.of(request.toString()), RightsRequestEvent.class, 1).stream()
                .map(RecordedEvent::event)
                .filter(RightsRequestReceived.class::isInstance)
                .map(RightsRequestReceived.class::cast)
                .filter(received -> received.right() == Right.RECTIFICATION)
                .findFirst()
                .map(received -> new Occasion.Within(
                        NotificationKind.RECTIFICATION,
                        new Scope(
                                Set.of(new ControllerRef.One(received.controller())),
                                null,
                                Set.of(new PurposeRef.Every()),
                                Set.of()),
                        null))
                .orElse(null);
    }
}
