package org.consentledger.query.decision.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.api.decision.Decision;
import org.consentledger.api.decision.Decision.DecidingEvent;
import org.consentledger.api.decision.Decision.Verdict;
import org.consentledger.api.decision.Question;
import org.consentledger.api.decision.Reason;
import org.consentledger.query.decision.rules.RandomLedger.Arrival;
import org.junit.jupiter.api.Test;

/**
 * The four laws of {@link Decisions}, over random histories. A failure tells the seed: {@code -Dledger.test.seed=…}
 * tells the same histories again.
 */
class DecisionLawsTest {
    private static final int HISTORIES = 10_000;
    private static final int MOST_HISTORIES = 20 * HISTORIES;
    private static final long SEED = Long.getLong("ledger.test.seed", System.nanoTime());

    private final SplittableRandom seeds = new SplittableRandom(SEED);
    private int told;

    private RandomLedger nextLedger() {
        return next(false);
    }

    private RandomLedger nextLedgerWithAStillTree() {
        return next(true);
    }

    private RandomLedger next(boolean treeStandsStill) {
        assertThat(++told)
                .as("A law whose premise is hardly ever met is not tested, seed %d", SEED)
                .isLessThan(MOST_HISTORIES);
        return new RandomLedger(seeds.split(), treeStandsStill);
    }

    @Test
    void addingANegativeNeverTurnsDenyIntoPermit() {
        for (int checks = 0; checks < HISTORIES; ) {
            var ledger = nextLedger();
            Question question = ledger.focusAtAnyTime();
            Signal negative = ledger.negative(question);
            Decision before = ledger.decide(ledger.entries, question);
            Decision after = ledger.decide(with(ledger.entries, negative), question);
            if (before.decision() == Verdict.DENY) {
                checks++;
                assertThat(after.decision())
                        .as(() -> tell(ledger, question, negative))
                        .isEqualTo(Verdict.DENY);
            } else if (after.decision() == Verdict.PERMIT) {
                assertThat(after.obligations())
                        .as(() -> tell(ledger, question, negative))
                        .containsAll(before.obligations());
            }
        }
    }

    /** An act of unknown time counts from when it was recorded, so it keeps that moment; all others may come any time. */
    @Test
    void orderOfArrivalDoesNotMatter() {
        for (int checks = 0; checks < HISTORIES; checks++) {
            var ledger = nextLedger();
            Question question = ledger.focusAtAnyTime();
            sameAnswer(
                    ledger,
                    ledger.arriveOtherwise(false),
                    question,
                    question.asOf().validAt());
        }
    }

    /** After the last recording not even that moment matters, as long as nobody changes the tree of purposes or the groups. */
    @Test
    void orderOfArrivalDoesNotMatterForActsOfUnknownTimeEitherOnceAllHaveCome() {
        for (int checks = 0; checks < HISTORIES; checks++) {
            var ledger = nextLedgerWithAStillTree();
            Question question = ledger.focusAtAnyTime();
            sameAnswer(ledger, ledger.arriveOtherwise(true), question, RandomLedger.day(RandomLedger.LAST_DAY));
        }
    }

    private void sameAnswer(RandomLedger ledger, Arrival arrival, Question about, Instant validAt) {
        Question question = RandomLedger.at(about, validAt, RandomLedger.day(RandomLedger.LAST_DAY));
        Decision before = ledger.decide(ledger.entries, question);
        Decision after = ledger.decide(arrival.entries(), question);
        Set<EventId> decidedBy = decidedBy(before);
        Set<EventId> decidedByThen =
                decidedBy(after).stream().map(id -> was(arrival, id)).collect(Collectors.toSet());
        // Of two consents of the same moment, equally good, either may be named.
        boolean either = !decidedBy.equals(decidedByThen) && twins(ledger, decidedBy, decidedByThen);

        assertThat(List.of(after.decision(), after.reason(), after.rule(), after.obligations()))
                .as(() -> tell(ledger, question, arrival.entries()))
                .isEqualTo(List.of(before.decision(), before.reason(), before.rule(), before.obligations()));
        assertThat(after.basis()).isEqualTo(before.basis());
        assertThat(after.validUntil())
                .as(() -> tell(ledger, question, arrival.entries()))
                .isEqualTo(before.validUntil());
        if (!either) {
            assertThat(decidedByThen)
                    .as(() -> tell(ledger, question, arrival.entries()))
                    .isEqualTo(decidedBy);
            assertThat(after.notice()).isEqualTo(before.notice());
        }
    }

