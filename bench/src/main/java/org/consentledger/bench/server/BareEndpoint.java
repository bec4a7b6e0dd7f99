package org.consentledger.bench.server;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The least a server like this can do to answer from its database: check the token, select one row by its primary key on a
 * connection of the same pool, and write it as JSON.
 */
@RestController
public class BareEndpoint {
    private static final String SCHEME = "Bearer ";

    private final JdbcClient jdbc;

    BareEndpoint(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One row. Its text is about as long as a decision. */
    record Bare(UUID id, String text) {}

    @GetMapping("/bench/bare/{id}")
    Bare read(@PathVariable UUID id) {
        return jdbc.sql("select id, text from bench.bare where id = ?")
                .param(id)
                .query((row, n) -> new Bare(row.getObject(1, UUID.class), row.getString(2)))
                .single();
    }

    /** The doors of the product are closed to whatever it does not know, so this one has its own, with the same lock. */
    @Bean
    @Order(0)
    static SecurityFilterChain bareDoor(HttpSecurity http) {
        return http.securityMatcher("/bench/**")
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.GET)
                        .hasAnyAuthority("SCOPE_preferences:read", "SCOPE_admin")
                        .anyRequest()
                        .denyAll())
                .oauth2ResourceServer(tokens -> tokens.jwt(_ -> {}).bearerTokenResolver(BareEndpoint::token))
                .build();
    }

    /** No dearer than the product's own way; the framework's matches each header against a regular expression. */
    private static @Nullable String token(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header == null || !header.startsWith(SCHEME) ? null : header.substring(SCHEME.length());
    }
}
