package org.consentledger.api.subject;

/** The two objections of GDPR Article 21. */
public enum ObjectionGround {
    /** Article 21(2)-(3): absolute, effective at once. */
    DIRECT_MARKETING,
    /** Article 21(1): restricts the processing until it is decided. */
    PARTICULAR_SITUATION
}