    /** Signals get new ids as they come in; confirmations come in as they did. */
    private static EventId was(Arrival arrival, EventId id) {
        Signal signal = arrival.was().get(id);
        return signal == null ? id : signal.eventId();
    }

    private static boolean twins(RandomLedger ledger, Set<EventId> one, Set<EventId> other) {
        Set<EventId> both = new HashSet<>(one);
        both.addAll(other);
        List<Signal> signals = ledger.entries.stream()
                .filter(Signal.class::isInstance)
                .map(Signal.class::cast)
                .filter(signal -> both.contains(signal.eventId()))
                .toList();
        return signals.size() == 2
                && !signals.getFirst().isNegative()
                && signals.getFirst().kind() == signals.getLast().kind()
                && Objects.equals(
                        signals.getFirst().occurredAt(), signals.getLast().occurredAt());
    }

    /** A NEGATIVE that decides still decides when a POSITIVE comes in that is not later, whatever else happened. */
    @Test
    void latePositiveChangesNothingWhereAnEqualOrLaterNegativeStands() {
        for (int checks = 0; checks < HISTORIES; ) {
            var ledger = nextLedger();
            Question question = ledger.focusAtAnyTime();
            Signal negative = ledger.negative(question);
            List<Entry> entries = with(ledger.entries, negative);
            if (decidedBy(ledger.decide(entries, question)).contains(negative.eventId())) {
                checks++;
                staysDecidedBy(negative, ledger, entries, question);
            }
        }
    }

    /** Where a NEGATIVE alone denies, it denies after any history in which nothing is later than it. */
    @Test
    void nothingThatIsNotLaterThanANegativeLiftsIt() {
        for (int checks = 0; checks < HISTORIES; ) {
            var ledger = nextLedger();
            Question question = ledger.focusAtAnyTime();
            Signal negative = ledger.negative(question);
            if (decidedBy(ledger.decide(List.of(negative), question)).contains(negative.eventId())) {
                checks++;
                List<Entry> earlier = ledger.entries.stream()
                        .filter(entry -> !(entry instanceof Signal signal) || !signal.strictlyAfter(negative))
                        .toList();
                staysDecidedBy(negative, ledger, with(earlier, negative), question);
            }
        }
    }

    private static void staysDecidedBy(Signal negative, RandomLedger ledger, List<Entry> entries, Question question) {
        Instant latest = negative.occurredAt() == null ? question.asOf().validAt() : negative.occurredAt();
        Signal positive = ledger.positiveNoLaterThan(latest, question);
        List<Entry> late = with(entries, positive);
        // Where it waits, it is confirmed as late as can be, which makes it no later.
        Decision after = ledger.decide(
                positive.pending() ? with(late, ledger.confirmation(positive, RandomLedger.LAST_DAY)) : late, question);

        assertThat(after.decision()).as(() -> tell(ledger, question, positive)).isEqualTo(Verdict.DENY);
        assertThat(decidedBy(after)).as(() -> tell(ledger, question, positive)).contains(negative.eventId());
    }

    /** A consent that waits is none; once confirmed it is like one that never waited. */
    @Test
    void doubleOptInCountsOnceConfirmedAndNotBefore() {
        for (int checks = 0; checks < HISTORIES; ) {
            var ledger = nextLedger();
            Question question = ledger.focusAtAnyTime();
            Set<EventId> confirmed = ledger.entries.stream()
                    .filter(entry -> entry instanceof Confirmation one && one.isGiven(question.asOf()))
                    .map(entry -> ((Confirmation) entry).consent())
                    .collect(Collectors.toSet());
            List<Entry> plain = ledger.entries.stream()
                    .filter(entry -> !(entry instanceof Confirmation))
                    .filter(entry -> !(entry instanceof Signal signal)
                            || !signal.pending()
                            || confirmed.contains(signal.eventId()))
                    .map(entry -> entry instanceof Signal signal && signal.pending() ? signal.confirmed() : entry)
                    .toList();
            if (!plain.equals(ledger.entries)) {
                checks++;
                Decision waiting = ledger.decide(ledger.entries, question);
                Decision without = ledger.decide(plain, question);
                assertThat(List.of(waiting.decision(), waiting.obligations()))
                        .as(() -> tell(ledger, question, plain))
                        .isEqualTo(List.of(without.decision(), without.obligations()));
                assertThat(waiting.validUntil())
                        .as(() -> tell(ledger, question, plain))
                        .isEqualTo(without.validUntil());
                if (waiting.reason() != Reason.CONSENT_PENDING) {
                    assertThat(waiting.reason())
                            .as(() -> tell(ledger, question, plain))
                            .isEqualTo(without.reason());
                }
            }
        }
    }

