package org.consentledger.command.subject;

import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;
import static org.consentledger.command.subject.Stream.refusal;

import org.consentledger.api.Code;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectCommand.SetPreferences;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a stream begins, and commands on condition of its version (If-Match). */
class NewPersonTest {
    private static final Identifier NAME =
            new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known("jan@example.nl"));
    private static final IdentifierAdded INTRODUCED = new IdentifierAdded(JAN, NAME);

    @ParameterizedTest
    @EnumSource
    void streamBeginsWithTheNameOfThePerson(Signal signal) {
        given().records(signal.reported(live().introducedAs(NAME)), INTRODUCED, signal.recordedAt(NOW));
    }

    @Test
    void preferencesMayBeginAStream() {
        given().records(
                        new SetPreferences(JAN, NAME, "nl", null, null),
                        INTRODUCED,
                        new PreferencesSet(JAN, "nl", null, null));
    }

    @ParameterizedTest
    @EnumSource
    void knownPersonIsNotIntroducedAgain(Signal signal) {
        given(INTRODUCED).records(signal.reported(live().introducedAs(NAME)), signal.recordedAt(NOW));
    }

    @ParameterizedTest
    @EnumSource
    void refusedFirstCommandLeavesNobodyBehind(Signal signal) {
        given().refuses(
                        signal.reported(live().introducedAs(NAME).purposes("world-peace")),
                        "#/purposes/0 UNKNOWN_PURPOSE");
    }

    @ParameterizedTest
    @EnumSource
    void commandIsTakenAtTheVersionItsSenderKnows(Signal signal) {
        given().when(signal.reported(live()), "0").expectEvents(signal.recordedAt(NOW));
        given(INTRODUCED).when(signal.reported(live()), "1").expectEvents(signal.recordedAt(NOW));
        given(INTRODUCED, signal.opposite().recordedAt(NOW))
                .when(signal.reported(live()), "2")
                .expectEvents(signal.recordedAt(NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "3", "02"})
    void commandIsRefusedAtAnyOtherVersion(String ifMatch) {
        for (Signal signal : Signal.values()) {
            given(INTRODUCED, signal.opposite().recordedAt(NOW))
                    .when(signal.reported(live()), ifMatch)
                    .expectNoEvents()
                    .expectException(refusal(Code.VERSION_MISMATCH));
        }
    }

    @Test
    void newPersonHasNoVersionToMatch() {
        given().when(live().introducedAs(NAME).consent(), "1")
                .expectNoEvents()
                .expectException(refusal(Code.VERSION_MISMATCH));
    }

    @Test
    void versionIsLookedAtBeforeFaultsAndBeforeRepetition() {
        given(Signal.CONSENT.recordedAt(NOW))
                .when(live().purposes("world-peace").consent(), "7")
                .expectNoEvents()
                .expectException(refusal(Code.VERSION_MISMATCH));
        given(Signal.CONSENT.recordedAt(NOW))
                .when(live().consent(), "7")
                .expectNoEvents()
                .expectException(refusal(Code.VERSION_MISMATCH));
    }
}
