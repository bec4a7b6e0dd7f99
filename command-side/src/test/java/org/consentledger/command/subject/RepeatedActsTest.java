package org.consentledger.command.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.command.subject.Report.at;
import static org.consentledger.command.subject.Report.atUnknownTime;
import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.consentledger.api.Code;
import org.consentledger.api.Fault;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectCommand.NoticeNamed;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.SignalRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The same act told twice is one act; these tests say what makes it the same. */
class RepeatedActsTest {
    private static final Instant EARLIER = NOW.minusSeconds(60);
    private static final Instant A_DAY_AGO = NOW.minus(Duration.ofHours(24));

    @ParameterizedTest
    @EnumSource
    void liveActToldAgainWithinADayChangesNothing(Signal signal) {
        given(signal.recordedAt(A_DAY_AGO.plusNanos(1_000))).stands(signal.reported(live()), 1);
        given(signal.recordedAt(NOW)).stands(signal.reported(live()), 1);
    }

    @ParameterizedTest
    @EnumSource
    void liveActAfterADayIsAnotherAct(Signal signal) {
        given(signal.recordedAt(A_DAY_AGO)).records(signal.reported(live()), signal.recordedAt(NOW));
    }

    @ParameterizedTest
    @EnumSource
    void liveActIsNotTheActOfUnknownTime(Signal signal) {
        given(signal.recordedAt(null)).records(signal.reported(live()), signal.recordedAt(NOW));
    }

    @ParameterizedTest
    @EnumSource
    void liveActAfterTheOppositeIsAnotherAct(Signal signal) {
        given(signal.recordedAt(EARLIER), signal.opposite().recordedAt(EARLIER.plusSeconds(1)))
                .records(signal.reported(live()), signal.recordedAt(NOW));
    }

    /** A letter that comes in late, about a time before the opposite, is recorded and says nothing about now. */
    @ParameterizedTest
    @EnumSource
    void liveActIsNotTheOneToldLateThatWasOvertaken(Signal signal) {
        given(signal.opposite().recordedAt(EARLIER), signal.recordedAt(EARLIER.minusSeconds(1)))
                .records(signal.reported(live()), signal.recordedAt(NOW));
        given(signal.opposite().recordedAt(EARLIER), signal.recordedAt(EARLIER))
                .records(signal.reported(live()), signal.recordedAt(NOW));
    }

    /** The clock of the node that recorded it is ahead of this one's. */
    @ParameterizedTest
    @EnumSource
    void liveActIsLaterThanAllThatWasDoneBefore(Signal signal) {
        Instant ahead = NOW.plusSeconds(1);

        given(signal.opposite().recordedAt(ahead))
                .records(signal.reported(live()), signal.recordedAt(ahead.plusNanos(1_000)));
    }

    @ParameterizedTest
    @EnumSource
    void oppositeOfUnknownTimeBeforeItOpposesNothing(Signal signal) {
        given(signal.opposite().recordedAt(null), signal.recordedAt(EARLIER)).stands(signal.reported(live()), 2);
    }

    @ParameterizedTest
    @EnumSource
    void oppositeOfLongAgoOpposesNothing(Signal signal) {
        given(signal.opposite().recordedAt(EARLIER), signal.recordedAt(EARLIER.plusSeconds(1)))
                .stands(signal.reported(live()), 2);
    }

    @ParameterizedTest
    @EnumSource
    void oppositeOfAnotherScopeMakesTheActAnotherToo(Signal signal) {
        SubjectEvent elsewhere = signal.opposite().recorded(Signal.act(Signal.scope("tracking"), EARLIER));

        given(signal.recordedAt(EARLIER), elsewhere).records(signal.reported(live()), signal.recordedAt(NOW));
    }

    @ParameterizedTest
    @EnumSource
    void othersOfTheSameKindOpposeNothing(Signal signal) {
        SubjectEvent alike = signal.recorded(Signal.act(Signal.scope("tracking"), EARLIER));
        var preferences = new PreferencesSet(JAN, "nl", null, null);

        given(signal.recordedAt(EARLIER), alike, preferences).stands(signal.reported(live()), 1);
    }

    @ParameterizedTest
    @EnumSource
    void latestOfTwoActsStands(Signal signal) {
        given(signal.recordedAt(EARLIER), signal.recordedAt(EARLIER.plusSeconds(1)))
                .stands(signal.reported(live()), 2);
    }

    @ParameterizedTest
    @EnumSource
    void actWithItsTimeStandsForEver(Signal signal) {
        Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");

        given(signal.recordedAt(longAgo)).stands(signal.reported(at(longAgo)), 1);
        given(signal.recordedAt(longAgo), signal.opposite().recordedAt(EARLIER))
                .stands(signal.reported(at(longAgo)), 1);
    }

    @ParameterizedTest
    @EnumSource
    void actAMicrosecondLaterIsAnotherAct(Signal signal) {
        Instant later = EARLIER.plusNanos(1_000);

        given(signal.recordedAt(EARLIER)).records(signal.reported(at(later)), signal.recordedAt(later));
    }

    @ParameterizedTest
    @EnumSource
    void actWithATimeIsNotTheActOfUnknownTime(Signal signal) {
        given(signal.recordedAt(null)).records(signal.reported(at(EARLIER)), signal.recordedAt(EARLIER));
    }

    @ParameterizedTest
    @EnumSource
    void actOfUnknownTimeToldAgainChangesNothing(Signal signal) {
        given(signal.recordedAt(null)).stands(signal.reported(atUnknownTime()), 1);
    }

    @ParameterizedTest
    @EnumSource
    void actOfUnknownTimeAfterTheOppositeIsAnotherAct(Signal signal) {
        given(signal.recordedAt(null), signal.opposite().recordedAt(EARLIER))
                .records(signal.reported(atUnknownTime()), signal.recordedAt(null));
    }

