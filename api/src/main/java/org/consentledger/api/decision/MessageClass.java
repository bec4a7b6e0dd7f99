package org.consentledger.api.decision;

/** What the sender says a message is; promotional content makes it {@link #MARKETING}. */
public enum MessageClass {
    MARKETING,
    SERVICE
}
