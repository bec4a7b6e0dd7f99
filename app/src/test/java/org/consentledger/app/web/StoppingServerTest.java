package org.consentledger.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

@SpringBootTest(
        classes = BareServer.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"ledger.embedded.directory=target/bare", "ledger.http.max-body-bytes=4096"})
class StoppingServerTest {
    /** Its long first line makes the moment between that and the headers last. */
    private static final byte[] REQUEST = ("GET /v1/controllers?" + "a".repeat(6_000)
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    @Autowired
    private ServletWebServerApplicationContext context;

    /** One more door of the server is opened and closed under requests, until it closed in the midst of some. */
    @Test
    void whoMeetsAStoppingServerIsToldToComeAgain() {
        var server = (TomcatWebServer) Objects.requireNonNull(context.getWebServer());
        var turnedAway = new ConcurrentLinkedQueue<String>();
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            closeUnderRequests(server.getTomcat().getService(), turnedAway);
            return turnedAway.size() >= 3;
        });
        assertThat(turnedAway)
                .allSatisfy(answer -> assertThat(answer)
                        .startsWith("HTTP/1.1 503")
                        .contains("\r\nRetry-After: 1\r\n", "\r\nContent-Type: application/problem+json\r\n")
                        .contains("\"status\":503", "\"code\":\"UNAVAILABLE\""));
    }

    private static void closeUnderRequests(Service server, Queue<String> turnedAway) throws Exception {
        var door = new Connector();
        door.setPort(0);
        server.addConnector(door);
        int port = door.getLocalPort();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < 16; sender++) {
                senders.submit(() -> askUntilItIsClosed(port, turnedAway));
            }
            Thread.sleep(50);
            door.pause();
            // What was met in its midst is answered meanwhile.
            Thread.sleep(50);
            server.removeConnector(door);
            door.destroy();
        }
    }

    private static void askUntilItIsClosed(int port, Queue<String> turnedAway) {
        try {
            while (true) {
                try (var socket = new Socket("127.0.0.1", port)) {
                    socket.getOutputStream().write(REQUEST);
                    var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    if (!answer.isEmpty() && !answer.startsWith("HTTP/1.1 401")) {
                        turnedAway.add(answer);
                    }
                }
            }
        } catch (IOException _) {
            // It is closed.
        }
    }
}
