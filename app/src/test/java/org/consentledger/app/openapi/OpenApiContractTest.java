package org.consentledger.app.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.consentledger.app.ConsentLedger;
import org.consentledger.app.web.Client;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The published contract is the committed one. After a wanted change, copy {@code app/target/openapi.yaml} over
 * {@code docs/openapi.yaml}.
 */
@SpringBootTest(
        classes = ConsentLedger.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"ledger.embedded.directory=target/openapi"})
class OpenApiContractTest {
    private static final Path COMMITTED = Path.of("../docs/openapi.yaml");
    private static final Path FRESH = Path.of("target/openapi.yaml");

    @LocalServerPort
    int port;

    private String published() throws IOException {
        var client = new Client(port);
        var answer = client.send(client.request("/v3/api-docs.yaml"));
        assertThat(answer.statusCode()).isEqualTo(200);
        Files.writeString(FRESH, answer.body());
        return answer.body();
    }

    @Test
    void publishedContractIsTheCommittedOne() throws IOException {
        var published = published();
        assertThat(sorted(published))
                .as("copy target/openapi.yaml over docs/openapi.yaml if the change is wanted")
                .isEqualTo(sorted(Files.readString(COMMITTED)));
    }

    @Test
    void contractSaysTheSameOnEveryPort() throws IOException {
        assertThat(published()).startsWith("openapi: 3.1").doesNotContain(":" + port, "127.0.0.1", "localhost");
    }

    @Test
    void everyEndpointIsInTheTableOfScopes() throws IOException {
        var contract = (Map<?, ?>) Objects.requireNonNull(sorted(published()));
        var paths = (Map<?, ?>) Objects.requireNonNull(contract.get("paths"));
        assertThat(paths).isNotEmpty();
        paths.forEach((path, operations) -> ((Map<?, ?>) operations).forEach((method, operation) -> {
            if (path.toString().startsWith("/v1/")) {
                assertThat((List<?>) ((Map<?, ?>) operation).get("security"))
                        .as("%s %s has a scope", method, path)
                        .isNotEmpty();
            }
        }));
    }

    /** The contract in one form, whatever the order in which controllers and their methods were found. */
    private static @Nullable Object sorted(String yaml) {
        return sortedTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }

    private static @Nullable Object sortedTree(@Nullable Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, @Nullable Object>();
                map.forEach((name, value) -> sorted.put(String.valueOf(name), sortedTree(value)));
                yield sorted;
            }
            case List<?> list ->
                list.stream().map(OpenApiContractTest::sortedTree).toList();
            case null, default -> tree;
        };
    }
}
