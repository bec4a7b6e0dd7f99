package org.consentledger.app.security;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Takes the token from the header {@code Authorization} (RFC 6750, section 2.1). The framework does so with a regular
 * expression, which for tokens of this length costs more than all the rest of the filter; it still judges whatever does
 * not look right.
 */
final class BearerToken implements BearerTokenResolver {
    private static final String SCHEME = "Bearer ";

    private final BearerTokenResolver strict = new DefaultBearerTokenResolver();

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.startsWith(SCHEME) && isToken(header)
                ? header.substring(SCHEME.length())
                : strict.resolve(request);
    }

    private static boolean isToken(String header) {
        for (int i = SCHEME.length(); i < header.length(); i++) {
            char c = header.charAt(i);
            boolean ofToken = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.';
            if (!ofToken) {
                return false;
            }
        }
        return header.length() > SCHEME.length();
    }
}
