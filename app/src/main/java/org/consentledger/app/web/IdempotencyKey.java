package org.consentledger.app.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the header {@code Idempotency-Key} of a POST, a string of RFC 9651, into the request attribute
 * {@value #VALUE}.
 */
@Component
@Order(-40)
final class IdempotencyKey extends OncePerRequestFilter {
    static final String VALUE = "org.consentledger.http.idempotency-key";
    private static final String HEADER = "Idempotency-Key";

    /** Printable characters in quotation marks, as of RFC 9651; a quotation mark or backslash among them is escaped by a backslash. */
    private static final Pattern FORM = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\]){1,200})\"");

    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST") || !request.getRequestURI().startsWith("/v1/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var given = Collections.list(request.getHeaders(HEADER));
        if (!given.isEmpty()) {
            var key = parse(given);
            if (key == null) {
                throw new Refusal(Code.IDEMPOTENCY_KEY_INVALID, "#/header/" + HEADER);
            }
            request.setAttribute(VALUE, key);
        }
        chain.doFilter(request, response);
    }

    private static @Nullable String parse(List<String> given) {
        var form = FORM.matcher(given.getFirst().strip());
        return given.size() == 1 && form.matches()
                ? ESCAPED.matcher(form.group(1)).replaceAll("$1")
                : null;
    }
}
