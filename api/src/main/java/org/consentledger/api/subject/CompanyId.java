package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.consentledger.api.catalogue.CatalogueId;

/** A company that a person represents: its number in a register, say. A company is not a data subject. */
public record CompanyId(@JsonValue String value) {
    @JsonCreator
    public CompanyId {
        if (!CatalogueId.isValid(value)) {
            throw new IllegalArgumentException("Not an id of a company");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
