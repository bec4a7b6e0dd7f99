package org.consentledger.api.decision;

/** What must be kept to when acting on a PERMIT. */
public enum Obligation {
    /** The message carries no open or click tracking. */
    UNTRACKED
}
