package org.consentledger.store.identity;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.IdentifierRemoved;
import org.consentledger.api.subject.SubjectEvent.SuppressionCarriedOver;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.erasure.Suppression;
import org.consentledger.store.erasure.Suppressions;
import org.springframework.stereotype.Component;

/**
 * Keeps each identifier to one subject for as long as it has it, in the very transaction that appends the event, and lets
 * none come back without its suppression.
 */
@Component
@ProcessingGroup(IdentifierClaims.PROCESSOR)
public class IdentifierClaims {
    /** The name of the subscribing processor. */
    public static final String PROCESSOR = "identifier-claims";

    private static final String UNTOLD = IdentifierClaims.class.getName() + ".untold";

    private final Identities identities;
    private final Suppressions suppressions;

    IdentifierClaims(Identities identities, Suppressions suppressions) {
        this.identities = identities;
        this.suppressions = suppressions;
    }

    /**
     * Whoever held the identifier may have been erased since the command looked for a suppression. Nobody can be from here to
     * the commit, as it is claimed: so this look is the last word.
     */
    @EventHandler
    void on(IdentifierAdded event) {
        identities.claim(event.subject(), event.identifier());
        Suppression last = suppressions.last(identities.hashes(event.identifier()));
        if (last != null) {
            untold().put(event.subject(), last.since());
        }
    }

    /** Follows the identifier that it is about. */
    @EventHandler
    void on(SuppressionCarriedOver event) {
        untold().computeIfPresent(event.subject(), (_, since) -> since.isAfter(event.since()) ? since : null);
    }

    @EventHandler
    void on(IdentifierRemoved event) {
        identities.release(event.subject(), event.identifier());
    }

    /** The suppressions of this transaction's claims that no event has carried over: there must be none at its end. */
    private static Map<SubjectId, Instant> untold() {
        UnitOfWork<?> transaction = CurrentUnitOfWork.get().root();
        return transaction.getOrComputeResource(UNTOLD, _ -> {
            var untold = new HashMap<SubjectId, Instant>();
            transaction.onPrepareCommit(_ -> {
                if (!untold.isEmpty()) {
                    throw new IdentifierTaken();
                }
            });
            return untold;
        });
    }
}
