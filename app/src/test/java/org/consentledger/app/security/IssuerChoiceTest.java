package org.consentledger.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.consentledger.app.web.BareServer;
import org.consentledger.app.web.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

@ExtendWith(OutputCaptureExtension.class)
class IssuerChoiceTest {
    private static final String DATABASE = "spring.datasource.url";
    private static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

    private static IssuerChoice choice(Map<String, String> properties) {
        var environment = new MockEnvironment();
        properties.forEach(environment::setProperty);
        return IssuerChoice.of(environment);
    }

    @Test
    void serverIsItsOwnIssuerOnlyWhereNothingIsConfigured() {
        assertThat(choice(Map.of())).isEqualTo(IssuerChoice.EMBEDDED);
        assertThat(choice(Map.of(ISSUER, ""))).isEqualTo(IssuerChoice.EMBEDDED);
        assertThat(choice(Map.of(ISSUER, "https://id.example"))).isEqualTo(IssuerChoice.EXTERNAL);
        assertThat(choice(Map.of(ISSUER, "https://id.example", "ledger.issuer.embedded", "true")))
                .isEqualTo(IssuerChoice.EXTERNAL);
        assertThat(choice(Map.of(DATABASE, "jdbc:x", "ledger.issuer.embedded", "true")))
                .isEqualTo(IssuerChoice.EMBEDDED);
    }

    @Test
    void databaseWithoutIssuerDoesNotStart(CapturedOutput log) {
        assertThatThrownBy(() -> choice(Map.of(DATABASE, "jdbc:x"))).isInstanceOf(IssuerChoice.NoIssuer.class);
        assertThatThrownBy(() -> choice(Map.of("ledger.issuer.embedded", "false")))
                .isInstanceOf(IssuerChoice.NoIssuer.class);
        var server = new SpringApplication(BareServer.class);
        assertThatThrownBy(() -> server.run("--server.port=0", "--" + DATABASE + "=jdbc:x"))
                .hasRootCauseInstanceOf(IssuerChoice.NoIssuer.class);
        assertThat(log).contains("demo clients do not guard a real database", "ledger.issuer.embedded=true");
    }

    @Test
    void unreachableIssuerIsNoFaultOfTheToken(@TempDir Path directory) throws Exception {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        var server = new SpringApplication(BareServer.class);
        try (var context = server.run(
                "--server.port=0",
                "--ledger.embedded.directory=" + directory,
                "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:" + closed + "/jwks")) {
            var client = new Client(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            var token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";
            var answer = client.send(client.request("/v1/controllers").header("Authorization", "Bearer " + token));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(Client.json(answer).required("code").asString()).isEqualTo("UNAVAILABLE");
        }
    }
}
