package org.consentledger.api.decision;

/** Why a decision is what it is. */
public enum Reason {
    CONSENT_IN_FORCE(true),
    LEGITIMATE_INTEREST(true),
    CUSTOMER_EXCEPTION(true),
    CONTRACT(true),
    LEGAL_OBLIGATION(true),
    SERVICE_MESSAGE(true),
    NO_CONSENT(false),
    CONSENT_WITHDRAWN(false),
    CONSENT_EXPIRED(false),
    CONSENT_INVALIDATED(false),
    CONSENT_PENDING(false),
    OPTED_OUT(false),
    OBJECTED_DIRECT_MARKETING(false),
    RESTRICTED(false),
    SUPPRESSED(false),
    CHANNEL_NOT_ALLOWED(false),
    PURPOSE_RETIRED(false),
    PURPOSE_NOT_IN_FORCE(false);

    private final boolean permits;

    Reason(boolean permits) {
        this.permits = permits;
    }

    public boolean permits() {
        return permits;
    }
}
