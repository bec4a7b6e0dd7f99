package org.consentledger.command;

import com.google.crypto.tink.prf.Prf;
import com.google.crypto.tink.prf.PrfSet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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

    /** The pepper in use first, then those it replaced. */
    private final List<Prf> peppers;

    RequestFingerprint(LedgerKeys keys) throws GeneralSecurityException {
        PrfSet pepper = keys.lookUpPepper();
        int primary = pepper.getPrimaryId();
        peppers = pepper.getPrfs().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey() != primary))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Says the same of the same method, path, condition and body only. */
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
        return HexFormat.of().formatHex(hash(peppers.getFirst(), told.toByteArray()));
    }

    /** The hashes under which an answer to this client's key may be kept: that of the pepper in use first. */
    List<byte[]> ofKey(String client, String key) {
        byte[] told = (client + "\n" + key).getBytes(StandardCharsets.UTF_8);
        return peppers.stream().map(pepper -> hash(pepper, told)).toList();
    }

    private static byte[] hash(Prf prf, byte[] told) {
        try {
            return prf.compute(told, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The pepper cannot be used", e);
        }
    }
}
