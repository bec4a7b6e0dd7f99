package org.consentledger.app.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentledger.api.Caller;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells who asks: leaves the {@link Caller} of a request as the request attribute named like its class. A token comes with
 * thousands of requests, so what it says is worked out once while it is remembered.
 */
final class Callers extends OncePerRequestFilter implements Converter<Jwt, JwtAuthenticationToken> {
    private static final String SCOPE = "SCOPE_";

    private final Converter<Jwt, ? extends AbstractAuthenticationToken> reader;

    /** By the token itself, not by what it says: {@link RememberedTokens} answers the same one while it remembers it. */
    private final Cache<Jwt, Known> known = Caffeine.newBuilder().weakKeys().build();

    /** What a token says; nothing of it leads back to the token, which would never be forgotten. */
    private record Known(Collection<GrantedAuthority> authorities, Caller caller) {}

    /** @param reader finds the scopes where the issuer puts them */
    Callers(Converter<Jwt, ? extends AbstractAuthenticationToken> reader) {
        this.reader = reader;
    }

    @Override
    public JwtAuthenticationToken convert(Jwt token) {
        Known said = known.get(token, this::read);
        var authentication = new JwtAuthenticationToken(token, said.authorities);
        authentication.setDetails(said.caller);
        return authentication;
    }

    private Known read(Jwt token) {
        Collection<GrantedAuthority> granted = reader.convert(token).getAuthorities();
        return new Known(granted, caller(token, scopes(granted)));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token) {
            request.setAttribute(Caller.ATTRIBUTE, token.getDetails());
        }
        chain.doFilter(request, response);
    }

    private static Set<String> scopes(Collection<GrantedAuthority> authorities) {
        return Scopes.implied(authorities.stream()
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
