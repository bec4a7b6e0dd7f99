package org.consentledger.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;

/**
 * A value about a person: an address, a free text, an IP number. It is {@link Known} between the door of the house and
 * the store, {@link Sealed} (AES-256-GCM under the subject's own key) wherever it is kept, and {@link Erased} once that
 * key is shredded (GDPR Article 17). It never prints itself.
 */
public sealed interface Personal {

    @JsonCreator
    static Personal of(String value) {
        return new Known(value);
    }

    /** The form of answers: the text, or {@code {"erased":true}}; a sealed value is never answered. */
    @JsonValue
    Object json();

    /** The value in clear. */
    record Known(String value) implements Personal {
        @Override
        public Object json() {
            return value;
        }

        @Override
        public String toString() {
            return "Personal";
        }
    }

    /**
     * The value as it is stored.
     *
     * @param field the name of the field it was sealed for; the ciphertext opens under this name only
     */
    record Sealed(String field, byte[] ciphertext) implements Personal {
        @Override
        public Object json() {
            throw new IllegalStateException("A sealed value must be opened before it is answered");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Sealed that
                    && field.equals(that.field)
                    && Arrays.equals(ciphertext, that.ciphertext);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(ciphertext);
        }

        @Override
        public String toString() {
            return "Personal (sealed)";
        }
    }

    /** The value is gone: the key of its subject was shredded. */
    record Erased() implements Personal {
        @Override
        public Object json() {
            return Map.of("erased", true);
        }
    }
}
