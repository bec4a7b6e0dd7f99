package org.consentledger.app.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.consentledger.api.Code;
import org.consentledger.api.Fault;
import org.consentledger.api.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A problem answer (RFC 9457).
 *
 * @param type a URN that is the same for ever for one code
 * @param instance the incident, for failures of the ledger itself: the {@code X-Request-Id} of the request
 * @param errors every fault found, where the request is at fault
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
        URI type,
        String title,
        int status,
        String detail,
        @Nullable URI instance,
        Code code,
        @Nullable List<Fault> errors) {

    static Problem of(Refusal refusal) {
        var faults = refusal.faults();
        return of(refusal.code(), detail(refusal.code(), faults), null, faults.isEmpty() ? null : faults);
    }

    static Problem incident(Code code, String requestId) {
        return of(code, code.title(), URI.create("urn:uuid:" + requestId), null);
    }

    private static Problem of(Code code, String detail, @Nullable URI instance, @Nullable List<Fault> errors) {
        return new Problem(type(code), code.title(), code.status(), detail, instance, code, errors);
    }

    private static URI type(Code code) {
        return URI.create("urn:consent-ledger:problem:"
                + code.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static String detail(Code code, List<Fault> faults) {
        return switch (faults.size()) {
            case 0 -> code.title();
            case 1 -> faults.getFirst().detail();
            default -> faults.size() + " faults were found; each is named in errors";
        };
    }
}
