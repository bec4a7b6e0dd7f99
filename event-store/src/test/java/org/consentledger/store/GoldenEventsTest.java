package org.consentledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.axonframework.serialization.SimpleSerializedType;
import org.consentledger.api.Personal;
import org.consentledger.store.sealing.TestVault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was stored once is read for ever. Each type of event has two files here, with everything it can hold and with
 * nothing it can lack; a file is never changed or deleted, and a new revision of an event gets files of its own.
 */
class GoldenEventsTest {
    /** Stands for every sealed value: its clear text is nobody's business, and its key long gone. */
    private static final byte[] CIPHERTEXT =
            Base64.getDecoder().decode("AYPhHlFYue1CL8X6HwJ1F0t1RlRffpDn2H+vhcJ/qClzOG+iruWby5ZAo3E=");

    private static final SampleEvents SEALED = new SampleEvents(field -> new Personal.Sealed(field, CIPHERTEXT));
    private static final SampleEvents KNOWN = new SampleEvents(field -> new Personal.Known("the " + field + " of Jan"));
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private LedgerSerializer serializer;

    @BeforeEach
    void sealWithRealKeys(@TempDir Path keys) {
        serializer = new LedgerSerializer(TestVault.in(keys));
    }

    @Test
    void everyEventHasItsTwoFiles() {
        assertThat(EventNames.all().values()).allSatisfy(type -> {
            assertThat(files()).contains(name(type, ""), name(type, ".minimal"));
            assertThat(SEALED.full()).filteredOn(type::isInstance).hasSize(1);
            assertThat(SEALED.minimal()).filteredOn(type::isInstance).hasSize(1);
        });
    }

    @ParameterizedTest
    @MethodSource("files")
    void everythingEverStoredIsStillReadUnderItsName(String file) {
        Object event = read(file);

        assertThat(file).startsWith(EventNames.of(event.getClass()) + ".");
        assertThat(JSON.readTree(store(event))).isEqualTo(JSON.readTree(stored(file)));
    }

    @ParameterizedTest
    @MethodSource("sealedEvents")
    void storedBytesReadBackToTheSameEvent(String file, Object event) {
        assertThat(read(file)).isEqualTo(event);
    }

    static List<Arguments> sealedEvents() {
        return withFiles(SEALED);
    }

    @ParameterizedTest
    @MethodSource("knownEvents")
    void eventIsStoredInTheSameFormAsEver(String file, Object event) {
        assertThat(masked(JSON.readTree(store(event)))).isEqualTo(masked(JSON.readTree(stored(file))));
    }

    static List<Arguments> knownEvents() {
        return withFiles(KNOWN);
    }

    private static List<Arguments> withFiles(SampleEvents events) {
        var all = new ArrayList<Arguments>();
        events.full().forEach(event -> all.add(Arguments.of(name(event.getClass(), ""), event)));
        events.minimal().forEach(event -> all.add(Arguments.of(name(event.getClass(), ".minimal"), event)));
        return all;
    }

    private static String name(Class<?> type, String kind) {
        return EventNames.of(type) + "." + EventNames.revision(type) + kind + ".json";
    }

    static List<String> files() {
        try (Stream<Path> files =
                Files.list(Path.of(Objects.requireNonNull(GoldenEventsTest.class.getResource("/golden"))
                        .toURI()))) {
            return files.map(Path::getFileName).map(Path::toString).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object read(String file) {
        List<String> parts = List.of(file.split("\\.", -1));
        return serializer.event(parts.get(0), parts.get(1), stored(file));
    }

    private static byte[] stored(String file) {
        try (InputStream golden = GoldenEventsTest.class.getResourceAsStream("/golden/" + file)) {
            return Objects.requireNonNull(golden, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] store(Object event) {
        var serialized = serializer.serialize(event, byte[].class);
        assertThat(serialized.getType())
                .isEqualTo(new SimpleSerializedType(
                        EventNames.of(event.getClass()), EventNames.revision(event.getClass())));
        return serialized.getData();
    }

    /** The tree with every ciphertext replaced, since no two sealings of a value are alike. */
    private static JsonNode masked(JsonNode tree) {
        if (tree instanceof ObjectNode object && object.get("sealed") != null) {
            object.put("sealed", "…");
        }
        tree.forEach(GoldenEventsTest::masked);
        return tree;
    }
}
