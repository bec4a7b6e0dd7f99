package org.consentledger.store.identity;

import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.IdentifierRemoved;
import org.springframework.stereotype.Component;

/** Keeps each identifier to one subject for as long as it has it, in the very transaction that appends the event. */
@Component
@ProcessingGroup(IdentifierClaims.PROCESSOR)
public class IdentifierClaims {
    /** The name of the subscribing processor. */
    public static final String PROCESSOR = "identifier-claims";

    private final Identities identities;

    IdentifierClaims(Identities identities) {
        this.identities = identities;
    }

    @EventHandler
    void on(IdentifierAdded event) {
        identities.claim(event.subject(), event.identifier());
    }

    @EventHandler
    void on(IdentifierRemoved event) {
        identities.release(event.subject(), event.identifier());
    }
}
