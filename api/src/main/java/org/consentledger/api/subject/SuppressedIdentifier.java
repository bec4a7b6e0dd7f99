package org.consentledger.api.subject;

import java.util.Arrays;

/**
 * An identifier that is not to be used any more, as a keyed hash.
 *
 * @param pepperKeyId of the pepper that the hash was made with
 * @param hash HMAC-SHA-256 of the identifier in its normal form; stands as Base64
 */
public record SuppressedIdentifier(Identifier.Kind kind, int pepperKeyId, byte[] hash) {
    @Override
    public boolean equals(Object other) {
        return other instanceof SuppressedIdentifier that
                && kind == that.kind
                && pepperKeyId == that.pepperKeyId
                && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return "SuppressedIdentifier[kind=" + kind + "]";
    }
}
