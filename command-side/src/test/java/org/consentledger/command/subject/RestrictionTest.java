package org.consentledger.command.subject;

import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.subject.ActReported;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.RestrictionGround;
import org.consentledger.api.subject.SubjectCommand.AnnounceLift;
import org.consentledger.api.subject.SubjectCommand.ImposeRestriction;
import org.consentledger.api.subject.SubjectCommand.LiftRestriction;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.api.subject.SubjectEvent.RestrictionLifted;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RestrictionTest {
    private static final RestrictionImposed RESTRICTION =
            new RestrictionImposed(JAN, Signal.act(NOW), RestrictionGround.ACCURACY_CONTESTED);
    private static final ObjectionRaised OBJECTION =
            new ObjectionRaised(JAN, Signal.act(NOW), ObjectionGround.PARTICULAR_SITUATION, null);
    private static final EventId UNHEARD_OF = new EventId(new UUID(0, 0));

    private static ImposeRestriction restrict(@Nullable String ground, String... purposes) {
        var evidence = new Evidence(Report.WORDING, null, null, null, null);
        return new ImposeRestriction(
                JAN,
                new ActReported(
                        List.of("north"),
                        null,
                        List.of(purposes),
                        List.of("EMAIL"),
                        new Occurrence.Live(),
                        null,
                        null,
                        null,
                        evidence),
                ground);
    }

    private static AnnounceLift tell(EventId restriction) {
        return new AnnounceLift(JAN, restriction, null, null, null);
    }

    private static RestrictionLiftAnnounced told(EventId restriction) {
        return new RestrictionLiftAnnounced(JAN, restriction, NOW, null, null);
    }

    private static LiftRestriction lift(EventId restriction) {
        return new LiftRestriction(JAN, restriction);
    }

    @Test
    void processingIsRestrictedAsFarAsIsSaid() {
        given(Signal.CONSENT.recordedAt(NOW)).records(restrict("ACCURACY_CONTESTED", "newsletter"), RESTRICTION);
    }

    @Test
    void restrictionIsAboutKnownPurposesOnAKnownGround() {
        given(Signal.CONSENT.recordedAt(NOW))
                .refuses(restrict("WHIM", "astrology"), "#/purposes/0 UNKNOWN_PURPOSE", "#/ground UNKNOWN_GROUND");
    }

    @Test
    void sameRestrictionAgainChangesNothing() {
        given(RESTRICTION).stands(restrict("ACCURACY_CONTESTED", "newsletter"), 1);
        given(RESTRICTION)
                .records(
                        restrict("UNLAWFUL", "newsletter"),
                        new RestrictionImposed(JAN, Signal.act(NOW), RestrictionGround.UNLAWFUL));
    }

    @Test
    void restrictionIsLiftedOnceThePersonWasTold() {
        Stream stream = given(RESTRICTION);
        EventId restriction = stream.id(1);
        stream.refuses(lift(restriction), Code.LIFT_NOT_ANNOUNCED);
        stream.andGiven(told(restriction));
        stream.records(lift(restriction), new RestrictionLifted(JAN, restriction));
    }

    @Test
    void tellingIsRecordedWithItsTimeChannelAndActor() {
        Stream stream = given(RESTRICTION);
        Personal desk = new Personal.Known("desk 4");
        stream.records(
                new AnnounceLift(JAN, stream.id(1), NOW, "POST", desk),
                new RestrictionLiftAnnounced(JAN, stream.id(1), NOW, Channel.POST, desk));
    }

    @Test
    void nobodyIsToldInTheFutureBeforeItBeganOrByPigeon() {
        Stream stream = given(RESTRICTION);
        stream.refuses(
                new AnnounceLift(JAN, stream.id(1), NOW.plusNanos(1_000), "PIGEON", null),
                "#/occurredAt OCCURRED_IN_FUTURE",
                "#/channel UNKNOWN_CHANNEL");
        Instant before = NOW.minusNanos(1_000);
        stream.refuses(new AnnounceLift(JAN, stream.id(1), before, null, null), "#/occurredAt TOLD_BEFORE_RESTRICTED");
    }

    @Test
    void tellingOrLiftingAgainChangesNothing() {
        Stream stream = given(RESTRICTION);
        EventId restriction = stream.id(1);
        stream.andGiven(told(restriction), new RestrictionLifted(JAN, restriction));
        stream.stands(tell(restriction), 2);
        stream.stands(lift(restriction), 3);
    }

    @Test
    void processingMayBeRestrictedAgain() {
        Stream stream = given(RESTRICTION);
        EventId restriction = stream.id(1);
        stream.andGiven(told(restriction), new RestrictionLifted(JAN, restriction));
        stream.records(restrict("ACCURACY_CONTESTED", "newsletter"), RESTRICTION);
    }

    @Test
    void tellingLiftsTheRestrictionOfAnObjectionThatWasOverridden() {
        Stream stream = given(OBJECTION);
        EventId objection = stream.id(1);
        stream.refuses(tell(objection), Code.OBJECTION_NOT_OVERRIDDEN);
        stream.andGiven(
                new ObjectionDecided(JAN, objection, ObjectionOutcome.OVERRIDDEN, new Personal.Known("a claim"), true));
        stream.when(tell(objection)).expectEvents(told(objection), new RestrictionLifted(JAN, objection));
    }

    @Test
    void objectionThatWasUpheldIsNotLifted() {
        Stream stream = given(OBJECTION);
        EventId objection = stream.id(1);
        stream.andGiven(new ObjectionDecided(JAN, objection, ObjectionOutcome.UPHELD, null));
        stream.refuses(tell(objection), Code.OBJECTION_NOT_OVERRIDDEN);
    }

    @Test
    void onlyWhatRestrictsIsLifted() {
        Stream stream = given(Signal.OPT_OUT.recordedAt(NOW), Signal.OBJECTION.recordedAt(NOW), OBJECTION);
        stream.refuses(tell(stream.id(1)), Code.NOT_FOUND);
        stream.refuses(tell(stream.id(2)), Code.NOT_FOUND);
        stream.refuses(tell(UNHEARD_OF), Code.NOT_FOUND);
        stream.refuses(lift(stream.id(1)), Code.NOT_FOUND);
        stream.refuses(lift(stream.id(3)), Code.NOT_FOUND);
        stream.refuses(lift(UNHEARD_OF), Code.NOT_FOUND);
    }
}
