package org.consentledger.query.rights;

import java.util.LinkedHashMap;
import java.util.Map;
import org.consentledger.api.Personal;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestEvent.IdentityCheckAsked;
import org.consentledger.api.rights.RightsRequestEvent.IdentityConfirmed;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestDeadline;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestExtended;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestWithdrawn;
import org.consentledger.store.sealing.Vault.Opener;
import org.jspecify.annotations.Nullable;

/** What only its type of event says of a step. */
public final class RightsSteps {
    private final Opener opener;
    private final Map<String, Object> all = new LinkedHashMap<>();

    private RightsSteps(Opener opener) {
        this.opener = opener;
    }

    /** By field of the event, with personal values opened. */
    public static Map<String, Object> details(RightsRequestEvent event, Opener opener) {
        var details = new RightsSteps(opener).with("request", event.request());
        switch (event) {
            case RightsRequestReceived e ->
                details.with("controller", e.controller())
                        .with("right", e.right())
                        .with("channel", e.channel())
                        .with("statement", e.statement())
                        .with("objection", e.objection())
                        .with("country", e.country())
                        .with("timeZone", e.timeZone().getId())
                        .with("holidays", e.holidays())
                        .with("dueStatutory", e.dueStatutory());
            case IdentityCheckAsked e -> details.with("reason", e.reason());
            case IdentityConfirmed e -> {}
            case RightsRequestExtended e ->
                details.with("reasons", e.reasons())
                        .with("holidays", e.holidays())
                        .with("dueStatutory", e.dueStatutory());
            case RightsRequestFulfilled e ->
                details.with("partly", e.partly()).with("leftOut", e.leftOut()).with("reasons", e.reasons());
            case RightsRequestRefused e -> details.with("ground", e.ground()).with("remedies", e.remedies());
            case RightsRequestWithdrawn e -> details.with("reason", e.reason());
            case RightsRequestDeadline e -> details.with("kind", e.kind()).with("dueStatutory", e.dueStatutory());
        }
        return details.all;
    }

    private RightsSteps with(String name, @Nullable Object value) {
        if (value != null) {
            all.put(name, value instanceof Personal.Sealed sealed ? opener.open(sealed) : value);
        }
        return this;
    }
}
