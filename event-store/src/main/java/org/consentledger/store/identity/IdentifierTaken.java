package org.consentledger.store.identity;

/**
 * The identifier belongs to another subject, or did and was suppressed meanwhile: the transaction must be rolled back, and
 * whoever asked may look the person up again. Says nothing of the identifier or the subjects.
 */
public final class IdentifierTaken extends RuntimeException {
    IdentifierTaken() {
        // It is an answer, not a failure: it needs no stack trace.
        super("The identifier belongs, or belonged until now, to another subject", null, false, false);
    }
}
