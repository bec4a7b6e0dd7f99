package org.consentledger.api.subject;

/** How an objection for a particular situation is decided. */
public enum ObjectionOutcome {
    UPHELD,
    OVERRIDDEN
}
