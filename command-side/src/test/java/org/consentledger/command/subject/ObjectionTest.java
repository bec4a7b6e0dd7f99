package org.consentledger.command.subject;

import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;

import java.util.UUID;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.SubjectCommand.DecideObjection;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objecting, and deciding an objection (GDPR Article 21). */
class ObjectionTest {
    private static final Personal CLAIM = new Personal.Known("a claim in court");
    private static final ObjectionRaised PARTICULAR =
            new ObjectionRaised(JAN, Signal.act(NOW.minusSeconds(60)), ObjectionGround.PARTICULAR_SITUATION, null);
    private static final int MAX_STATEMENT = 10_000;

    @ParameterizedTest
    @EnumSource
    void objectionIsRecordedWithItsGround(ObjectionGround ground) {
        given().records(
                        live().ground(ground.name()).statement("I am in hiding").objection(),
                        new ObjectionRaised(JAN, Signal.act(NOW), ground, new Personal.Known("I am in hiding")));
    }

    @Test
    void objectionNamesItsGround() {
        given().refuses(live().ground(null).objection(), "#/ground MISSING");
        given().refuses(live().ground("DISLIKE").objection(), "#/ground UNKNOWN_GROUND");
    }

    @Test
    void statementIsATextOfTenThousandCharactersAtMost() {
        Report objection = live().ground("DIRECT_MARKETING");

        given().when(objection.statement("x".repeat(MAX_STATEMENT)).objection()).expectSuccessfulHandlerExecution();
        given().refuses(objection.statement("x".repeat(MAX_STATEMENT + 1)).objection(), "#/statement TEXT_TOO_LONG");
        given().refuses(objection.statement("BSN: 123456782").objection(), "#/statement NATIONAL_ID_NUMBER");
    }

    @Test
    void everyFaultOfAnObjectionIsNamedAtOnce() {
        given().refuses(
                        live().purposes("world-peace")
                                .ground("DISLIKE")
                                .statement("123456782")
                                .objection(),
                        "#/purposes/0 UNKNOWN_PURPOSE",
                        "#/ground UNKNOWN_GROUND",
                        "#/statement NATIONAL_ID_NUMBER");
    }

    @Test
    void objectionIsUpheldWithoutGrounds() {
        Stream stream = given(PARTICULAR);

        stream.records(
                decide(stream.id(1), "UPHELD", null),
                new ObjectionDecided(JAN, stream.id(1), ObjectionOutcome.UPHELD, null));
    }

    @Test
    void objectionIsOverriddenOnCompellingGroundsOnly() {
        Stream stream = given(PARTICULAR);
        stream.refuses(decide(stream.id(1), "OVERRIDDEN", null), "#/grounds GROUNDS_REQUIRED");
        stream.refuses(decide(stream.id(1), "OVERRIDDEN", " "), "#/grounds GROUNDS_REQUIRED");
        stream.records(
                decide(stream.id(1), "OVERRIDDEN", "a claim in court"),
                new RestrictionLiftAnnounced(JAN, stream.id(1), NOW, null, null),
                new ObjectionDecided(
                        JAN, stream.id(1), ObjectionOutcome.OVERRIDDEN, new Personal.Known("a claim in court")));
    }

    @Test
    void decisionHasAKnownOutcome() {
        Stream stream = given(PARTICULAR);

        stream.refuses(decide(stream.id(1), null, null), "#/outcome MISSING");
        stream.refuses(decide(stream.id(1), "POSTPONED", null), "#/outcome UNKNOWN_OUTCOME");
    }

    @Test
    void groundsAreATextOfTenThousandCharactersAtMost() {
        Stream stream = given(PARTICULAR);

        stream.refuses(decide(stream.id(1), "UPHELD", "x".repeat(MAX_STATEMENT + 1)), "#/grounds TEXT_TOO_LONG");
        stream.refuses(decide(stream.id(1), "UPHELD", "see 123456782"), "#/grounds NATIONAL_ID_NUMBER");
        stream.when(decide(stream.id(1), "UPHELD", "x".repeat(MAX_STATEMENT))).expectSuccessfulHandlerExecution();
    }

    @Test
    void everyFaultOfADecisionIsNamedAtOnce() {
        Stream stream = given(PARTICULAR);

        stream.refuses(
                decide(stream.id(1), "OVERRIDDEN", " ".repeat(MAX_STATEMENT + 1)),
                "#/grounds GROUNDS_REQUIRED",
                "#/grounds TEXT_TOO_LONG");
    }

