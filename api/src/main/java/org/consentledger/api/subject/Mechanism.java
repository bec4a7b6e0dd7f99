package org.consentledger.api.subject;

/** The affirmative acts by which a consent can be given (GDPR Article 4(11)); there is no other way. */
public enum Mechanism {
    CHECKBOX,
    DOUBLE_OPT_IN,
    SIGNATURE,
    VERBAL_RECORDED,
    PAPER,
    SETTING
}
