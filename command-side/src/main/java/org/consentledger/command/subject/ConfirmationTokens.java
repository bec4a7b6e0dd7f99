package org.consentledger.command.subject;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.prf.Prf;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.consentledger.api.EventId;
import org.consentledger.store.sealing.LedgerKeys;
import org.consentledger.store.sealing.LedgerKeys.Pepper;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * The tokens of double opt-in: a signature of the ledger over which consent is confirmed and until when. A token follows
 * from the event of its consent, so none is kept, a retry gets the same, and it says nothing about the person. That it
 * works once is for the person's stream to say.
 */
@Component
@EnableConfigurationProperties(ConsentSettings.class)
class ConfirmationTokens {
    private static final int SIGNATURE_BYTES = 32;

    /** Nothing else that is hashed under the peppers begins so. */
    private static final byte[] CONTEXT = "\0double opt-in\0".getBytes(US_ASCII);

    private final LedgerKeys keys;

    ConfirmationTokens(LedgerKeys keys) {
        this.keys = keys;
    }

    /** The token that confirms the consent until then. */
    String make(EventId consent, Instant confirmBy) {
        return sign(keys.peppers().getFirst().prf(), consent, confirmBy);
    }

    /** Whether it is the token of this consent, made under a pepper that is still there; it may have lapsed. */
    boolean confirms(String token, EventId consent, Instant confirmBy) {
        boolean found = false;
        for (Pepper pepper : keys.peppers()) {
            byte[] right = sign(pepper.prf(), consent, confirmBy).getBytes(US_ASCII);
            found |= MessageDigest.isEqual(right, token.getBytes(US_ASCII));
        }
        return found;
    }

    private static String sign(Prf prf, EventId consent, Instant confirmBy) {
        byte[] signed = ByteBuffer.allocate(CONTEXT.length + 3 * Long.BYTES)
                .put(CONTEXT)
                .putLong(consent.value().getMostSignificantBits())
                .putLong(consent.value().getLeastSignificantBits())
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, confirmBy))
                .array();
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(prf.compute(signed, SIGNATURE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The pepper cannot be used", e);
        }
    }
}
