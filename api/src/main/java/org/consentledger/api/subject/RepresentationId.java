package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.consentledger.api.catalogue.CatalogueId;

/** Names what makes a person act for a company; chosen by who records it, and never an address. */
public record RepresentationId(@JsonValue String value) {
    @JsonCreator
    public RepresentationId {
        if (!CatalogueId.isValid(value)) {
            throw new IllegalArgumentException("Not an id of a representation");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
