package org.consentledger.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentledger.app.web.Client.json;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.consentledger.app.web.BareServer;
import org.consentledger.app.web.Client;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
        classes = BareServer.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"ledger.embedded.directory=target/doors"})
class DoorsTest {
    @LocalServerPort
    int port;

    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(port);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).required("code").asString()).isEqualTo(code);
    }

    private static String challenge(HttpResponse<String> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "service,catalogue:read consent:write preferences:read",
        "marketing,catalogue:read preferences:read",
        "auditor,audit:read catalogue:read preferences:read",
        "officer,audit:read catalogue:read consent:write preferences:read rights:manage",
        "mailer,recipient",
        "admin,admin audit:read catalogue:read catalogue:write consent:write preferences:read recipient rights:manage"
    })
    void demoClientThatNamesNoScopeGetsAllOfItsScopes(String name, String scopes) throws Exception {
        var answer = client.askToken(name, "demo", "grant_type=client_credentials");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).required("token_type").asString()).isEqualTo("Bearer");
        assertThat(json(answer).required("expires_in").asInt()).isBetween(3590, 3600);
        assertThat(json(answer).required("scope").asString().split(" ")).containsExactlyInAnyOrder(scopes.split(" "));
        var claims = SignedJWT.parse(json(answer).required("access_token").asString())
                .getJWTClaimsSet();
        assertThat(claims.getStringListClaim("scope")).containsExactlyInAnyOrder(scopes.split(" "));
        assertThat(claims.getSubject()).isEqualTo(name);
        assertThat(claims.getIssuer()).isEqualTo("http://127.0.0.1:" + port);
    }

    @Test
    void namedScopesAreTheOnlyOnesGiven() {
        var answer = client.askToken("service", "demo", "grant_type=client_credentials&scope=catalogue:read");
        assertThat(json(answer).required("scope").asString()).isEqualTo("catalogue:read");
        var more = client.askToken("service", "demo", "grant_type=client_credentials&scope=admin");
        assertThat(more.statusCode()).isEqualTo(400);
        assertThat(json(more).required("error").asString()).isEqualTo("invalid_scope");
    }

    @ParameterizedTest
    @CsvSource({"service,wrong", "nobody,demo"})
    void strangersGetNoToken(String name, String secret) {
        var answer = client.askToken(name, secret, "grant_type=client_credentials");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).required("error").asString()).isEqualTo("invalid_client");
    }

    @Test
    void tooLargeFormIsRefused() {
        var answer = client.askToken("service", "demo", "grant_type=client_credentials&x=" + "x".repeat(100_000));
        assertProblem(answer, 413, "BODY_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "authorization_code", "refresh_token"})
    void onlyClientCredentialsAreGranted(String grant) {
        assertThat(client.askToken("service", "demo", "grant_type=" + grant).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/authorize", "/oauth2/introspect", "/oauth2/revoke", "/login", "/connect/register"})
    void nothingElseOfAnAuthorizationServerIsOffered(String path) {
        assertProblem(client.send(client.request(path)), 401, "UNAUTHENTICATED");
        assertProblem(client.send(client.requestAs("admin", path)), 404, "NOT_FOUND");
    }

    @Test
    void withoutTokenNobodyComesIn() {
        for (var path : List.of("/v1/controllers", "/v1/nothing", "/", "/actuator/metrics", "/error")) {
            var answer = client.send(client.request(path));
            assertProblem(answer, 401, "UNAUTHENTICATED");
            assertThat(challenge(answer)).startsWith("Bearer");
        }
    }

    @Test
    void brokenTokenIsToldApart() {
        var answer = client.send(client.request("/v1/controllers").header("Authorization", "Bearer a.b.c"));
        assertProblem(answer, 401, "UNAUTHENTICATED");
        assertThat(challenge(answer)).contains("error=\"invalid_token\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer a b",
                "Bearer a.b.c d",
                "Bearer \"a.b.c\"",
                "Bearer =",
                "bearer a.b.c",
                "Basic a"
            })
    void whatIsNoTokenLetsNobodyIn(String header) {
        assertProblem(
                client.send(client.request("/v1/controllers").header("Authorization", header)), 401, "UNAUTHENTICATED");
    }

    @Test
    void ownTokenIsGoodForThisServerOnly() throws Exception {
        var key = SigningKey.keptIn(Path.of("target/doors/keys"));
        for (var audience : List.of("consent-ledger", "other")) {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .subject("service")
                            .audience(audience)
                            .claim("scope", "catalogue:read")
                            .build());
            token.sign(new RSASSASigner(key));
            var answer = client.send(
                    client.request("/v1/controllers").header("Authorization", "Bearer " + token.serialize()));
            assertThat(answer.statusCode()).isEqualTo(audience.equals("other") ? 401 : 200);
        }
    }

    @Test
    void tokenWithoutTheScopeIsForbidden() {
        var answer = client.send(client.postAs("auditor", "/v1/consents", "{}"));
        assertProblem(answer, 403, "FORBIDDEN");
        assertThat(challenge(answer)).contains("error=\"insufficient_scope\"");
        assertProblem(client.send(client.requestAs("service", "/actuator/metrics")), 403, "FORBIDDEN");
        assertProblem(
                client.send(client.requestAs("officer", "/v1/controllers/x").PUT(BodyPublishers.noBody())),
                403,
                "FORBIDDEN");
    }

    @Test
    void eachDoorOpensForItsScopeAndForAdmin() {
        for (var name : List.of("service", "marketing", "auditor", "officer", "mailer", "admin")) {
            var answer = client.askToken(name, "demo", "grant_type=client_credentials");
            var token = json(answer).required("access_token").asString();
            var scopes = Arrays.asList(json(answer).required("scope").asString().split(" "));
            for (var rule : Scopes.RULES) {
                var path = rule.pattern().getPatternString().replaceAll("\\{[^}]+}|\\*\\*", "x");
                var status = client.send(client.request(path)
                                .header("Authorization", "Bearer " + token)
                                .method(rule.method().name(), BodyPublishers.noBody()))
                        .statusCode();
                assertThat(status == 403)
                        .as("%s %s as %s: %d", rule.method(), path, name, status)
                        .isEqualTo(rule.scopes().stream().noneMatch(scopes::contains) && !scopes.contains("admin"));
            }
        }
    }

    @Test
    void adminScopeAloneOpensEveryDoor() {
        var token = json(client.askToken("admin", "demo", "grant_type=client_credentials&scope=admin"))
                .required("access_token")
                .asString();
        var answer = client.send(client.request("/v1/controllers").header("Authorization", "Bearer " + token));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(client.send(client.request("/actuator/prometheus").header("Authorization", "Bearer " + token))
                        .body())
                .contains("jvm_memory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/v3/api-docs",
                "/v3/api-docs.yaml",
                "/swagger-ui/index.html",
                "/oauth2/jwks",
                "/.well-known/oauth-authorization-server"
            })
    void publicDoorsNeedNoToken(String path) {
        assertThat(client.send(client.request(path)).statusCode()).isEqualTo(200);
    }

    @Test
    void healthTellsNoDetails() {
        assertThat(client.send(client.request("/actuator/health")).body()).doesNotContain("components", "details");
    }

    @Test
    void publicKeysHoldNoSecret() {
        assertThat(client.send(client.request("/oauth2/jwks")).body())
                .contains("\"n\"")
                .doesNotContain("\"d\"", "\"p\"");
    }

    @Test
    void signingKeyIsKeptForItsOwnerOnly() throws Exception {
        var keys = Path.of("target/doors/keys");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve("issuer.jwk.json"))))
                .isEqualTo("rw-------");
        assertThat(SigningKey.keptIn(keys).getKeyID())
                .isEqualTo(SigningKey.keptIn(keys).getKeyID());
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        var other = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .findFirst();
        if (other.isPresent()) {
            try (var socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress(other.get(), port), 2000))
                        .isInstanceOf(IOException.class);
            }
        }
    }
}
