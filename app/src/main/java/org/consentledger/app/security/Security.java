package org.consentledger.app.security;

import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;
import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** Access tokens at every door that {@link Scopes} does not leave open. No sessions, cookies or forms. */
@Configuration(proxyBeanMethods = false)
class Security {
    private static final String PAGES =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    /** Every character is assigned, and none is a control character but the tab: the framework's own rule. */
    private static final Predicate<String> ASSIGNED =
            Pattern.compile("[\\p{IsAssigned}&&[[^\\p{IsControl}]||\\t]]*").asMatchPredicate();

    /** @param configured where settings say in which claim the issuer puts the scopes */
    @Bean
    SecurityFilterChain doors(
            HttpSecurity http, Refused refused, ObjectProvider<JwtAuthenticationConverter> configured) {
        stateless(http);
        var callers = new Callers(configured.getIfAvailable(JwtAuthenticationConverter::new));
        return http.authorizeHttpRequests(Security::scopes)
                .oauth2ResourceServer(tokens -> tokens.jwt(jwt -> jwt.jwtAuthenticationConverter(callers))
                        .bearerTokenResolver(new BearerToken())
                        .authenticationEntryPoint(refused)
                        .accessDeniedHandler(refused)
                        .withObjectPostProcessor(answering(refused)))
                .exceptionHandling(
                        answers -> answers.authenticationEntryPoint(refused).accessDeniedHandler(refused))
                .addFilterAfter(callers, AuthorizationFilter.class)
                .build();
    }

    /** Whatever decoder there is, of the own issuer or of another. */
    @Bean
    static BeanPostProcessor rememberedTokens() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof JwtDecoder decoder ? new RememberedTokens(decoder, Clock.systemUTC()) : bean;
            }
        };
    }

    /**
     * Refuses what the framework's own does. That looks at a header's name and value with regular expressions each time it
     * is asked for one, which for a token takes long.
     */
    @Bean
    StrictHttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderNames(Security::isPrintable);
        firewall.setAllowedHeaderValues(value -> isPrintable(value) || ASSIGNED.test(value));
        return firewall;
    }

    /** Whether it is ASCII without control characters. */
    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Requests are timed as a whole; timing each of a dozen filters besides costs as much as they do. */
    @Bean
    SecurityObservationSettings noTimingOfFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /** What holds for a server without browsers' sessions; a link's secret leaks to no other site. */
    static void stateless(HttpSecurity http) {
        http.sessionManagement(sessions -> sessions.sessionCreationPolicy(STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(PAGES))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)));
    }

    private static void scopes(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        // What the container passes on inside was let in when it came.
        requests.dispatcherTypeMatchers(
                        DispatcherType.ERROR, DispatcherType.ASYNC, DispatcherType.FORWARD, DispatcherType.INCLUDE)
                .permitAll();
        Scopes.OPEN.forEach(path -> requests.requestMatchers(path).permitAll());
        for (var rule : Scopes.RULES) {
            var path = rule.pattern().getPatternString();
            requests.requestMatchers(pathPattern(rule.method(), path)).hasAnyAuthority(authorities(rule));
            if (rule.method().equals(HttpMethod.GET)) {
                requests.requestMatchers(pathPattern(HttpMethod.HEAD, path)).hasAnyAuthority(authorities(rule));
            }
        }
        requests.anyRequest().denyAll();
    }

    private static String[] authorities(Scopes.Rule rule) {
        return Stream.concat(rule.scopes().stream(), Stream.of(Scopes.ADMIN))
                .distinct()
                .map("SCOPE_"::concat)
                .toArray(String[]::new);
    }

    /** An issuer that cannot be reached is answered like any refusal, not thrown at the container. */
    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> answering(Refused refused) {
        return new ObjectPostProcessor<>() {
            @Override
            public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
                var failed = new AuthenticationEntryPointFailureHandler(refused);
                failed.setRethrowAuthenticationServiceException(false);
                filter.setAuthenticationFailureHandler(failed);
                return filter;
            }
        };
    }
}
