package org.consentledger.api.catalogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names one controller (a legal entity, GDPR Article 4(7)). */
public record ControllerId(@JsonValue String value) {
    @JsonCreator
    public ControllerId {
        CatalogueId.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
