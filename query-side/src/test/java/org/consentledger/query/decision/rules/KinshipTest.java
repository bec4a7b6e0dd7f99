package org.consentledger.query.decision.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.consentledger.api.EventId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectId;
import org.junit.jupiter.api.Test;

/** What counts for whom, as people are merged and split. Minutes are those of one hour. */
class KinshipTest {
    private static final SubjectId JAN = new SubjectId(new UUID(1, 1));
    private static final SubjectId JOHN = new SubjectId(new UUID(1, 2));
    private static final SubjectId HENK = new SubjectId(new UUID(1, 3));
    private static final Scope EVERYTHING =
            new Scope(Set.of(new ControllerRef.Every()), null, Set.of(new PurposeRef.Every()), Set.of());

    private final Map<SubjectId, List<Entry>> streams = new HashMap<>();
    private int events;

    private static Instant minute(int minute) {
        return Instant.parse("2026-05-01T10:00:00Z").plusSeconds(60L * minute);
    }

    private EventId says(SubjectId who, Signal.Kind kind, int minute) {
        var id = new EventId(new UUID(7, ++events));
        record(who, new Signal(id, "type", kind, EVERYTHING, null, minute(minute), null, null, false, false, null));
        return id;
    }

    private void record(SubjectId who, Entry entry) {
        streams.computeIfAbsent(who, id -> new ArrayList<>()).add(entry);
    }

    private void merge(SubjectId into, SubjectId from, int minute) {
        record(into, new Link(into, from, true, minute(minute)));
        record(from, new Link(into, from, true, minute(minute)));
    }

    private void split(SubjectId into, SubjectId from, int minute) {
        record(into, new Link(into, from, false, minute(minute)));
        record(from, new Link(into, from, false, minute(minute)));
    }

    private SubjectSignals about(SubjectId who, int knownAt) {
        return new Kinship(Stream.concat(
                                Stream.of(who), streams.keySet().stream().filter(other -> !other.equals(who)))
                        .map(one -> {
                            List<Entry> entries = streams.getOrDefault(one, List.of());
                            return new SubjectSignals(one, entries.size(), entries);
                        })
                        .toList())
                .knownAt(minute(knownAt));
    }

    private List<EventId> counting(SubjectId who, int knownAt) {
        return about(who, knownAt).signals().map(Signal::eventId).toList();
    }

    @Test
    void nobodyKnownHasNoSignals() {
        assertThat(Kinship.NONE.knownAt(minute(1))).isEqualTo(SubjectSignals.UNKNOWN);
        assertThat(Kinship.NONE.notBefore(minute(1))).isEqualTo(minute(1));
    }

    @Test
    void mergedPeopleHaveAllSignalsOfBothFromThenOn() {
        EventId consent = says(JAN, Signal.Kind.CONSENT, 1);
        EventId optOut = says(JOHN, Signal.Kind.OPT_OUT, 2);
        merge(JAN, JOHN, 10);

        assertThat(counting(JAN, 9)).containsExactly(consent);
        assertThat(counting(JOHN, 9)).containsExactly(optOut);
        assertThat(counting(JAN, 10)).containsExactlyInAnyOrder(consent, optOut);
        assertThat(counting(JOHN, 10)).containsExactlyInAnyOrder(consent, optOut);
    }

    @Test
    void splitGivesEachTheirOwnAndLeavesBothWhatWasRefusedBetween() {
        EventId consent = says(JAN, Signal.Kind.CONSENT, 1);
        EventId before = says(JOHN, Signal.Kind.OPT_OUT, 2);
        merge(JAN, JOHN, 10);
        EventId consentOfEither = says(JOHN, Signal.Kind.CONSENT, 11);
        EventId refusalOfEither = says(JOHN, Signal.Kind.OPT_OUT, 12);
        EventId otherRefusal = says(JAN, Signal.Kind.WITHDRAWAL, 13);
        split(JAN, JOHN, 20);
        EventId after = says(JOHN, Signal.Kind.OPT_OUT, 21);

        assertThat(counting(JAN, 30)).containsExactlyInAnyOrder(consent, otherRefusal, refusalOfEither);
        assertThat(counting(JOHN, 30))
                .containsExactlyInAnyOrder(before, consentOfEither, refusalOfEither, after, otherRefusal);
    }

    @Test
    void whoeverIsMergedLaterBringsWhatStayedWithThem() {
        merge(JAN, JOHN, 10);
        EventId refusal = says(JOHN, Signal.Kind.OPT_OUT, 11);
        split(JAN, JOHN, 20);
        EventId henks = says(HENK, Signal.Kind.CONSENT, 21);
        merge(HENK, JAN, 30);

        assertThat(counting(HENK, 29)).containsExactly(henks);
        assertThat(counting(HENK, 30)).containsExactlyInAnyOrder(henks, refusal);
        split(HENK, JAN, 40);
        assertThat(counting(HENK, 40)).containsExactly(henks);
        assertThat(counting(JAN, 40)).containsExactly(refusal);
    }

