package org.consentledger.command;

import com.google.crypto.tink.prf.Prf;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import org.consentledger.store.sealing.LedgerKeys;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Keyed hashes of requests and idempotency keys: a plain hash of a short body with an address in it could be guessed. */
@Component
class RequestFingerprint {
    /** The request attribute with the whole body as it came. */
    private static final String BODY = "org.consentledger.http.body";

    private static final int BYTES = 32;

    private final LedgerKeys keys;

    RequestFingerprint(LedgerKeys keys) {
        this.keys = keys;
    }

    /**
     * The key and the request, under each active pepper: that in use first. Hashed in one go, since the peppers may be read
     * anew at any moment, and an answer kept under one pepper with the fingerprint of another is never found again.
     *
     * @return what {@link #read} reads
     */
    String ofCurrentRequest(String client, String key) {
        byte[] named = (client + "\n" + key).getBytes(StandardCharsets.UTF_8);
        byte[] request = currentRequest();
        var told = new ByteArrayOutputStream();
        for (LedgerKeys.Pepper pepper : keys.peppers()) {
            told.writeBytes(hash(pepper.prf(), named));
            told.writeBytes(hash(pepper.prf(), request));
        }
        return HexFormat.of().formatHex(told.toByteArray());
    }

    /** The same for the same method, path, condition and body only. */
    private static byte[] currentRequest() {
        HttpServletRequest request =
                ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
        var told = new ByteArrayOutputStream();
        told.writeBytes(
                (request.getMethod() + " " + request.getRequestURI() + " " + request.getHeader("If-Match") + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        if (request.getAttribute(BODY) instanceof byte[] body) {
            told.writeBytes(body);
        }
        return told.toByteArray();
    }

    /** What {@link #ofCurrentRequest} told. */
    static Idempotency.Key read(String told) {
        byte[] all = HexFormat.of().parseHex(told);
        var hashes = new ArrayList<byte[]>();
        var fingerprints = new ArrayList<byte[]>();
        for (int from = 0; from < all.length; from += 2 * BYTES) {
            hashes.add(Arrays.copyOfRange(all, from, from + BYTES));
            fingerprints.add(Arrays.copyOfRange(all, from + BYTES, from + 2 * BYTES));
        }
        return new Idempotency.Key(hashes, fingerprints);
    }

    private static byte[] hash(Prf prf, byte[] told) {
        try {
            return prf.compute(told, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The pepper cannot be used", e);
        }
    }
}
