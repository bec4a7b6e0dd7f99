package org.consentledger.api.rights;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;
import org.consentledger.api.EventId;

/** Identifies a rights request, and is the name of its stream: a UUID version 7 that says nothing of the person. */
public record RightsRequestId(UUID value) {
    @JsonCreator
    public static RightsRequestId of(String text) {
        return new RightsRequestId(UUID.fromString(text));
    }

    /** The request that an objection for a particular situation opens: it shares the id of the event, so either finds the other. */
    public static RightsRequestId openedBy(EventId objection) {
        return new RightsRequestId(objection.value());
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
