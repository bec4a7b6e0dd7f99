package org.consentledger.command.subject;

import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;
import static org.consentledger.command.subject.Stream.outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectCommand.EndConsents;
import org.consentledger.api.subject.SubjectCommand.NoticeNamed;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.ConsentConfirmed;
import org.consentledger.api.subject.SubjectEvent.ConsentExpired;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentInvalidated;
import org.consentledger.api.subject.SubjectEvent.ConsentLapsed;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Consents that have ended by themselves. Consent to {@code club} holds for a month, to {@code club-events} below it for a
 * week; what people are told about {@code photos} changes now.
 */
class EndConsentsTest {
    private static final Instant A_MONTH_AGO = Instant.parse("2026-02-02T10:15:30.123456Z");
    private static final Instant EIGHT_DAYS_AGO = NOW.minus(Duration.ofDays(8));

    // Expiry

    @Test
    void consentExpiresWithTheLastMicrosecondOfItsTerm() {
        Stream over = given(consent(A_MONTH_AGO, "club"));
        tells(
                over,
                new ConsentExpired(JAN, over.id(1), purposes("club"), NOW),
                new ConsentExpired(JAN, over.id(1), purposes("club-events"), A_MONTH_AGO.plus(Duration.ofDays(7))));

        Stream lasting = given(consent(NOW.minus(Duration.ofDays(1)), "club"));
        tellsNothing(lasting);
    }

    @Test
    void consentMayEndForOnePurposeAndLastForAnother() {
        Stream stream = given(consent(EIGHT_DAYS_AGO, "club"));

        tells(
                stream,
                new ConsentExpired(
                        JAN, stream.id(1), purposes("club-events"), EIGHT_DAYS_AGO.plus(Duration.ofDays(7))));
    }

    @Test
    void endThatIsToldIsNotToldAgain() {
        Stream stream = given(consent(EIGHT_DAYS_AGO, "club"));

        tellsNothing(stream.andGiven(new ConsentExpired(
                JAN, stream.id(1), purposes("club-events"), EIGHT_DAYS_AGO.plus(Duration.ofDays(7)))));
    }

    @Test
    void consentEndsByItsOwnTermsForAllItIsAbout() {
        Stream stream = given(consent(NOW.minusSeconds(60), "newsletter", NOW));
        tells(stream, new ConsentExpired(JAN, stream.id(1), purposes("newsletter"), NOW));

        tellsNothing(given(consent(NOW.minusSeconds(60), "newsletter", NOW.plusNanos(1_000))));
    }

    @Test
    void consentOfUnknownAgeIsTooOldWhereAgeMatters() {
        Stream stream = given(consent(null, "club-events"));
        tells(stream, new ConsentExpired(JAN, stream.id(1), purposes("club-events"), NOW));

        tellsNothing(given(consent(null, "newsletter")));
    }

    @Test
    void consentToSeveralControllersEndsWithTheCalendarOfTheLast() {
        // Half past midnight on the 31st in Amsterdam, half past eleven on the 30th in London.
        Instant occurred = Instant.parse("2026-01-30T23:30:00Z");
        var both = new Scope(
                Set.of(ControllerRef.parse("north"), ControllerRef.parse("london")),
                null,
                Set.of(PurposeRef.parse("club")),
                Set.of());
        Stream stream = given(
                new ConsentGiven(JAN, Signal.act(both, occurred), told("club", "1"), Mechanism.CHECKBOX, null, null));

        tells(
                stream,
                new ConsentExpired(JAN, stream.id(1), purposes("club"), Instant.parse("2026-02-28T23:30:00Z")),
                new ConsentExpired(JAN, stream.id(1), purposes("club-events"), Instant.parse("2026-02-06T23:30:00Z")));
    }

    // A change of the notice

    @Test
    void materialChangeInvalidatesWhatWasToldBefore() {
        Stream stream = given(consent(NOW.minusSeconds(60), "photos"));

        tells(stream, new ConsentInvalidated(JAN, stream.id(1), purposes("photos"), NOW));
    }

    @Test
    void whoWasToldOfTheChangeHasNothingToRenew() {
        tellsNothing(given(new ConsentGiven(
                JAN, Signal.act(Signal.scope("photos"), NOW), told("club", "2"), Mechanism.CHECKBOX, null, null)));
    }

    @Test
    void otherPurposesAndOtherNoticesStand() {
        tellsNothing(given(consent(NOW.minusSeconds(60), "newsletter")));
        tellsNothing(given(new ConsentGiven(
                JAN,
                Signal.act(Signal.scope("photos"), NOW.minusSeconds(60)),
                told("stakeholder", "2024"),
                Mechanism.CHECKBOX,
                null,
                null)));
    }

    // Lapsing

    @Test
    void consentThatIsNotConfirmedInTimeLapses() {
        Stream stream = given(waiting(NOW));
        tells(stream, new ConsentLapsed(JAN, stream.id(1)));

        tellsNothing(given(waiting(NOW.plusNanos(1_000))));
        tellsNothing(given(waiting(null)));
        Stream told = given(waiting(NOW));
        tellsNothing(told.andGiven(new ConsentLapsed(JAN, told.id(1))));
    }

    @Test
    void confirmedConsentDoesNotLapseButEndsLikeAnyOther() {
        Stream stream = given(waiting(NOW));

        stream.andGiven(new ConsentConfirmed(JAN, stream.id(1), NOW.minusSeconds(1)));
        tells(stream, new ConsentInvalidated(JAN, stream.id(1), purposes("photos"), NOW));
    }

    // What has no end any more