    /** What the ledger answered when it held no more than this, it answers ever after about that moment of knowledge. */
    @Test
    void whatIsRecordedAfterTheMomentOfKnowledgeChangesNothing() {
        for (int checks = 0; checks < HISTORIES; ) {
            var ledger = nextLedger();
            Question question = ledger.focusAtAnyTime();
            Instant asked = latest(question.asOf().knownAt(), RandomLedger.day(seeds.nextInt(RandomLedger.LAST_DAY)));
            List<Entry> entriesThen = ledger.entries.stream()
                    .filter(entry -> !entry.recordedAt().isAfter(asked))
                    .toList();
            List<Recorded<? extends CatalogueEvent>> catalogueThen = new ArrayList<>(ledger.catalogue);
            catalogueThen.removeIf(recorded -> recorded.recordedAt().isAfter(asked));
            var known = new Catalogue(catalogueThen);
            boolean more = entriesThen.size() < ledger.entries.size() || catalogueThen.size() < ledger.catalogue.size();
            if (more && known.knows(question.controller()) && known.knows(question.purpose())) {
                checks++;
                Decision then = RandomLedger.decide(entriesThen, catalogueThen, question);
                Decision since = ledger.decide(ledger.entries, question);
                assertThat(withoutVersions(since))
                        .as(() -> tell(ledger, question, entriesThen))
                        .isEqualTo(withoutVersions(then));
            }
        }
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Decision withoutVersions(Decision decision) {
        return new Decision(
                decision.decision(),
                decision.reason(),
                decision.rule(),
                decision.basis(),
                decision.obligations(),
                decision.decidedBy(),
                decision.notice(),
                decision.validUntil(),
                decision.validAt(),
                decision.knownAt(),
                decision.subjectId(),
                0,
                0);
    }

    /** What {@link Decision#validUntil()} promises: before it nothing changes but by new acts, rulings and versions. */
    @Test
    void answerHoldsUntilItSaysItEnds() {
        for (int checks = 0; checks < HISTORIES; checks++) {
            var ledger = nextLedgerWithAStillTree();
            Question now = RandomLedger.at(ledger.focus, RandomLedger.day(18), RandomLedger.day(RandomLedger.LAST_DAY));
            List<Entry> past = ledger.entries.stream()
                    .filter(entry -> !entry.recordedAt().isAfter(now.asOf().validAt()))
                    .toList();
            Decision answer = ledger.decide(past, now);
            for (int day = 19; day < RandomLedger.LAST_DAY; day++) {
                Instant later = RandomLedger.day(day);
                if (answer.validUntil() == null || later.isBefore(answer.validUntil())) {
                    Question then = RandomLedger.at(now, later, now.asOf().knownAt());
                    Decision stillSo = ledger.decide(past, then);
                    assertThat(List.of(stillSo.decision(), stillSo.obligations()))
                            .as(() -> tell(ledger, then, answer))
                            .isEqualTo(List.of(answer.decision(), answer.obligations()));
                }
            }
        }
    }

    @Test
    void historiesReachEveryAnswerOften() {
        Map<Reason, Integer> reached = new EnumMap<>(Reason.class);
        for (int i = 0; i < HISTORIES; i++) {
            var ledger = nextLedger();
            Stream.of(
                            ledger.focusAtAnyTime(),
                            ledger.focusAtAnyTime(),
                            ledger.focusAtAnyTime(),
                            ledger.focusAtAnyTime(),
                            ledger.anyQuestion())
                    .map(question -> ledger.decide(ledger.entries, question).reason())
                    .forEach(reason -> reached.merge(reason, 1, Integer::sum));
        }

        for (Reason reason : Reason.values()) {
            assertThat(reached.getOrDefault(reason, 0))
                    .as("%s, seed %d: %s", reason, SEED, reached)
                    .isGreaterThanOrEqualTo(20);
        }
    }

    private static List<Entry> with(List<Entry> entries, Entry one) {
        return Stream.concat(entries.stream(), Stream.of(one)).toList();
    }

    private static Set<EventId> decidedBy(Decision decision) {
        return decision.decidedBy().stream().map(DecidingEvent::eventId).collect(Collectors.toSet());
    }

    private static String tell(RandomLedger ledger, Question question, Object change) {
        return "ledger.test.seed=" + SEED + "\n" + question + "\nchange: " + change + "\n" + lines(ledger.entries)
                + lines(ledger.catalogue);
    }

    private static String lines(List<?> all) {
        return all.stream().map(one -> one + "\n").collect(Collectors.joining());
    }
}
