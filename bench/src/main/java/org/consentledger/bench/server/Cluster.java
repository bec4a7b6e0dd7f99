package org.consentledger.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentledger.app.ConsentLedger;
import org.consentledger.app.embedded.EmbeddedPostgres;

/** Several servers on one PostgreSQL, which share their key files as nodes of one ledger do. */
public final class Cluster {
    /** Nodes share two cores and the connections of one embedded database; a machine of their own would allow more. */
    private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final int POOL_SIZE = 6;

    private final List<ServerProcess> nodes = new ArrayList<>();
    private final Superuser superuser;

    /** Starts the database, and returns when every node answers. */
    public Cluster(Workspace workspace, int size) throws IOException, InterruptedException {
        Path directory = Files.createDirectory(workspace.directory().resolve("ledger"));
        var postgres = workspace.keep(EmbeddedPostgres.start(directory));
        superuser = new Superuser(directory);
        for (int number = 1; number <= size; number++) {
            String name = "node-" + number;
            nodes.add(workspace.keep(new ServerProcess(
                    name, workspace.directory(), ConsentLedger.class, JVM, settings(name, postgres, directory))));
        }
        // The first one makes the tables and the keys.
        nodes.getFirst().start();
        nodes.getFirst().awaitAnswer();
        for (var node : nodes.subList(1, size)) {
            node.start();
        }
        for (var node : nodes) {
            node.awaitAnswer();
        }
    }

    private static Map<String, String> settings(String name, EmbeddedPostgres postgres, Path directory)
            throws IOException {
        var settings = new HashMap<String, String>();
        // The name shows whose a connection is.
        settings.put(
                "SPRING_DATASOURCE_URL",
                postgres.getJdbcUrl().replace("ApplicationName=consent-ledger", "ApplicationName=" + name));
        settings.put("SPRING_DATASOURCE_USERNAME", postgres.getUsername());
        settings.put("SPRING_DATASOURCE_PASSWORD", postgres.getPassword());
        // Tables are the owner's to make; it may be another role than the one that serves.
        settings.put("SPRING_FLYWAY_USER", "ledger");
        settings.put(
                "SPRING_FLYWAY_PASSWORD",
                Files.readString(directory.resolve("postgres-ledger.password")).strip());
        settings.put("SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE", Integer.toString(POOL_SIZE));
        settings.put("LEDGER_EMBEDDED_DIRECTORY", directory.toString());
        settings.put("LEDGER_ISSUER_EMBEDDED", "true");
        settings.put("LEDGER_SAMPLECATALOGUE", "true");
        settings.put("LEDGER_KEYS_GENERATE", "true");
        settings.put(
                "LEDGER_KEYS_KEYENCRYPTIONKEY",
                directory.resolve("keys").resolve("key-encryption-key.json").toString());
        settings.put(
                "LEDGER_KEYS_LOOKUPPEPPER",
                directory.resolve("keys").resolve("look-up-pepper.json").toString());
        return settings;
    }

    public List<ServerProcess> nodes() {
        return List.copyOf(nodes);
    }

    public Superuser superuser() {
        return superuser;
    }
}