    @ParameterizedTest
    @EnumSource(names = {"WITHDRAWAL", "OPT_OUT", "OBJECTION"})
    void whatThePersonEndedDoesNotEndByItself(Signal no) {
        tellsNothing(given(
                consent(EIGHT_DAYS_AGO, "club-events"),
                no.recorded(Signal.act(Signal.scope("club"), EIGHT_DAYS_AGO.plusSeconds(1)))));
        tellsNothing(given(
                no.recorded(Signal.act(Signal.scope("club"), EIGHT_DAYS_AGO)), consent(EIGHT_DAYS_AGO, "club-events")));
    }

    @ParameterizedTest
    @EnumSource(names = {"WITHDRAWAL", "OPT_OUT", "OBJECTION"})
    void olderOrNarrowerNoLeavesTheConsent(Signal no) {
        Stream older = given(
                no.recorded(Signal.act(Signal.scope("club"), EIGHT_DAYS_AGO.minusSeconds(1))),
                consent(EIGHT_DAYS_AGO, "club-events"));
        tells(older, expired(older, 2));

        var company = new Scope(
                Set.of(ControllerRef.parse("north")),
                new CompanyId("acme"),
                Set.of(PurposeRef.parse("club")),
                Set.of());
        Stream narrower =
                given(consent(EIGHT_DAYS_AGO, "club-events"), no.recorded(Signal.act(company, EIGHT_DAYS_AGO)));
        tells(narrower, expired(narrower, 1));
    }

    @Test
    void noToPartOfAConsentLeavesTheRest() {
        Stream stream = given(
                consent(A_MONTH_AGO, "club"), Signal.OPT_OUT.recorded(Signal.act(Signal.scope("club-events"), NOW)));

        tells(stream, new ConsentExpired(JAN, stream.id(1), purposes("club"), NOW));
    }

    @Test
    void objectionThatWasOverriddenLeavesTheConsent() {
        Stream stream = given(
                consent(EIGHT_DAYS_AGO, "club-events"),
                new ObjectionRaised(
                        JAN, Signal.act(Signal.scope("club"), NOW), ObjectionGround.PARTICULAR_SITUATION, null));
        stream.andGiven(new ObjectionDecided(JAN, stream.id(2), ObjectionOutcome.OVERRIDDEN, null));

        tells(stream, expired(stream, 1));
    }

    @Test
    void laterConsentTakesThePlaceOfAnEarlierOne() {
        tellsNothing(given(consent(EIGHT_DAYS_AGO, "club-events"), consent(NOW, "club")));
        tellsNothing(given(consent(NOW, "club"), consent(EIGHT_DAYS_AGO, "club-events")));
    }

    @Test
    void laterConsentThatWaitsTakesNoPlace() {
        Stream stream = given(
                consent(EIGHT_DAYS_AGO, "photos"),
                new ConsentGiven(
                        JAN,
                        Signal.act(Signal.scope("photos"), NOW),
                        told("club", "2"),
                        Mechanism.DOUBLE_OPT_IN,
                        null,
                        null,
                        NOW.plusSeconds(60)));

        tells(stream, new ConsentInvalidated(JAN, stream.id(1), purposes("photos"), NOW));
    }

    // Given again

    @Test
    void consentGivenAgainOnceItHasEndedIsANewOne() {
        var again = live().purposes("photos")
                .notice(new NoticeNamed("club", "1", "nl"))
                .consent();

        given(consent(NOW.minusSeconds(60), "photos")).records(again, consent(NOW, "photos"));
        Stream told = given(consent(NOW.minusSeconds(60), "photos"));
        told.andGiven(new ConsentInvalidated(JAN, told.id(1), purposes("photos"), NOW))
                .records(again, consent(NOW, "photos"));
    }

    private static void tells(Stream stream, SubjectEvent... ends) {
        stream.when(new EndConsents(JAN)).expectEvents((Object[]) ends);
    }

    private static void tellsNothing(Stream stream) {
        stream.when(new EndConsents(JAN))
                .expectNoEvents()
                .expectResultMessagePayloadMatching(outcome(
                        outcome -> Assertions.assertThat(outcome.changed()).isFalse()));
    }

    private static ConsentExpired expired(Stream stream, int n) {
        EventId consent = stream.id(n);
        return new ConsentExpired(JAN, consent, purposes("club-events"), EIGHT_DAYS_AGO.plus(Duration.ofDays(7)));
    }

    private static ConsentGiven consent(@Nullable Instant occurredAt, String purpose) {
        return consent(occurredAt, purpose, null);
    }

    private static ConsentGiven consent(@Nullable Instant occurredAt, String purpose, @Nullable Instant expiresAt) {
        return new ConsentGiven(
                JAN,
                Signal.act(Signal.scope(purpose), occurredAt),
                told("club", "1"),
                Mechanism.CHECKBOX,
                expiresAt,
                null);
    }

    private static ConsentGiven waiting(@Nullable Instant confirmBy) {
        return new ConsentGiven(
                JAN,
                Signal.act(
                        new Scope(
                                Set.of(ControllerRef.parse("north")),
                                null,
                                Set.of(PurposeRef.parse("photos")),
                                Set.of(Channel.EMAIL)),
                        NOW.minusSeconds(60)),
                told("club", "1"),
                Mechanism.DOUBLE_OPT_IN,
                null,
                null,
                confirmBy);
    }

    private static NoticeShown told(String notice, String version) {
        return new NoticeShown(new NoticeId(notice), version, "nl");
    }

    private static Set<PurposeId> purposes(String... ids) {
        return Arrays.stream(ids).map(PurposeId::new).collect(Collectors.toSet());
    }
}
