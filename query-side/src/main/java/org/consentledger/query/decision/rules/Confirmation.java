package org.consentledger.query.decision.rules;

import java.time.Instant;
import org.consentledger.api.AsOf;
import org.consentledger.api.EventId;
import org.consentledger.api.decision.Decision.DecidingEvent;

/**
 * The person confirmed a consent that waited for it. It is no act of its own: the consent keeps its time, and begins to count.
 *
 * @param type the logical name of its event
 * @param consent the event of the consent
 * @param occurredAt from when the consent counts
 */
public record Confirmation(EventId eventId, String type, EventId consent, Instant occurredAt, Instant recordedAt)
        implements Entry {

    boolean isGiven(AsOf asOf) {
        return !recordedAt.isAfter(asOf.knownAt()) && !occurredAt.isAfter(asOf.validAt());
    }

    DecidingEvent deciding() {
        return new DecidingEvent(eventId, type, occurredAt, recordedAt);
    }
}
