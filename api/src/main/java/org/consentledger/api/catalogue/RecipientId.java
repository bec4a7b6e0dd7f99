package org.consentledger.api.catalogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names one recipient: whoever personal data are disclosed to (GDPR Article 4(9)). */
public record RecipientId(@JsonValue String value) {
    @JsonCreator
    public RecipientId {
        CatalogueId.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
