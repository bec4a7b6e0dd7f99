package org.consentledger.api.notification;

import java.time.Instant;
import org.consentledger.api.EventId;
import org.consentledger.api.EventName;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.subject.AboutSubject;
import org.consentledger.api.subject.SubjectId;

/** What became of one notification. That there is one needs no event: it follows from what happened and the catalogue. */
public sealed interface NotificationEvent extends AboutSubject {

    /**
     * A recipient took note of what happened (GDPR Article 19).
     *
     * @param event of which it was told
     * @param occurredAt when it took note
     */
    @EventName("notification-acknowledged")
    record NotificationAcknowledged(EventId event, RecipientId recipient, SubjectId subject, Instant occurredAt)
            implements NotificationEvent {
        /** Whose stream it is. */
        public NotificationId notification() {
            return new NotificationId(event, recipient);
        }
    }
}
