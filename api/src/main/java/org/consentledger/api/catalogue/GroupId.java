package org.consentledger.api.catalogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names one group of controllers (GDPR Article 4(19)). */
public record GroupId(@JsonValue String value) {
    @JsonCreator
    public GroupId {
        CatalogueId.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
