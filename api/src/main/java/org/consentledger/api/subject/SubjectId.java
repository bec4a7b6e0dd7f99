package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The pseudonymous id of a data subject, and the name of its stream; a UUID version 7 that says nothing of the person. */
public record SubjectId(UUID value) {
    @JsonCreator
    public static SubjectId of(String text) {
        return new SubjectId(UUID.fromString(text));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
