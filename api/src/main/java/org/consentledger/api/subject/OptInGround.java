package org.consentledger.api.subject;

/** On what an opt-in rests besides the person's wish. */
public enum OptInGround {
    /** The address was obtained in a sale by the same legal entity (ePrivacy Directive Article 13(2)). */
    EXISTING_CUSTOMER
}
