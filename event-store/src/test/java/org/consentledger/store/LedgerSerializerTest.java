package org.consentledger.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.MergedTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.consentledger.api.Caller;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.store.sealing.TestVault;
import org.consentledger.store.sealing.Vault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerSerializerTest {
    private static final String SECRET = "jan.de.vries@example.nl";

    private Vault vault;
    private LedgerSerializer serializer;

    @BeforeEach
    void startAnew(@TempDir Path keys) {
        vault = TestVault.in(keys);
        serializer = new LedgerSerializer(vault);
    }

    @Test
    void noPersonalValueIsStoredInClear() {
        for (Object event : new SampleEvents(field -> new Personal.Known(SECRET)).all()) {
            assertThat(new String(stored(event).getData(), UTF_8)).doesNotContain(SECRET);
        }
    }

    @Test
    void whatWasSealedOpensToWhatWasSaid() {
        var introduced = new IdentifierAdded(
                SampleEvents.SUBJECT, new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known(SECRET)));

        IdentifierAdded read = serializer.deserialize(stored(introduced));

        assertThat(read.identifier().value()).isInstanceOf(Personal.Sealed.class);
        assertThat(vault.open(SampleEvents.SUBJECT, (Personal.Sealed)
                        read.identifier().value()))
                .isEqualTo(new Personal.Known(SECRET));
    }

    @Test
    void untilWhenAConsentWaitsIsStored() {
        ConsentGiven consent = new SampleEvents(Personal.Known::new)
                .minimal().stream()
                        .filter(ConsentGiven.class::isInstance)
                        .map(ConsentGiven.class::cast)
                        .findFirst()
                        .orElseThrow();
        var confirmBy = Instant.parse("2026-03-09T10:15:30.123456Z");
        var waiting = new ConsentGiven(
                consent.subject(),
                consent.act(),
                consent.notice(),
                Mechanism.DOUBLE_OPT_IN,
                consent.expiresAt(),
                consent.parentalAuthorisation(),
                confirmBy);

        ConsentGiven read = serializer.deserialize(stored(waiting));

        assertThat(read).isEqualTo(waiting);
        assertThat(new String(stored(waiting).getData(), UTF_8))
                .contains("\"confirmBy\":\"2026-03-09T10:15:30.123456Z\"");
    }

    @Test
    void everyPersonalValueIsSealedUnderTheNameOfItsField() {
        var opened = new HashMap<String, Personal>();
        for (Object event : new SampleEvents(Personal.Known::new).all()) {
            collectOpened(serializer.deserialize(stored(event)), opened);
        }

        assertThat(opened.keySet())
                .containsExactlyInAnyOrder(
                        "value",
                        "actor",
                        "form",
                        "ip",
                        "userAgent",
                        "reference",
                        "parentalAuthorisation",
                        "statement",
                        "grounds",
                        "reason",
                        "reasons",
                        "leftOut",
                        "ground",
                        "remedies");
        assertThat(opened).allSatisfy((field, value) -> assertThat(value).isEqualTo(new Personal.Known(field)));
    }

    @Test
    void erasedValueIsNotStoredAgain() {
        var erased = new IdentifierAdded(
                SampleEvents.SUBJECT, new Identifier(Identifier.Kind.EMAIL, null, new Personal.Erased()));

        assertThatThrownBy(() -> stored(erased)).isInstanceOf(SerializationException.class);
    }

    @Test
    void eventsAreStoredUnderTheirNamesAndNoOthers() {
        assertThat(serializer.typeForClass(IdentifierAdded.class))
                .isEqualTo(new SimpleSerializedType("identifier-added", "1"));
        assertThat(serializer.event("consent-sold", "1", "{}".getBytes(UTF_8)))
                .isInstanceOf(UnknownSerializedType.class);
    }

    @Test
    void whoActedIsReadBackFromMetadata() {
        var caller = new Caller("marketing", "019f0000-0000-7000-8000-00000000000a");
        var metadata = MetaData.from(CallerMetadata.of(caller));

        MetaData read = serializer.deserialize(serializer.serialize(metadata, byte[].class));

        assertThat(read).isEqualTo(metadata);
        assertThat(CallerMetadata.read(read)).isEqualTo(caller);
    }

    @Test
    void callerForNobodyElseIsReadBackToo() {
        var caller = new Caller("service", null);
        var metadata = MetaData.from(CallerMetadata.of(caller));

        MetaData read = serializer.deserialize(serializer.serialize(metadata, byte[].class));

        assertThat(CallerMetadata.read(read)).isEqualTo(caller);
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void positionOfAProjectionIsReadBack(TrackingToken token) {
        TrackingToken read = serializer.deserialize(serializer.serialize(token, byte[].class));

        assertThat(read).isEqualTo(token).hasSameClassAs(token);
    }

    static List<TrackingToken> tokens() {
        var gaps = GapAwareTrackingToken.newInstance(9, List.of(4L, 7L));
        var global = new GlobalSequenceTrackingToken(3);
        return List.of(
                global,
                gaps,
                ReplayToken.createReplayToken(gaps, GapAwareTrackingToken.newInstance(2, List.of())),
                ReplayToken.createReplayToken(new GlobalSequenceTrackingToken(8), global),
                ReplayToken.createReplayToken(new GlobalSequenceTrackingToken(8), null),
                MergedTrackingToken.merged(global, new GlobalSequenceTrackingToken(5)));
    }

    private SerializedObject<byte[]> stored(Object event) {
        return serializer.serialize(event, byte[].class);
    }

    /** Opens the sealed values wherever they stand in the record. */
    private void collectOpened(Object value, Map<String, Personal> found) {
        if (value instanceof Personal.Sealed sealed) {
            found.put(sealed.field(), vault.open(SampleEvents.SUBJECT, sealed));
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                Object part = part(value, component);
                if (part != null) {
                    collectOpened(part, found);
                }
            }
        }
    }

    private static @Nullable Object part(Object value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("A record hides its component", e);
        }
    }
}
