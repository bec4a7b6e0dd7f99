package org.consentledger.api.notification;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.RecipientId;

/**
 * Identifies what one recipient is told of one event, and is the name of the stream that says so: it follows from both, so
 * that no table has to say which notifications there are. Written {@code {eventId}:{recipient}}.
 */
public record NotificationId(EventId event, RecipientId recipient) {
    @JsonCreator
    public static NotificationId of(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("Not the id of a notification");
        }
        return new NotificationId(EventId.of(text.substring(0, colon)), new RecipientId(text.substring(colon + 1)));
    }

    @JsonValue
    @Override
    public String toString() {
        return event + ":" + recipient;
    }
}
