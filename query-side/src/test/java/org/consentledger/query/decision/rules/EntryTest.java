package org.consentledger.query.decision.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.company.CompanyEvent.ProhibitionDeclared;
import org.consentledger.api.company.CompanyEvent.ProhibitionLifted;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.OptInGround;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.ConsentConfirmed;
import org.consentledger.api.subject.SubjectEvent.ConsentExpired;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentInvalidated;
import org.consentledger.api.subject.SubjectEvent.ConsentLapsed;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.api.subject.SubjectEvent.RestrictionLifted;
import org.consentledger.api.subject.SubjectEvent.SignalRefused;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectEvent.SuppressionCarriedOver;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryTest {
    private static final SubjectId PERSON = new SubjectId(new UUID(1, 1));
    private static final EventId ID = new EventId(new UUID(7, 1));
    private static final Instant OCCURRED = Instant.parse("2026-05-01T10:00:00Z");
    private static final Instant RECORDED = Instant.parse("2026-05-02T10:00:00Z");
    private static final Instant LATER = Instant.parse("2026-05-09T10:00:00Z");
    private static final Scope SCOPE = new Scope(
            Set.of(new ControllerRef.Every()), null, Set.of(new PurposeRef.Node(new PurposeId("p"))), Set.of());
    private static final NoticeShown NOTICE = new NoticeShown(new NoticeId("privacy"), "1", "nl");
    private static final Evidence DOCUMENT = new Evidence(null, null, null, null, new Personal.Known("letter 7"));

    @Test
    void erasureIsAgainstEverythingFromWhenItWasAskedFor() {
        var signal = new Signal(
                ID, "type", Signal.Kind.ERASURE, Scope.EVERYTHING, RECORDED, RECORDED, null, null, false, false, null);
        assertThat(entry(new SubjectErased(PERSON, null, List.of()))).isEqualTo(signal);
        assertThat(entry(new ErasureDeferred(PERSON, null, null, List.of(ID)))).isEqualTo(signal);
    }

    @Test
    void suppressionThatIsCarriedOverCountsFromWhenTheAddressWasErased() {
        assertThat(entry(new SuppressionCarriedOver(PERSON, SCOPE, OCCURRED)))
                .isEqualTo(new Signal(
                        ID,
                        "type",
                        Signal.Kind.SUPPRESSION,
                        SCOPE,
                        OCCURRED,
                        RECORDED,
                        null,
                        null,
                        false,
                        false,
                        null));
    }

    @Test
    void consentKeepsWhatItWasToldAndWhenItEnds() {
        assertThat(entry(new ConsentGiven(
                        PERSON, act(Source.SUBJECT, Evidence.NONE), NOTICE, Mechanism.CHECKBOX, RECORDED, null)))
                .isEqualTo(new Signal(
                        ID,
                        "type",
                        Signal.Kind.CONSENT,
                        SCOPE,
                        OCCURRED,
                        RECORDED,
                        RECORDED,
                        NOTICE,
                        true,
                        false,
                        null));
    }

    @Test
    void doubleOptInAwaitsItsConfirmation() {
        var consent = new ConsentGiven(
                PERSON, act(Source.SUBJECT, Evidence.NONE), NOTICE, Mechanism.DOUBLE_OPT_IN, null, null, LATER);

        assertThat(entry(consent))
                .isEqualTo(new Signal(
                        ID, "type", Signal.Kind.CONSENT, SCOPE, OCCURRED, RECORDED, null, NOTICE, true, true, LATER));
    }

    @Test
    void confirmationTellsWhichConsentItConfirmsAndFromWhen() {
        var consent = new EventId(new UUID(7, 2));

        assertThat(entry(new ConsentConfirmed(PERSON, consent, OCCURRED)))
                .isEqualTo(new Confirmation(ID, "type", consent, OCCURRED, RECORDED));
    }

    /** Decisions compare times; they must not depend on when somebody got round to recording what the times say. */
    @Test
    void endOfAConsentThatTimesTellLeavesNothing() {
        var consent = new EventId(new UUID(7, 2));

        assertThat(entry(new ConsentLapsed(PERSON, consent))).isNull();
        assertThat(entry(new ConsentExpired(PERSON, consent, Set.of(), OCCURRED)))
                .isNull();
        assertThat(entry(new ConsentInvalidated(PERSON, consent, Set.of(), OCCURRED)))
                .isNull();
    }

    @Test
    void optInLiftsWhereThePersonActedOrTheActIsProven() {
        assertThat(lifts(new OptedIn(PERSON, act(Source.SUBJECT, Evidence.NONE), null)))
                .isTrue();
        assertThat(lifts(new OptedIn(PERSON, act(Source.THIRD_PARTY, DOCUMENT), null)))
                .isTrue();
        assertThat(lifts(new OptedIn(PERSON, act(Source.THIRD_PARTY, Evidence.NONE), null)))
                .isFalse();
    }

    @Test
    void saleLiftsNothingWhateverItsProof() {
        Entry sale = entry(new OptedIn(PERSON, act(Source.SUBJECT, DOCUMENT), OptInGround.EXISTING_CUSTOMER));

        assertThat(sale)
                .isEqualTo(new Signal(
                        ID, "type", Signal.Kind.CUSTOMER, SCOPE, OCCURRED, RECORDED, null, null, false, false, null));
    }

    @Test
    void refusalsAreNegativeWhateverTheirSource() {
        Act rumour = act(Source.THIRD_PARTY, Evidence.NONE);

        assertThat(kind(new ConsentWithdrawn(PERSON, rumour))).isEqualTo(Signal.Kind.WITHDRAWAL);
        assertThat(kind(new OptedOut(PERSON, rumour))).isEqualTo(Signal.Kind.OPT_OUT);
        assertThat(kind(new ObjectionRaised(PERSON, rumour, ObjectionGround.DIRECT_MARKETING, null)))
                .isEqualTo(Signal.Kind.OBJECTION_TO_DIRECT_MARKETING);
        assertThat(kind(new ObjectionRaised(PERSON, rumour, ObjectionGround.PARTICULAR_SITUATION, null)))
                .isEqualTo(Signal.Kind.OBJECTION_FOR_PARTICULAR_SITUATION);
    }

    @Test
    void decidedObjectionLeavesARuling() {
        assertThat(entry(new ObjectionDecided(PERSON, ID, ObjectionOutcome.UPHELD, null)))
                .isEqualTo(new Ruling(ID, ObjectionOutcome.UPHELD, RECORDED));
    }

    @Test
    void whatWasOverriddenStaysRestrictedUntilThePersonWasTold() {
        var told = new RestrictionLiftAnnounced(PERSON, ID, OCCURRED, null, null);

        assertThat(entry(new ObjectionDecided(PERSON, ID, ObjectionOutcome.OVERRIDDEN, null, true)))
                .isNull();
        assertThat(entry(told)).isNull();
        assertThat(entry(new RestrictionLifted(PERSON, ID)))
                .isEqualTo(new Ruling(ID, ObjectionOutcome.OVERRIDDEN, RECORDED));
    }

    @Test
    void restrictionIsANegative() {
        assertThat(kind(new RestrictionImposed(PERSON, act(Source.SUBJECT, Evidence.NONE), null)))
                .isEqualTo(Signal.Kind.RESTRICTION);
        assertThat(lifts(new RestrictionImposed(PERSON, act(Source.SUBJECT, Evidence.NONE), null)))
                .isFalse();
    }

    @Test
    void refusedSignalsAndPreferencesDecideNothing() {
        Act act = act(Source.SUBJECT, Evidence.NONE);

        assertThat(entry(new SignalRefused(PERSON, "consent-withdrawn", act, List.of())))
                .isNull();
        assertThat(entry(new PreferencesSet(PERSON, "nl", "weekly", Map.of("tax", true))))
                .isNull();
    }

    @Test
    void mergeAndSplitLeaveLinks() {
        var other = new SubjectId(new UUID(1, 2));

        assertThat(entry(new SubjectsMerged(PERSON, other, PERSON))).isEqualTo(new Link(other, PERSON, true, RECORDED));
        assertThat(entry(new SubjectsSplit(PERSON, other, PERSON))).isEqualTo(new Link(other, PERSON, false, RECORDED));
    }

    @Test
    void prohibitionOfACompanyIsANegativeUntilTheCompanyLiftsIt() {
        var company = new CompanyId("12345678");
        Act act = act(Source.REPRESENTED_COMPANY, Evidence.NONE);

        assertThat(Entry.of(new ProhibitionDeclared(company, act, PERSON, "letter-7"), "type", ID, RECORDED))
                .isEqualTo(new Signal(
                        ID,
                        "type",
                        Signal.Kind.PROHIBITION,
                        SCOPE,
                        OCCURRED,
                        RECORDED,
                        null,
                        null,
                        false,
                        false,
                        null));
        assertThat(Entry.of(new ProhibitionLifted(company, ID), "type", ID, RECORDED))
                .isEqualTo(new Ruling(ID, ObjectionOutcome.OVERRIDDEN, RECORDED));
    }

    private static Act act(Source source, Evidence evidence) {
        return new Act(SCOPE, OCCURRED, null, source, null, evidence);
    }

    private static @Nullable Entry entry(SubjectEvent event) {
        return Entry.of(event, "type", ID, RECORDED);
    }

    private static boolean lifts(SubjectEvent event) {
        return entry(event) instanceof Signal signal && signal.lifts();
    }

    private static Signal.@Nullable Kind kind(SubjectEvent event) {
        return entry(event) instanceof Signal signal ? signal.kind() : null;
    }
}
