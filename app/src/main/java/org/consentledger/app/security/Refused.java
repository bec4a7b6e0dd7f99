package org.consentledger.app.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import org.consentledger.api.Code;
import org.consentledger.app.web.ProblemWriter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/** Answers those who are not let in: a problem, and {@code WWW-Authenticate} as RFC 6750 has it. */
@Component
final class Refused implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final AuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();
    private final AccessDeniedHandler insufficient = new BearerTokenAccessDeniedHandler();
    private final ProblemWriter problems;

    Refused(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException, ServletException {
        if (failure instanceof AuthenticationServiceException) {
            // The keys of the issuer cannot be fetched: the token may well be good.
            problems.write(response, Code.UNAVAILABLE);
            return;
        }
        challenge.commence(request, response, failure);
        problems.write(response, Code.UNAUTHENTICATED);
    }

    /** Tells those who did show a token whether it lacks a scope, or whether there is no such door. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException, ServletException {
        var methods = Scopes.methods(request.getRequestURI());
        if (methods.isEmpty()) {
            problems.write(response, Code.NOT_FOUND);
        } else if (Scopes.of(HttpMethod.valueOf(request.getMethod()), request.getRequestURI())
                .isEmpty()) {
            response.setHeader(
                    HttpHeaders.ALLOW, methods.stream().map(HttpMethod::name).collect(Collectors.joining(", ")));
            problems.write(response, Code.METHOD_NOT_ALLOWED);
        } else {
            insufficient.handle(request, response, denied);
            problems.write(response, Code.FORBIDDEN);
        }
    }
}
