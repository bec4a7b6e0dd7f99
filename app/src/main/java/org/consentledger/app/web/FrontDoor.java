package org.consentledger.app.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * The first and last to see a request: names it, and lets no exception out, since the container would log its message.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FrontDoor extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(FrontDoor.class);

    private final ProblemWriter problems;

    FrontDoor(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        var startNanos = System.nanoTime();
        response.setHeader("X-Request-Id", Requests.id(request));
        try (var _ = MDC.putCloseable("requestId", Requests.id(request))) {
            passOn(request, response, chain);
            if (log.isDebugEnabled()) {
                // The pattern, not the path: a path may be a secret link.
                log.debug(
                        "{} {} {} {} µs",
                        request.getMethod(),
                        request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
                        response.getStatus(),
                        (System.nanoTime() - startNanos) / 1000);
            }
        }
    }

    private void passOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        try {
            chain.doFilter(request, response);
        } catch (Exception | StackOverflowError failure) {
            if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
                return;
            }
            if (response.isCommitted()) {
                log.error("Cut off {}: {}", Requests.id(request), Failures.trace(failure));
                // Without message and cause, since the container logs both.
                throw new IOException();
            }
            problems.write(request, response, failure);
        }
    }

    /** Answers finished on another thread come by again, and may fail there. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }
}
