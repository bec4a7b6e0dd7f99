package org.consentledger.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.web.Client.json;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.consentledger.app.web.BareServer;
import org.consentledger.app.web.Client;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
        classes = BareServer.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "ledger.embedded.directory=target/external",
            "ledger.issuer.audience=our-ledger",
            "spring.security.oauth2.resourceserver.jwt.authorities-claim-name=permissions"
        })
class ExternalIssuerTest {
    private static final RSAKey KEY = key();
    private static final HttpServer ISSUER = issuer();

    @LocalServerPort
    int port;

    private Client client;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry properties) {
        properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ExternalIssuerTest::name);
    }

    private static String name() {
        return "http://127.0.0.1:" + ISSUER.getAddress().getPort();
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID("outside")
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static HttpServer issuer() {
        try {
            var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/", exchange -> {
                var name = "http://127.0.0.1:" + server.getAddress().getPort();
                var answer = exchange.getRequestURI().getPath().equals("/jwks")
                        ? new JWKSet(KEY.toPublicJWK()).toString()
                        : "{\"issuer\":\"" + name + "\",\"jwks_uri\":\"" + name
                                + "/jwks\",\"subject_types_supported\":[\"public\"]}";
                var bytes = answer.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @AfterAll
    static void stop() {
        ISSUER.stop(0);
    }

    @BeforeEach
    void connect() {
        client = new Client(port);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(name())
                .audience("our-ledger")
                .subject("jan@example.nl")
                .claim("azp", "crm")
                .claim("permissions", List.of("consent:write"))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    private static String sign(JWTClaimsSet.Builder claims, RSAKey key) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private int answerTo(String token) {
        return client.send(client.request("/v1/withdrawals")
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}")))
                .statusCode();
    }

    @Test
    void tokensOfTheIssuerComeInAndPeopleAreNotNamed() throws Exception {
        var answer = client.send(client.request("/v1/withdrawals")
                .header("Authorization", "Bearer " + sign(claims(), KEY))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var caller = json(answer).required("caller");
        assertThat(caller.required("client").asString()).isEqualTo("crm");
        assertThat(caller.required("onBehalfOf").asString())
                .matches("sha256:[0-9a-f]{64}")
                .doesNotContain("@");
    }

    @Test
    void tokensForOthersOfOthersOrOfThePastDoNot() throws Exception {
        assertThat(answerTo(sign(claims().audience("other"), KEY))).isEqualTo(401);
        assertThat(answerTo(sign(claims().audience((String) null), KEY))).isEqualTo(401);
        assertThat(answerTo(sign(claims().issuer("http://other.example"), KEY))).isEqualTo(401);
        assertThat(answerTo(sign(claims().expirationTime(Date.from(Instant.now().minusSeconds(120))), KEY)))
                .isEqualTo(401);
        assertThat(answerTo(sign(
                        claims(), new RSAKeyGenerator(2048).keyID("outside").generate())))
                .isEqualTo(401);
    }

    @Test
    void noDemoClientExists() throws Exception {
        assertThat(client.askToken("admin", "demo", "grant_type=client_credentials")
                        .statusCode())
                .isEqualTo(401);
        var answer = client.send(client.request("/oauth2/token")
                .header("Authorization", "Bearer " + sign(claims(), KEY))
                .POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(client.send(client.request("/oauth2/jwks")).statusCode()).isEqualTo(401);
        var demoKey = SigningKey.keptIn(Path.of("target/doors/keys"));
        assertThat(answerTo(sign(claims(), demoKey))).isEqualTo(401);
    }
}
