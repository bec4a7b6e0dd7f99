package org.consentledger.api.subject;

import org.jspecify.annotations.Nullable;

/**
 * How a request names a person; always in a body, never in a URL.
 *
 * @param type {@code subject} (the pseudonymous id), {@code email}, {@code phone} or {@code external}
 * @param namespace whose external id it is; for {@code external} only
 */
public record SubjectReference(
        @Nullable String type,
        @Nullable String namespace,
        @Nullable String value) {
    /** Tells the type alone, since the value may be an address. */
    @Override
    public String toString() {
        return "SubjectReference[type=" + type + "]";
    }
}
