package org.consentledger.command;

import com.google.crypto.tink.prf.Prf;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
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
     * Says the same of the same method, path, condition and body only: a hash under each active pepper, that in use first,
     * in hexadecimal digits.
     */
    String ofCurrentRequest() {
        HttpServletRequest request =
                ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
        var told = new ByteArrayOutputStream();
        told.writeBytes(
                (request.getMethod() + " " + request.getRequestURI() + " " + request.getHeader("If-Match") + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        if (request.getAttribute(BODY) instanceof byte[] body) {
            told.writeBytes(body);
        }
        byte[] whole = told.toByteArray();
        return keys.peppers().stream()
                .map(pepper -> HexFormat.of().formatHex(hash(pepper.prf(), whole)))
                .collect(Collectors.joining());
    }

    /** The hashes that {@link #ofCurrentRequest} told of. */
    static List<byte[]> read(String told) {
        byte[] all = HexFormat.of().parseHex(told);
        var hashes = new ArrayList<byte[]>();
        for (int from = 0; from < all.length; from += BYTES) {
            hashes.add(Arrays.copyOfRange(all, from, from + BYTES));
        }
        return hashes;
    }

    /** The hashes under which an answer to this client's key may be kept: that of the pepper in use first. */
    List<byte[]> ofKey(String client, String key) {
        byte[] told = (client + "\n" + key).getBytes(StandardCharsets.UTF_8);
        return keys.peppers().stream().map(pepper -> hash(pepper.prf(), told)).toList();
    }

    private static byte[] hash(Prf prf, byte[] told) {
        try {
            return prf.compute(told, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The pepper cannot be used", e);
        }
    }
}
