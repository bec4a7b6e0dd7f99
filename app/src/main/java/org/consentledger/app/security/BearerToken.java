package org.consentledger.app.security;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Takes the token from the header {@code Authorization} (RFC 6750, section 2.1). The framework does so with a regular
 * expression, which for tokens of this length costs more than all the rest of the filter; it still judges whatever does
 * not look right. What is no token for another reason is refused by whoever reads it next.
 */
final class BearerToken implements BearerTokenResolver {
    private static final String SCHEME = "Bearer ";

    private final BearerTokenResolver strict = new DefaultBearerTokenResolver();

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.startsWith(SCHEME) && isOneWord(header)
                ? header.substring(SCHEME.length())
                : strict.resolve(request);
    }

    private static boolean isOneWord(String header) {
        return header.length() > SCHEME.length() && header.indexOf(' ', SCHEME.length()) < 0;
    }
}
