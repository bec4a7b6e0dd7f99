package org.consentledger.api.subject;

/** Why data are kept although erasure was asked for (GDPR Article 17(3)). */
public enum LegalHoldGround {
    /** Freedom of expression and information, Article 17(3)(a). */
    FREEDOM_OF_EXPRESSION,
    /** A legal obligation or a task in the public interest, Article 17(3)(b). */
    LEGAL_OBLIGATION,
    /** Public health, Article 17(3)(c). */
    PUBLIC_HEALTH,
    /** Archiving, research or statistics, Article 17(3)(d). */
    ARCHIVING,
    /** Legal claims, Article 17(3)(e). */
    LEGAL_CLAIMS
}
