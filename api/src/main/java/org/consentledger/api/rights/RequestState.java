package org.consentledger.api.rights;

/** How far a rights request has come. */
public enum RequestState {
    RECEIVED(false),
    /** The person was asked to prove who they are (GDPR Article 12(6)), and has not yet. */
    IDENTITY_CHECK_ASKED(false),
    IN_PROGRESS(false),
    /** Two months more were announced (Article 12(3)). */
    EXTENDED(false),
    FULFILLED(true),
    PARTLY_FULFILLED(true),
    REFUSED(true),
    /** The person took the request back. */
    WITHDRAWN(true);

    private final boolean ended;

    RequestState(boolean ended) {
        this.ended = ended;
    }

    /** Whether no step can follow. */
    public boolean ended() {
        return ended;
    }
}
