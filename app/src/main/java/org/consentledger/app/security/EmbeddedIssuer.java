package org.consentledger.app.security;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;

/** The issuer of the embedded default: client credentials for the demo clients, and nothing else. */
@Configuration(proxyBeanMethods = false)
@Conditional(EmbeddedIssuer.Chosen.class)
class EmbeddedIssuer {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedIssuer.class);

    /** What tokens are good for; any port and host name may be part of the issuer's own name, so that is not checked. */
    private static final String AUDIENCE = "consent-ledger";

    private static final Map<String, Collection<String>> DEMO_CLIENTS = Map.of(
            "service", Set.of("consent:write", "catalogue:read", "preferences:read"),
            "marketing", Set.of("preferences:read", "catalogue:read"),
            "auditor", Set.of("audit:read", "preferences:read", "catalogue:read"),
            "officer", Set.of("rights:manage", "consent:write", "audit:read", "preferences:read", "catalogue:read"),
            "mailer", Set.of("recipient"),
            "admin", Scopes.described().keySet());

    @Bean
    @Order(1)
    SecurityFilterChain issuer(HttpSecurity http, Refused refused) {
        Security.stateless(http);
        return http.securityMatcher("/oauth2/token", "/oauth2/jwks", "/.well-known/oauth-authorization-server")
                .with(
                        new OAuth2AuthorizationServerConfigurer(),
                        server -> server.tokenEndpoint(token -> token.accessTokenRequestConverters(
                                converters -> converters.addFirst(new AllScopesUnlessNamed()))))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .exceptionHandling(
                        answers -> answers.authenticationEntryPoint(refused).accessDeniedHandler(refused))
                .build();
    }

    /** Spring's repository in memory wants each client to have a secret of its own. */
    @Bean
    RegisteredClientRepository demoClients() {
        var secret = Objects.requireNonNull(
                PasswordEncoderFactories.createDelegatingPasswordEncoder().encode("demo"));
        var clients = DEMO_CLIENTS.entrySet().stream()
                .map(client -> demoClient(client.getKey(), secret, client.getValue()))
                .collect(Collectors.toUnmodifiableMap(RegisteredClient::getClientId, client -> client));
        return new RegisteredClientRepository() {
            @Override
            public void save(RegisteredClient client) {
                throw new UnsupportedOperationException("The demo clients are fixed");
            }

            @Override
            public @Nullable RegisteredClient findById(String id) {
                return clients.get(id);
            }

            @Override
            public @Nullable RegisteredClient findByClientId(String clientId) {
                return clients.get(clientId);
            }
        };
    }

    private static RegisteredClient demoClient(String name, String secret, Collection<String> scopes) {
        return RegisteredClient.withId(name)
                .clientId(name)
                .clientSecret(secret)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .scopes(all -> all.addAll(scopes))
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(Duration.ofHours(1))
                        .build())
                .build();
    }

    @Bean
    AuthorizationServerSettings issuerSettings() {
        return AuthorizationServerSettings.builder().build();
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> audience() {
        return token -> token.getClaims().audience(List.of(AUDIENCE));
    }

    /** RSA, because its signatures are checked with every request, and are the fastest to check. */
    @Bean
    JWKSource<SecurityContext> issuerKey(@Value("${ledger.embedded.directory:./data}") Path directory) {
        return new ImmutableJWKSet<>(new JWKSet(SigningKey.keptIn(directory.resolve("keys"))));
    }

    @Bean
    JwtDecoder ownTokens(JWKSource<SecurityContext> key) {
        var decoder = NimbusJwtDecoder.withJwkSource(key).build();
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(new JwtClaimValidator<Collection<String>>(
                JwtClaimNames.AUD, audience -> audience != null && audience.contains(AUDIENCE))));
        return decoder;
    }

    /** Tokens carry all there is to know, so nothing of them needs to be remembered. */
    @Bean
    OAuth2AuthorizationService forgetful() {
        return new OAuth2AuthorizationService() {
            @Override
            public void save(OAuth2Authorization authorization) {}

            @Override
            public void remove(OAuth2Authorization authorization) {}

            @Override
            public @Nullable OAuth2Authorization findById(String id) {
                return null;
            }

            @Override
            public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
                return null;
            }
        };
    }

    /** Everyone knows the secrets of the demo clients, so they are let in from this machine only. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableWebServerFactory> loopback(@Value("${server.address:}") String address) {
        log.warn("Demo clients with public secrets are let in; configure an issuer before this guards real data");
        return server -> {
            if (address.isEmpty()) {
                server.setAddress(InetAddress.ofLiteral("127.0.0.1"));
            }
        };
    }

    /** Holds where the tokens are our own. */
    static final class Chosen implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return IssuerChoice.of(context.getEnvironment()) == IssuerChoice.EMBEDDED;
        }
    }
}
