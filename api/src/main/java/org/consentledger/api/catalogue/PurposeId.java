package org.consentledger.api.catalogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names one purpose in the catalogue. */
public record PurposeId(@JsonValue String value) {
    @JsonCreator
    public PurposeId {
        CatalogueId.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
