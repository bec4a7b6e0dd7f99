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
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** The server pauses as it does when it stops, and goes on, until it did so in the midst of requests. */
    @Test
    void whoMeetsAStoppingServerIsToldToComeAgain() {
        var server = (TomcatWebServer) Objects.requireNonNull(context.getWebServer());
        var connector = server.getTomcat().getConnector();
        var turnedAway = new ConcurrentLinkedQueue<String>();
        var over = new AtomicBoolean();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < 16; sender++) {
                senders.submit(() -> {
                    while (!over.get()) {
                        ask(server.getPort(), turnedAway);
                    }
                });
            }
            try {
                await().atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> {
                            connector.pause();
                            connector.resume();
                            return turnedAway.size() >= 3;
                        });
            } finally {
                over.set(true);
            }
        }
        assertThat(turnedAway)
                .allSatisfy(answer -> assertThat(answer)
                        .startsWith("HTTP/1.1 503")
                        .contains("\r\nRetry-After: 1\r\n", "\r\nContent-Type: application/problem+json\r\n")
                        .contains("\"status\":503", "\"code\":\"UNAVAILABLE\""));
    }

    private static void ask(int port, Queue<String> turnedAway) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(REQUEST);
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!answer.isEmpty() && !answer.startsWith("HTTP/1.1 401")) {
                turnedAway.add(answer);
            }
        } catch (IOException _) {
            // Not heard: the connection was closed.
        }
    }
}
