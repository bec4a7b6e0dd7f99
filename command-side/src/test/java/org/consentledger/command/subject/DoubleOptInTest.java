package org.consentledger.command.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentledger.command.subject.Report.at;
import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.CONFIRM_WITHIN;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NEXT_MICROSECOND;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;
import static org.consentledger.command.subject.Stream.outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectCommand.ConfirmConsent;
import org.consentledger.api.subject.SubjectEvent.ConsentConfirmed;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentLapsed;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Consent that waits until the person has confirmed it. */
class DoubleOptInTest {
    private static final Instant ASKED = NOW.minus(Duration.ofHours(2));
    private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));

    // Waiting

    @Test
    void doubleOptInWaitsForItsConfirmation() {
        Instant confirmBy = NOW.plus(CONFIRM_WITHIN);

        given().when(live().mechanism("DOUBLE_OPT_IN").consent())
                .expectEvents(waiting(NOW, null, confirmBy))
                .expectResultMessagePayloadMatching(
                        outcome(outcome -> assertThat(outcome.confirmBy()).isEqualTo(confirmBy)));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DOUBLE_OPT_IN")
    void everyOtherConsentWaitsForNothing(Mechanism mechanism) {
        given().when(live().mechanism(mechanism.name()).consent())
                .expectResultMessagePayloadMatching(
                        outcome(outcome -> assertThat(outcome.confirmBy()).isNull()));
    }

    @Test
    void consentIsNotConfirmedAfterItsOwnEnd() {
        given().records(
                        live().mechanism("DOUBLE_OPT_IN").expiresAt(TOMORROW).consent(),
                        waiting(NOW, TOMORROW, TOMORROW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59S", "P91D", "PT0S", "-P1D"})
    void timeToConfirmIsBounded(String time) {
        assertThatThrownBy(() -> new ConsentSettings(Duration.parse(time)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ledger.consents.confirm-within");
    }

    @Test
    void consentToldAgainWhileItWaitsIsTheSame() {
        given(waiting(ASKED, null, TOMORROW))
                .when(live().mechanism("DOUBLE_OPT_IN").consent())
                .expectNoEvents()
                .expectResultMessagePayloadMatching(
                        outcome(outcome -> assertThat(outcome.confirmBy()).isEqualTo(TOMORROW)));
    }

    @Test
    void consentToldAgainOnceItIsConfirmedWaitsNoLonger() {
        Stream stream = given(waiting(ASKED, null, TOMORROW));

        stream.andGiven(new ConsentConfirmed(JAN, stream.id(1), NOW))
                .when(live().mechanism("DOUBLE_OPT_IN").consent())
                .expectNoEvents()
                .expectResultMessagePayloadMatching(
                        outcome(outcome -> assertThat(outcome.confirmBy()).isNull()));
    }

    @Test
    void consentToldAgainOnceItHasLapsedIsAnother() {
        given(waiting(ASKED, null, NOW))
                .records(live().mechanism("DOUBLE_OPT_IN").consent(), waiting(NOW, null, NOW.plus(CONFIRM_WITHIN)));
    }

    @Test
    void consentWithItsTimeIsTheSameEvenOnceItHasLapsed() {
        given(waiting(ASKED, null, NOW))
                .stands(at(ASKED).mechanism("DOUBLE_OPT_IN").consent(), 1);
    }

    // Confirming

    @Test
    void confirmationHappensNowOrWhenItIsSaidToHaveHappened() {
        Stream now = given(waiting(ASKED, null, TOMORROW));
        now.records(confirm(now), new ConsentConfirmed(JAN, now.id(1), NOW));

        Stream then = given(waiting(ASKED, null, TOMORROW));
        then.records(confirm(then, ASKED), new ConsentConfirmed(JAN, then.id(1), ASKED));
    }

    @Test
    void nobodyConfirmsBeforeConsentingOrInTheFuture() {
        Stream stream = given(waiting(ASKED, null, TOMORROW));

        stream.refuses(confirm(stream, ASKED.minusNanos(1_000)), "#/occurredAt CONFIRMED_BEFORE_GIVEN");
        stream.refuses(confirm(stream, NEXT_MICROSECOND), "#/occurredAt OCCURRED_IN_FUTURE");
    }

    @Test
    void nobodyConfirmsBefore1900WhatIsOfUnknownTime() {
        Stream stream = given(waiting(null, null, TOMORROW));

        stream.refuses(confirm(stream, Instant.parse("1899-12-31T23:59:59Z")), "#/occurredAt OCCURRED_TOO_LONG_AGO");
    }

    @Test
    void timeToConfirmEndsWithItsLastMicrosecond() {
        Stream late = given(waiting(ASKED, null, NOW));
        late.refuses(confirm(late), Code.CONFIRMATION_LAPSED);

        Stream inTime = given(waiting(ASKED, null, NEXT_MICROSECOND));
        inTime.records(confirm(inTime), new ConsentConfirmed(JAN, inTime.id(1), NOW));
    }

    @Test
    void consentOfWhichItIsToldThatItHasLapsedStaysSoWhateverTheClock() {
        Stream stream = given(waiting(ASKED, null, TOMORROW));

        stream.andGiven(new ConsentLapsed(JAN, stream.id(1))).refuses(confirm(stream), Code.CONFIRMATION_LAPSED);
    }

    @Test
    void consentIsConfirmedOnce() {
        Stream stream = given(waiting(ASKED, null, NOW));

        stream.andGiven(new ConsentConfirmed(JAN, stream.id(1), ASKED))
                .refuses(confirm(stream), Code.CONSENT_CONFIRMED);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DOUBLE_OPT_IN")
    void onlyADoubleOptInIsConfirmed(Mechanism mechanism) {
        Stream stream = given(new ConsentGiven(JAN, Signal.act(ASKED), shown(), mechanism, null, null));

        stream.refuses(confirm(stream), Code.NOT_DOUBLE_OPT_IN);
    }

    @Test
    void onlyAConsentIsConfirmed() {
        Stream stream = given(Signal.WITHDRAWAL.recordedAt(ASKED));

        stream.refuses(confirm(stream), Code.NOT_FOUND);
        stream.refuses(new ConfirmConsent(JAN, new EventId(new UUID(0, 1)), null), Code.NOT_FOUND);
    }

    // Having said no meanwhile

    @ParameterizedTest
    @EnumSource(names = {"WITHDRAWAL", "OPT_OUT", "OBJECTION"})
    void linkInAnOldMailIsNoNewWish(Signal no) {
        for (Instant time : new Instant[] {ASKED, ASKED.plusSeconds(60), null}) {
            Stream stream = given(waiting(ASKED, null, TOMORROW), no.recordedAt(time));

            stream.refuses(confirm(stream), Code.CONSENT_OPPOSED);
        }
    }

    @Test
    void noFromBeforeTheConsentDoesNotStandAgainstIt() {
        Stream stream = given(Signal.WITHDRAWAL.recordedAt(ASKED.minusNanos(1_000)), waiting(ASKED, null, TOMORROW));

        stream.records(new ConfirmConsent(JAN, stream.id(2), null), new ConsentConfirmed(JAN, stream.id(2), NOW));
    }

    @Test
    void consentOfUnknownTimeIsOlderThanAnyNo() {
        Stream stream = given(Signal.OPT_OUT.recordedAt(ASKED.minusSeconds(60)), waiting(null, null, TOMORROW));

        stream.refuses(new ConfirmConsent(JAN, stream.id(2), null), Code.CONSENT_OPPOSED);
    }

    @ParameterizedTest
    @CsvSource({"north, newsletter", "group:house, newsletter", "*, newsletter", "north, marketing", "*, *"})
    void widerNoStandsAgainstTheConsentToo(String controller, String purpose) {
        var all = new Scope(Set.of(ControllerRef.parse(controller)), null, Set.of(PurposeRef.parse(purpose)), Set.of());
        Stream stream = given(waiting(ASKED, null, TOMORROW), Signal.OPT_OUT.recorded(Signal.act(all, NOW)));

        stream.refuses(confirm(stream), Code.CONSENT_OPPOSED);
    }

    /** What the no leaves of the consent can be confirmed; decisions know the difference. */
    @ParameterizedTest
    @CsvSource({"south, newsletter, EMAIL", "north, tracking, EMAIL", "north, newsletter, SMS"})
    void noToSomethingElseLeavesTheConsent(String controller, String purpose, Channel channel) {
        var other = new Scope(
                Set.of(ControllerRef.parse(controller)), null, Set.of(PurposeRef.parse(purpose)), Set.of(channel));
        Stream stream = given(waiting(ASKED, null, TOMORROW), Signal.OPT_OUT.recorded(Signal.act(other, NOW)));

        stream.records(confirm(stream), new ConsentConfirmed(JAN, stream.id(1), NOW));
    }

    @Test
    void noOnBehalfOfACompanyLeavesTheConsentOfThePerson() {
        var company = new Scope(
                Set.of(ControllerRef.parse("north")),
                new CompanyId("acme"),
                Set.of(PurposeRef.parse("newsletter")),
                Set.of());
        Stream stream = given(waiting(ASKED, null, TOMORROW), Signal.OPT_OUT.recorded(Signal.act(company, NOW)));

        stream.records(confirm(stream), new ConsentConfirmed(JAN, stream.id(1), NOW));
    }

    @Test
    void noToOneChannelLeavesAConsentToAll() {
        var everywhere =
                new Scope(Set.of(ControllerRef.parse("north")), null, Set.of(PurposeRef.parse("newsletter")), Set.of());
        var consent = new ConsentGiven(
                JAN, Signal.act(everywhere, ASKED), shown(), Mechanism.DOUBLE_OPT_IN, null, null, TOMORROW);
        Stream stream = given(consent, Signal.OPT_OUT.recordedAt(NOW));

        stream.records(confirm(stream), new ConsentConfirmed(JAN, stream.id(1), NOW));
    }

    @Test
    void restrictionIsNoRefusal() {
        Stream stream = given(waiting(ASKED, null, TOMORROW), new RestrictionImposed(JAN, Signal.act(NOW), null));

        stream.records(confirm(stream), new ConsentConfirmed(JAN, stream.id(1), NOW));
    }

    private static ConfirmConsent confirm(Stream stream) {
        return new ConfirmConsent(JAN, stream.id(1), null);
    }

    private static ConfirmConsent confirm(Stream stream, Instant occurredAt) {
        return new ConfirmConsent(JAN, stream.id(1), occurredAt);
    }

    private static ConsentGiven waiting(@Nullable Instant occurredAt, @Nullable Instant expiresAt, Instant confirmBy) {
        return new ConsentGiven(
                JAN, Signal.act(occurredAt), shown(), Mechanism.DOUBLE_OPT_IN, expiresAt, null, confirmBy);
    }

    private static NoticeShown shown() {
        return new NoticeShown(new NoticeId("stakeholder"), "2024", "nl");
    }
}
