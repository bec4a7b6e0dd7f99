package org.consentledger.command.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;
import static org.consentledger.command.subject.Stream.outcome;

import java.util.List;
import org.consentledger.api.Code;
import org.consentledger.api.EventName;
import org.consentledger.api.Fault;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.SignalRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Withdrawals, opt-outs and objections: when they are taken, and the one thing they do not reach. */
class WithdrawalTest {
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONSENT", "OPT_IN"})
    void consentNeedNotStandToBeWithdrawn(Signal signal) {
        given().records(signal.reported(live()), signal.recordedAt(NOW));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONSENT", "OPT_IN"})
    void standingConsentIsWithdrawn(Signal signal) {
        given(Signal.CONSENT.recordedAt(NOW.minusSeconds(60))).records(signal.reported(live()), signal.recordedAt(NOW));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONSENT", "OPT_IN"})
    void legalObligationCannotBeEscapedButTheRequestIsKept(Signal signal) {
        Act act = Signal.act(Signal.scope("newsletter", "identification"), NOW);
        var faults = List.of(new Fault("#/purposes/1", Code.LEGAL_OBLIGATION));

        given().when(signal.reported(live().purposes("newsletter", "identification")))
                .expectEvents(new SignalRefused(JAN, nameOf(signal), act, faults))
                .expectResultMessagePayloadMatching(outcome(outcome -> {
                    assertThat(outcome.refused()).isEqualTo(faults);
                    assertThat(outcome.changed()).isTrue();
                    assertThat(outcome.version()).isEqualTo(1);
                }));
    }

    @Test
    void refusedRequestPointsToWhatWasSent() {
        given().when(live().purposes("newsletter", "newsletter", "identification")
                        .withdrawal())
                .expectResultMessagePayloadMatching(outcome(outcome ->
                        assertThat(outcome.refused()).extracting(Fault::pointer).containsExactly("#/purposes/2")));
    }

    @Test
    void refusedRequestOfANewPersonIsKeptUnderTheirName() {
        var name = new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known("jan@example.nl"));
        Act act = Signal.act(Signal.scope("identification"), NOW);
        var faults = List.of(new Fault("#/purposes/0", Code.LEGAL_OBLIGATION));

        given().when(live().purposes("identification").introducedAs(name).optOut())
                .expectEvents(new IdentifierAdded(JAN, name), new SignalRefused(JAN, "opted-out", act, faults))
                .expectResultMessagePayloadMatching(
                        outcome(outcome -> assertThat(outcome.version()).isEqualTo(2)));
    }

    @Test
    void requestWithFaultsIsNotKept() {
        given().refuses(
                        live().purposes("identification").channels("PIGEON").withdrawal(),
                        "#/channels/0 UNKNOWN_CHANNEL");
    }

    @ParameterizedTest
    @EnumSource(names = {"CONSENT", "OPT_IN"})
    void nobodyKeepsThePersonFromAgreeingToWhatTheLawDemandsAnyway(Signal signal) {
        given().records(
                        signal.reported(live().purposes("identification")),
                        signal.recorded(Signal.act(Signal.scope("identification"), NOW)));
    }

    @Test
    void refusalOfEverythingIsTakenAndLeavesTheLegalObligationAlone() {
        given().when(live().purposes("*").withdrawal())
                .expectResultMessagePayloadMatching(
                        outcome(outcome -> assertThat(outcome.refused()).isEmpty()));
    }

    private static String nameOf(Signal signal) {
        return signal.recordedAt(NOW).getClass().getAnnotation(EventName.class).value();
    }
}
