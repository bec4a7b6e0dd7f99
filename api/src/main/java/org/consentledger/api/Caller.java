package org.consentledger.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: found as the request attribute {@link #ATTRIBUTE}, on every request with an access token.
 *
 * @param client the OAuth client
 * @param onBehalfOf the user of that client, where the token names one
 * @param scopes what the token lets do; known while the request lasts, and not recorded
 */
public record Caller(String client, @Nullable String onBehalfOf, Set<String> scopes) {
    /** The name of the request attribute. */
    public static final String ATTRIBUTE = "org.consentledger.api.Caller";

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Who acted, as it is recorded. */
    public Caller(String client, @Nullable String onBehalfOf) {
        this(client, onBehalfOf, Set.of());
    }

    /** Whether the caller handles the rights of all people, as officers do. */
    public boolean managesRights() {
        return scopes.contains("rights:manage");
    }
}
