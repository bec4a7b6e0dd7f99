package org.consentledger.command.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.SUPPRESSED;
import static org.consentledger.command.subject.Stream.SUPPRESSION;
import static org.consentledger.command.subject.Stream.given;
import static org.consentledger.command.subject.Stream.outcome;
import static org.consentledger.command.subject.Stream.refusal;

import java.util.List;
import java.util.UUID;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.ErasureGround;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.LegalHoldGround;
import org.consentledger.api.subject.RepresentationId;
import org.consentledger.api.subject.SubjectCommand.AddIdentifier;
import org.consentledger.api.subject.SubjectCommand.DescribeRepresentation;
import org.consentledger.api.subject.SubjectCommand.EraseSubject;
import org.consentledger.api.subject.SubjectCommand.PlaceLegalHold;
import org.consentledger.api.subject.SubjectCommand.ReleaseLegalHold;
import org.consentledger.api.subject.SubjectCommand.SetPreferences;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.LegalHoldPlaced;
import org.consentledger.api.subject.SubjectEvent.LegalHoldReleased;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectEvent.SuppressionCarriedOver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Erasure (GDPR Article 17), the legal holds that defer it, and what becomes of the address afterwards. */
class ErasureTest {
    private static final Identifier NAME =
            new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known("jan@example.nl"));
    private static final IdentifierAdded INTRODUCED = new IdentifierAdded(JAN, NAME);
    private static final Personal LETTER = new Personal.Known("letter of 3 March");
    private static final LegalHoldPlaced HOLD = new LegalHoldPlaced(JAN, LegalHoldGround.LEGAL_CLAIMS, null);
    private static final EventId UNHEARD_OF = new EventId(new UUID(0, 0));
    private static final SuppressionCarriedOver CARRIED_OVER =
            new SuppressionCarriedOver(JAN, SUPPRESSION.scope(), SUPPRESSION.since());

    private static EraseSubject erase(@Nullable String reason, @Nullable String ground) {
        return new EraseSubject(JAN, reason == null ? null : new Personal.Known(reason), ground);
    }

    private static PlaceLegalHold hold(@Nullable String ground) {
        return new PlaceLegalHold(JAN, ground, LETTER);
    }

    private static ReleaseLegalHold release(EventId hold) {
        return new ReleaseLegalHold(JAN, hold);
    }

    private static SubjectErased erased(@Nullable ErasureGround ground) {
        return new SubjectErased(JAN, ground, List.of(Stream.suppressed(NAME)));
    }

    // Erasure

    @Test
    void erasureSuppressesTheNamesOfThePersonAndKeepsNoReason() {
        given(INTRODUCED).records(erase("they asked", null), erased(null));
    }

    @Test
    void groundIsToldOrIsWhatTheReasonSays() {
        given(INTRODUCED).records(erase("they asked", "CONSENT_WITHDRAWN"), erased(ErasureGround.CONSENT_WITHDRAWN));
        given(INTRODUCED).records(erase(" OBJECTED ", null), erased(ErasureGround.OBJECTED));
        given(INTRODUCED).records(erase("OBJECTED", "CHILD"), erased(ErasureGround.CHILD));
        given(INTRODUCED).records(erase("objected", null), erased(null));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " \t"})
    void erasureNeedsAReason(@Nullable String reason) {
        given(INTRODUCED).refuses(erase(reason, "WHIM"), "#/reason MISSING", "#/ground UNKNOWN_GROUND");
    }

    @Test
    void reasonIsATextOfBoundedLengthWithoutANationalIdNumber() {
        given(INTRODUCED).records(erase("x".repeat(10_000), null), erased(null));
        given(INTRODUCED).refuses(erase("x".repeat(10_001), null), "#/reason TEXT_TOO_LONG");
        given(INTRODUCED).refuses(erase("BSN 111222333", null), "#/reason NATIONAL_ID_NUMBER");
    }

    @Test
    void whoeverIsErasedIsErasedOnce() {
        given(INTRODUCED, erased(null)).stands(erase("again", "OBJECTED"), 2);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsRecordedOfTheErased(Signal signal) {
        given(INTRODUCED, erased(null)).refuses(signal.reported(live()), Code.SUBJECT_ERASED);
        given(INTRODUCED, erased(null)).refuses(signal.reported(live().purposes("astrology")), Code.SUBJECT_ERASED);
        given(INTRODUCED, erased(null)).refuses(hold("LEGAL_CLAIMS"), Code.SUBJECT_ERASED);
    }

    // Legal holds

    @Test
    void dataAreHeldOnAGroundOfTheLaw() {
        given(INTRODUCED).records(hold("LEGAL_CLAIMS"), new LegalHoldPlaced(JAN, LegalHoldGround.LEGAL_CLAIMS, LETTER));
        given(INTRODUCED).refuses(hold("WHIM"), "#/ground UNKNOWN_GROUND");
        given(INTRODUCED).refuses(hold(null), "#/ground MISSING");
    }

    @Test
    void eachHoldIsOneOfItsOwn() {
        given(INTRODUCED, new LegalHoldPlaced(JAN, LegalHoldGround.LEGAL_CLAIMS, LETTER))
                .records(hold("LEGAL_CLAIMS"), new LegalHoldPlaced(JAN, LegalHoldGround.LEGAL_CLAIMS, LETTER));
    }

    @Test
    void holdDefersAnErasureAndKeepsItsReasonMeanwhile() {
        Stream stream = given(INTRODUCED, HOLD);
        stream.records(
                erase("they asked", "OBJECTED"),
                new ErasureDeferred(
                        JAN, ErasureGround.OBJECTED, new Personal.Known("they asked"), List.of(stream.id(2))));
    }

    @Test
    void erasureThatIsDeferredIsDeferredOnce() {
        given(INTRODUCED, HOLD, new ErasureDeferred(JAN, null, null, List.of(UNHEARD_OF)))
                .stands(erase("again", null), 3);
    }

    /** Parted from whoever has the hold, for which a request for both waited. */
    @Test
    void erasureThatNoHoldDefersAnyMoreIsDoneWhenItIsAskedForAgain() {
        given(INTRODUCED, new ErasureDeferred(JAN, null, null, List.of(UNHEARD_OF)))
                .records(erase("OBJECTED", null), erased(ErasureGround.OBJECTED));
    }

    @Test
    void endOfOneOfTwoHoldsErasesNobody() {
        Stream stream = given(INTRODUCED, HOLD, HOLD);
        stream.andGiven(new ErasureDeferred(JAN, null, LETTER, List.of(stream.id(2), stream.id(3))));
        stream.records(release(stream.id(2)), new LegalHoldReleased(JAN, stream.id(2)));
    }

    @Test
    void endOfTheLastHoldErasesWhoeverWaitsForIt() {
        Stream last = given(INTRODUCED, HOLD);
        last.andGiven(new ErasureDeferred(JAN, ErasureGround.OBJECTED, LETTER, List.of(last.id(2))));
        last.when(release(last.id(2)))
                .expectEvents(new LegalHoldReleased(JAN, last.id(2)), erased(ErasureGround.OBJECTED))
                .expectResultMessagePayloadMatching(outcome(outcome -> {
                    assertThat(outcome.eventId()).isEqualTo(last.id(4));
                    assertThat(outcome.version()).isEqualTo(5);
                }));
    }

    @Test
    void endOfAHoldErasesNobodyWhoDidNotAskForIt() {
        Stream stream = given(INTRODUCED, HOLD);
        stream.records(release(stream.id(2)), new LegalHoldReleased(JAN, stream.id(2)));
    }

    @Test
    void holdThatHasEndedStandsAgainstNothing() {
        Stream stream = given(INTRODUCED, HOLD);
        stream.andGiven(new LegalHoldReleased(JAN, stream.id(2)));
        stream.records(erase("they asked", null), erased(null));
    }

    @Test
    void endingAHoldAgainChangesNothingAfterTheErasureEither() {
        Stream stream = given(INTRODUCED, HOLD);
        stream.andGiven(new LegalHoldReleased(JAN, stream.id(2)));
        stream.stands(release(stream.id(2)), 3);
        stream.andGiven(erased(null));
        stream.stands(release(stream.id(2)), 3);
    }

    @Test
    void onlyAHoldCanEnd() {
        Stream stream = given(INTRODUCED, HOLD);
        stream.refuses(release(stream.id(1)), Code.NOT_FOUND);
        stream.refuses(release(UNHEARD_OF), Code.NOT_FOUND);
    }

    // The address, afterwards

    @ParameterizedTest
    @EnumSource
    void ownActUnderASuppressedAddressBeginsANewStreamWithTheSuppression(Signal signal) {
        given().whenSuppressed(signal.reported(live().introducedAs(NAME)), SUPPRESSION)
                .expectEvents(INTRODUCED, CARRIED_OVER, signal.recordedAt(NOW));
    }

    @Test
    void preferencesUnderASuppressedAddressAreAnOwnAct() {
        given().whenSuppressed(new SetPreferences(JAN, NAME, "nl", null, null), SUPPRESSION)
                .expectEvents(INTRODUCED, CARRIED_OVER, new PreferencesSet(JAN, "nl", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GENERATED", "GROUP_COMPANY", "REPRESENTED_COMPANY", "PUBLIC_REGISTER", "THIRD_PARTY"})
    void nobodyElseBringsASuppressedAddressBack(String source) {
        for (Signal signal : Signal.values()) {
            given().whenSuppressed(
                            signal.reported(
                                    live().introducedAs(NAME).source(source).reference("list of 2025")),
                            SUPPRESSION)
                    .expectNoEvents()
                    .expectException(refusal(Code.SUPPRESSED));
        }
    }

    @Test
    void descriptionOfWhomSomebodyRepresentsIsNoOwnAct() {
        var described = new DescribeRepresentation(JAN, NAME, new RepresentationId("jan"), "acme", null, null, null);

        given().whenSuppressed(described, SUPPRESSION).expectNoEvents().expectException(refusal(Code.SUPPRESSED));
    }

    @Test
    void suppressedNameThatIsAddedToSomebodyBringsItsSuppressionAlong() {
        given(INTRODUCED)
                .when(new AddIdentifier(JAN, SUPPRESSED))
                .expectEvents(new IdentifierAdded(JAN, SUPPRESSED), CARRIED_OVER);
    }

    @Test
    void faultsAreNamedBeforeTheSuppression() {
        given().whenSuppressed(live().introducedAs(NAME).source("RUMOUR").optOut(), SUPPRESSION)
                .expectNoEvents()
                .expectException(refusal(Code.UNKNOWN_SOURCE));
    }
}
