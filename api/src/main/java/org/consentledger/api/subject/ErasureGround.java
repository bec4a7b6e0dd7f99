package org.consentledger.api.subject;

/** Why data are erased (GDPR Article 17(1)). */
public enum ErasureGround {
    /** No longer needed, Article 17(1)(a). */
    NO_LONGER_NECESSARY,
    /** Consent was withdrawn, Article 17(1)(b). */
    CONSENT_WITHDRAWN,
    /** The person objected, Article 17(1)(c). */
    OBJECTED,
    /** The processing was unlawful, Article 17(1)(d). */
    UNLAWFUL,
    /** The law demands the erasure, Article 17(1)(e). */
    LEGAL_OBLIGATION,
    /** Collected from a child for an online service, Article 17(1)(f). */
    CHILD
}
