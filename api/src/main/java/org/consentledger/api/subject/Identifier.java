package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.consentledger.api.Personal;
import org.jspecify.annotations.Nullable;

/**
 * A name under which the world knows a person.
 *
 * @param namespace whose external id it is ({@code crm}); absent for other kinds
 * @param value in its normal form: e-mail and phone as in {@code Identifiers}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Identifier(Kind kind, @Nullable String namespace, Personal value) {
    /** The kinds of identifier. */
    public enum Kind {
        EMAIL,
        PHONE,
        EXTERNAL
    }
}
