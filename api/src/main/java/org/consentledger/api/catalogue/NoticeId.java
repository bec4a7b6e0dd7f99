package org.consentledger.api.catalogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names one notice: the privacy statement that people are shown. */
public record NoticeId(@JsonValue String value) {
    @JsonCreator
    public NoticeId {
        CatalogueId.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
