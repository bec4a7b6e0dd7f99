package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.consentledger.api.Personal;
import org.jspecify.annotations.Nullable;

/**
 * What shows that a person acted so (GDPR Article 7(1)).
 *
 * @param wordingHash {@code sha256:} and the hexadecimal hash of the wording next to the button
 * @param form which form or page it was
 * @param ip from which address
 * @param userAgent with which browser
 * @param reference where the proof is kept: a document, recording, message or order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evidence(
        @Nullable String wordingHash,
        @Nullable Personal form,
        @Nullable Personal ip,
        @Nullable Personal userAgent,
        @Nullable Personal reference) {

    /** No evidence beyond the record itself. */
    public static final Evidence NONE = new Evidence(null, null, null, null, null);
}
