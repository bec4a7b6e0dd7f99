package org.consentledger.api.subject;

/** Why processing is restricted (GDPR Article 18(1)). */
public enum RestrictionGround {
    /** (a): until it is verified whether the data are accurate. */
    ACCURACY_CONTESTED,
    /** (b): the person wants restriction instead of erasure. */
    UNLAWFUL,
    /** (c): the person needs the data for legal claims. */
    NEEDED_FOR_CLAIMS,
    /** (d): until an objection is decided. */
    OBJECTION_PENDING
}