    @Test
    void erasureStaysWithWhoWasErased() {
        merge(JAN, JOHN, 10);
        EventId erasure = says(JOHN, Signal.Kind.ERASURE, 11);
        split(JAN, JOHN, 20);

        assertThat(counting(JAN, 11)).containsExactly(erasure);
        assertThat(counting(JAN, 30)).isEmpty();
        assertThat(counting(JOHN, 30)).containsExactly(erasure);
    }

    @Test
    void rulingFollowsTheObjection() {
        merge(JAN, JOHN, 10);
        EventId objection = says(JOHN, Signal.Kind.OBJECTION_FOR_PARTICULAR_SITUATION, 11);
        split(JAN, JOHN, 20);
        record(JOHN, new Ruling(objection, ObjectionOutcome.OVERRIDDEN, minute(21)));

        assertThat(about(JAN, 30).rulings().map(Ruling::objection)).containsExactly(objection);
    }

    @Test
    void oneStandsForAll() {
        merge(JAN, JOHN, 10);
        merge(HENK, JAN, 20);

        assertThat(about(JOHN, 9).subject()).isEqualTo(JOHN);
        assertThat(about(JOHN, 10).subject()).isEqualTo(JAN);
        assertThat(about(JOHN, 20).subject()).isEqualTo(HENK);
        assertThat(about(HENK, 20).subject()).isEqualTo(HENK);
        split(JAN, JOHN, 30);
        assertThat(about(JOHN, 30).subject()).isEqualTo(JOHN);
        assertThat(about(JAN, 30).subject()).isEqualTo(HENK);
    }

    @Test
    void twoMayBeMergedAndSplitAgainAndAgainAndTheOtherWayRound() {
        EventId consent = says(JAN, Signal.Kind.CONSENT, 1);
        EventId optOut = says(JOHN, Signal.Kind.OPT_OUT, 2);
        merge(JAN, JOHN, 10);
        split(JAN, JOHN, 20);
        merge(JOHN, JAN, 30);
        split(JOHN, JAN, 40);
        merge(JAN, JOHN, 50);
        split(JAN, JOHN, 60);

        for (int merged : new int[] {10, 30, 50}) {
            assertThat(counting(JAN, merged)).containsExactlyInAnyOrder(consent, optOut);
        }
        for (int alone : new int[] {5, 20, 40, 60}) {
            assertThat(counting(JAN, alone)).containsExactly(consent);
        }
        assertThat(about(JAN, 30).subject()).isEqualTo(JOHN);
        assertThat(about(JAN, 50).subject()).isEqualTo(JAN);
    }

    /** The clock of the node that recorded the refusal is behind or ahead; the order of the stream is certain. */
    @Test
    void refusalBetweenMergeAndSplitInItsStreamIsFromBetweenWhateverTheClocksSay() {
        merge(JAN, JOHN, 10);
        EventId slow = says(JOHN, Signal.Kind.OPT_OUT, 9);
        EventId fast = says(JOHN, Signal.Kind.OPT_OUT, 21);
        split(JAN, JOHN, 20);

        assertThat(counting(JAN, 30)).containsExactly(slow, fast);
    }

    @Test
    void copiesOfALinkMayDifferAsClocksDo() {
        EventId optOut = says(JOHN, Signal.Kind.OPT_OUT, 1);
        record(JAN, new Link(JAN, JOHN, true, minute(11)));
        record(JOHN, new Link(JAN, JOHN, true, minute(10)));
        record(JAN, new Link(JAN, JOHN, false, minute(20)));
        record(JOHN, new Link(JAN, JOHN, false, minute(21)));

        assertThat(counting(JAN, 10)).containsExactly(optOut);
        assertThat(counting(JAN, 20)).containsExactly(optOut);
        assertThat(counting(JAN, 21)).isEmpty();
    }

    @Test
    void lastThingSaidByAnyIsTheEarliestNow() {
        says(JAN, Signal.Kind.CONSENT, 1);
        merge(JAN, JOHN, 10);
        says(JOHN, Signal.Kind.OPT_OUT, 12);

        var kinship = new Kinship(streams.entrySet().stream()
                .map(stream -> new SubjectSignals(stream.getKey(), 1, stream.getValue()))
                .toList());
        assertThat(kinship.notBefore(minute(2))).isEqualTo(minute(12));
        assertThat(kinship.notBefore(minute(13))).isEqualTo(minute(13));
    }

    /** The clock of the node that recorded it was behind that of another, which recorded what came before it. */
    @Test
    void whatWasDoneLaterThanItWasRecordedIsDoneAlready() {
        var story = new Story();
        story.optsOutOf("newsletter").on("2026-05-01T00:00:02Z").recorded("2026-05-01T00:00:01Z");

        assertThat(story.signals().notBefore(Instant.parse("2026-05-01T00:00:01Z")))
                .isEqualTo(Instant.parse("2026-05-01T00:00:02Z"));
    }
}
