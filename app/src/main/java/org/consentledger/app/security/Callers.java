package org.consentledger.app.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentledger.api.Caller;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/** Leaves the {@link Caller} of a request as the request attribute named like its class. */
final class Callers extends OncePerRequestFilter {
    private static final String SCOPE = "SCOPE_";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token) {
            request.setAttribute(Caller.ATTRIBUTE, caller(token.getToken(), scopes(token)));
        }
        chain.doFilter(request, response);
    }

    private static Set<String> scopes(JwtAuthenticationToken token) {
        return Scopes.implied(token.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .filter(Objects::nonNull)
                .filter(authority -> authority.startsWith(SCOPE))
                .map(authority -> authority.substring(SCOPE.length()))
                .collect(Collectors.toSet()));
    }

    private static Caller caller(Jwt token, Set<String> scopes) {
        var subject = token.getSubject();
        var client = Stream.of(token.getClaimAsString("client_id"), token.getClaimAsString("azp"), subject)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("unknown");
        return new Caller(unnamed(client), subject == null || subject.equals(client) ? null : unnamed(subject), scopes);
    }

    /** An e-mail address would make a person of the employee who acts; its hash tells the acts of one from another's. */
    private static String unnamed(String name) {
        if (!name.contains("@")) {
            return name;
        }
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
