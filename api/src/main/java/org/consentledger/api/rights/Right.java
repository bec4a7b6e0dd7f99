package org.consentledger.api.rights;

/** The rights of a data subject that are exercised by a request. */
public enum Right {
    /** GDPR Article 15. */
    ACCESS,
    /** Article 16. */
    RECTIFICATION,
    /** Article 17. */
    ERASURE,
    /** Article 18. */
    RESTRICTION,
    /** Article 20. */
    PORTABILITY,
    /** Article 21. */
    OBJECTION,
    /** Article 22(3): a person looks at what a machine decided. */
    HUMAN_REVIEW
}