    @Test
    void objectionToDirectMarketingIsAbsolute() {
        Stream stream = given(Signal.OBJECTION.recordedAt(NOW));

        stream.refuses(decide(stream.id(1), "UPHELD", null), Code.OBJECTION_ABSOLUTE);
        stream.refuses(decide(stream.id(1), "OVERRIDDEN", "we need the money"), Code.OBJECTION_ABSOLUTE);
    }

    @Test
    void onlyAnObjectionIsDecided() {
        Stream stream = given(PARTICULAR, Signal.WITHDRAWAL.recordedAt(NOW));

        stream.refuses(decide(stream.id(2), "UPHELD", null), Code.UNKNOWN_OBJECTION);
        stream.refuses(decide(new EventId(new UUID(0, 0)), "UPHELD", null), Code.UNKNOWN_OBJECTION);
    }

    @Test
    void nobodyDecidesForAPersonTheLedgerDoesNotKnow() {
        given().when(decide(new EventId(new UUID(0, 0)), "UPHELD", null))
                .expectNoEvents()
                .expectException(AggregateNotFoundException.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "on second thoughts")
    void sameDecisionAgainChangesNothing(@Nullable String grounds) {
        Stream stream = given(PARTICULAR);
        EventId objection = stream.id(1);
        stream.andGiven(new ObjectionDecided(JAN, objection, ObjectionOutcome.UPHELD, null));

        stream.stands(decide(objection, "UPHELD", grounds), 2);
    }

    @Test
    void decisionIsFinal() {
        Stream stream = given(PARTICULAR);
        EventId objection = stream.id(1);
        stream.andGiven(new ObjectionDecided(JAN, objection, ObjectionOutcome.UPHELD, null));

        stream.refuses(decide(objection, "OVERRIDDEN", "a claim in court"), Code.OBJECTION_DECIDED);
    }

    @Test
    void eachObjectionIsDecidedByItself() {
        Stream stream = given(PARTICULAR, PARTICULAR);
        EventId first = stream.id(1);
        EventId second = stream.id(2);
        stream.andGiven(new ObjectionDecided(JAN, first, ObjectionOutcome.UPHELD, null));

        stream.records(
                decide(second, "OVERRIDDEN", "a claim in court"),
                new RestrictionLiftAnnounced(JAN, second, NOW, null, null),
                new ObjectionDecided(JAN, second, ObjectionOutcome.OVERRIDDEN, new Personal.Known("a claim in court")));
    }

    @Test
    void personIsToldBeforeTheRestrictionEnds() {
        Stream stream = given(PARTICULAR);
        stream.records(
                overridden(stream.id(1), new Occurrence.At(NOW)),
                new RestrictionLiftAnnounced(JAN, stream.id(1), NOW, null, null),
                new ObjectionDecided(JAN, stream.id(1), ObjectionOutcome.OVERRIDDEN, CLAIM));
    }

    @Test
    void objectionMayBeOverriddenBeforeThePersonIsTold() {
        Stream stream = given(PARTICULAR);
        stream.records(
                overridden(stream.id(1), new Occurrence.Unknown()),
                new ObjectionDecided(JAN, stream.id(1), ObjectionOutcome.OVERRIDDEN, CLAIM, true));
    }

    @Test
    void nobodyIsToldInTheFutureOrBeforeTheObjection() {
        Stream stream = given(PARTICULAR);
        stream.refuses(overridden(stream.id(1), new Occurrence.At(NOW.plusNanos(1_000))), "#/told OCCURRED_IN_FUTURE");
        stream.refuses(
                overridden(stream.id(1), new Occurrence.At(NOW.minusNanos(1_000))), "#/told TOLD_BEFORE_RESTRICTED");
    }

    private static DecideObjection overridden(EventId objection, Occurrence told) {
        return new DecideObjection(JAN, objection, "OVERRIDDEN", CLAIM, told);
    }

    private static DecideObjection decide(EventId objection, @Nullable String outcome, @Nullable String grounds) {
        return new DecideObjection(
                JAN, objection, outcome, grounds == null ? null : new Personal.Known(grounds), new Occurrence.Live());
    }
}