    @ParameterizedTest
    @EnumSource
    void actOfUnknownTimeIsNotTheActWithATime(Signal signal) {
        given(signal.recordedAt(EARLIER)).records(signal.reported(atUnknownTime()), signal.recordedAt(null));
    }

    @ParameterizedTest
    @EnumSource
    void evidenceDoesNotMakeItAnotherAct(Signal signal) {
        given(signal.recordedAt(EARLIER))
                .stands(signal.reported(live().ip("192.0.2.7").actor("another clerk")), 1);
    }

    @ParameterizedTest
    @EnumSource
    void orderOfPurposesDoesNotMakeItAnotherAct(Signal signal) {
        given(signal.recorded(Signal.act(Signal.scope("newsletter", "tracking"), EARLIER)))
                .stands(signal.reported(live().purposes("tracking", "newsletter")), 1);
    }

    @ParameterizedTest
    @EnumSource
    void otherKindOfActIsAnotherAct(Signal signal) {
        for (Signal other : Signal.values()) {
            if (other != signal) {
                given(other.recordedAt(EARLIER)).records(signal.reported(live()), signal.recordedAt(NOW));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("otherScopesAndSources")
    void otherScopeOrSourceMakesItAnotherAct(UnaryOperator<Report> changed) {
        for (Signal signal : Signal.values()) {
            isRecordedAfter(signal.recordedAt(EARLIER), signal.reported(changed.apply(live())));
        }
    }

    static List<UnaryOperator<Report>> otherScopesAndSources() {
        return List.of(
                report -> report.controllers("south"),
                report -> report.controllers("north", "south"),
                report -> report.controllers("group:house"),
                report -> report.company("12345678"),
                report -> report.purposes("tracking"),
                report -> report.purposes("marketing"),
                report -> report.channels("SMS"),
                Report::allChannels,
                report -> report.source("THIRD_PARTY").reference("letter 7"));
    }

    @ParameterizedTest
    @MethodSource("otherConsents")
    void otherTermsMakeItAnotherConsent(UnaryOperator<Report> changed) {
        isRecordedAfter(
                Signal.CONSENT.recordedAt(EARLIER), changed.apply(live()).consent());
    }

    static List<UnaryOperator<Report>> otherConsents() {
        return List.of(
                report -> report.notice(new NoticeNamed("stakeholder", "2025", "nl")),
                report -> report.notice(new NoticeNamed("general", "2024", "nl")),
                report -> report.notice(new NoticeNamed("stakeholder", "2024", "en")),
                report -> report.mechanism("SETTING"),
                report -> report.expiresAt(NOW.plusSeconds(60)));
    }

    @Test
    void otherGroundMakesItAnotherOptIn() {
        isRecordedAfter(
                Signal.OPT_IN.recordedAt(EARLIER),
                live().ground("EXISTING_CUSTOMER").reference("order 7").optIn());
    }

    @Test
    void otherGroundMakesItAnotherObjection() {
        isRecordedAfter(
                Signal.OBJECTION.recordedAt(EARLIER),
                live().ground("PARTICULAR_SITUATION").objection());
    }

    @Test
    void statementThatIsAddedMakesItAnotherObjection() {
        var before = new ObjectionRaised(JAN, Signal.act(EARLIER), ObjectionGround.PARTICULAR_SITUATION, null);
        var stated = new ObjectionRaised(
                JAN, Signal.act(EARLIER), ObjectionGround.PARTICULAR_SITUATION, new Personal.Known("I am ill"));

        isRecordedAfter(
                before,
                live().ground("PARTICULAR_SITUATION").statement("I am ill").objection());
        given(stated)
                .stands(
                        live().ground("PARTICULAR_SITUATION")
                                .statement("I am very ill")
                                .objection(),
                        1);
    }

    @Test
    void parentalAuthorisationThatIsAddedMakesItAnotherConsent() {
        isRecordedAfter(
                Signal.CONSENT.recordedAt(EARLIER),
                live().child(12, "letter of a parent").consent());
    }

    @Test
    void objectionAfterADecisionIsAnotherObjection() {
        var objection = new ObjectionRaised(JAN, Signal.act(EARLIER), ObjectionGround.PARTICULAR_SITUATION, null);
        Stream stream = given(objection);
        stream.andGiven(new ObjectionDecided(
                JAN, stream.id(1), ObjectionOutcome.OVERRIDDEN, new Personal.Known("a claim in court")));

        stream.when(live().ground("PARTICULAR_SITUATION").objection())
                .expectEvents(new ObjectionRaised(JAN, Signal.act(NOW), ObjectionGround.PARTICULAR_SITUATION, null));
    }

    @Test
    void refusedRequestIsNoActThatStands() {
        var faults = List.of(new Fault("#/purposes/0", Code.LEGAL_OBLIGATION));
        var refused = new SignalRefused(JAN, "consent-withdrawn", Signal.act(EARLIER), faults);

        given(refused).records(live().withdrawal(), Signal.WITHDRAWAL.recordedAt(NOW));
    }

    @Test
    void identifierIsNoAct() {
        var name = new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known("jan@example.nl"));

        given(new IdentifierAdded(JAN, name)).records(live().consent(), Signal.CONSENT.recordedAt(NOW));
    }

    private static void isRecordedAfter(SubjectEvent event, SubjectCommand command) {
        given(event).when(command).expectResultMessagePayloadMatching(Stream.outcome(outcome -> {
            assertThat(outcome.changed()).isTrue();
            assertThat(outcome.version()).isEqualTo(2);
        }));
    }
}
