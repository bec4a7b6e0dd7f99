package org.consentledger.store;

import java.util.HashMap;
import java.util.Map;
import org.consentledger.api.Caller;

/** Who asked for a change, as it stands in the metadata of every event. Nothing in it is personal. */
public final class CallerMetadata {
    static final String CLIENT = "client";
    static final String ON_BEHALF_OF = "onBehalfOf";

    private CallerMetadata() {}

    /** The form in which it goes with a command. */
    public static Map<String, String> of(Caller caller) {
        var metadata = new HashMap<String, String>();
        metadata.put(CLIENT, caller.client());
        if (caller.onBehalfOf() != null) {
            metadata.put(ON_BEHALF_OF, caller.onBehalfOf());
        }
        return metadata;
    }

    /** Reads it back from the metadata of an event. */
    public static Caller read(Map<String, ?> metadata) {
        Object onBehalfOf = metadata.get(ON_BEHALF_OF);
        return new Caller(String.valueOf(metadata.get(CLIENT)), onBehalfOf == null ? null : onBehalfOf.toString());
    }
}
