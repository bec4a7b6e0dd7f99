package org.consentledger.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.consentledger.app.web.BareServer;
import org.consentledger.app.web.Client;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The configured issuer has not been reached since the server started; nobody listens on the discard port. */
@SpringBootTest(
        classes = BareServer.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "ledger.embedded.directory=target/unreachable",
            "spring.security.oauth2.resourceserver.jwt.issuer-uri=http://127.0.0.1:9/issuer"
        })
class UnreachableIssuerTest {
    @LocalServerPort
    int port;

    @Test
    void tokenThatCannotBeJudgedMayComeAgainLater() {
        var client = new Client(port);
        var token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9.c2lnbmF0dXJl";

        var answer = client.send(client.request("/v1/purposes").header("Authorization", "Bearer " + token));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("\"UNAVAILABLE\"");
    }
}
