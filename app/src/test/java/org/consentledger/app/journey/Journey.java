package org.consentledger.app.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.consentledger.app.ConsentLedger;
import org.consentledger.app.embedded.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A running server with the sample catalogue, shared by all journeys: each test takes people of its own. */
@SpringBootTest(
        classes = ConsentLedger.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            // What decisions answer must not depend on it.
            "ledger.consents.sweep.enabled=false",
            // Nor must the steps of a request depend on how long a test takes.
            "ledger.rights.deadline-poll-seconds=86400"
        })
abstract class Journey {
    static final String ACCOUNTING = "noorderlicht-accounting";
    static final String PAYROLL = "noorderlicht-payroll";

    /** In Belgium, the others in the Netherlands. */
    static final String SOFTWARE = "noorderlicht-software";

    static final String GROUP = "group:noorderlicht";

    /** A server that pauses between classes comes back on another port, and its old one may become that of another. */
    private record Door(ApplicationContext server, int port) {}

    private static final Map<Door, Ledger> LEDGERS = new ConcurrentHashMap<>();

    @LocalServerPort
    int port;

    Ledger ledger;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) throws IOException {
        TestDatabase.create().register(properties);
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "journey")), "server-");
        properties.add("ledger.embedded.directory", directory::toString);
        // Tests measure and trace nothing unless they say so.
        properties.add("spring.test.metrics.export", () -> "true");
        properties.add("spring.test.tracing.export", () -> "true");
        properties.add("ledger.issuer.embedded", () -> "true");
        properties.add("ledger.sample-catalogue", () -> "true");
        properties.add("ledger.keys.generate", () -> "true");
        properties.add("ledger.keys.key-encryption-key", () -> directory.resolve("key-encryption-key.json"));
        properties.add("ledger.keys.look-up-pepper", () -> directory.resolve("look-up-pepper.json"));
    }

    @BeforeEach
    void connect(ApplicationContext server) {
        ledger = LEDGERS.computeIfAbsent(new Door(server, port), door -> Ledger.at(door.port));
    }

    /** Somebody the ledger has never heard of, named by an e-mail address. */
    Person someone() {
        return Person.byEmail(ledger, unique("person") + "@example.org");
    }

    static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().replaceAll("\\d", "x");
    }
}
