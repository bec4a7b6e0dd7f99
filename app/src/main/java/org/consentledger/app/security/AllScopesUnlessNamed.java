package org.consentledger.app.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.util.StringUtils;

/**
 * Gives a client that names no scope all of its scopes (RFC 6749, section 3.3, leaves the default to the server);
 * otherwise the token would open nothing.
 */
final class AllScopesUnlessNamed implements AuthenticationConverter {
    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        if (!AuthorizationGrantType.CLIENT_CREDENTIALS
                        .getValue()
                        .equals(request.getParameter(OAuth2ParameterNames.GRANT_TYPE))
                || StringUtils.hasText(request.getParameter(OAuth2ParameterNames.SCOPE))) {
            return null;
        }
        return SecurityContextHolder.getContext().getAuthentication() instanceof OAuth2ClientAuthenticationToken asking
                        && asking.getRegisteredClient() != null
                ? new OAuth2ClientCredentialsAuthenticationToken(
                        asking, asking.getRegisteredClient().getScopes(), Map.of())
                : null;
    }
}
