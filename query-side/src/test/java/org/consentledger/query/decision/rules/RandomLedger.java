package org.consentledger.query.decision.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.consentledger.api.AsOf;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.Change;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.decision.Decision;
import org.consentledger.api.decision.MessageClass;
import org.consentledger.api.decision.Question;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/**
 * A random catalogue, a random history of one person, and random questions about them. Time goes in whole days so that
 * acts often coincide, and acts and questions keep to a few controllers, purposes and channels so that they often meet.
 */
final class RandomLedger {
    /** The last day on which anything is recorded. */
    static final int LAST_DAY = 30;

    private static final Policy POLICY = new Policy(Story.channelRules(), Set.of(new PurposeId("p7")));
    private static final Instant FIRST_DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final SubjectId PERSON = new SubjectId(new UUID(1, 1));
    private static final int PURPOSES = 8;
    private static final List<Channel> CHANNELS = List.of(Channel.EMAIL, Channel.POST, Channel.PHONE);
    private static final List<String> COUNTRIES = List.of("NL", "NL", "NL", "BE", "DE", "FR", "GB", "US");
    private static final List<LawfulBasis> BASES = List.of(
            LawfulBasis.CONSENT,
            LawfulBasis.CONSENT,
            LawfulBasis.CONSENT,
            LawfulBasis.CONSENT,
            LawfulBasis.CONSENT,
            LawfulBasis.LEGITIMATE_INTEREST,
            LawfulBasis.LEGITIMATE_INTEREST,
            LawfulBasis.LEGITIMATE_INTEREST,
            LawfulBasis.CONTRACT,
            LawfulBasis.CONTRACT,
            LawfulBasis.PUBLIC_TASK,
            LawfulBasis.LEGAL_OBLIGATION,
            LawfulBasis.VITAL_INTEREST);
    private static final List<Signal.Kind> POSITIVES = List.of(
            Signal.Kind.CONSENT,
            Signal.Kind.CONSENT,
            Signal.Kind.CONSENT,
            Signal.Kind.OPT_IN,
            Signal.Kind.OPT_IN,
            Signal.Kind.CUSTOMER,
            Signal.Kind.CUSTOMER);
    private static final List<Signal.Kind> NEGATIVES = List.of(
            Signal.Kind.ERASURE,
            Signal.Kind.SUPPRESSION,
            Signal.Kind.SUPPRESSION,
            Signal.Kind.OBJECTION_TO_DIRECT_MARKETING,
            Signal.Kind.OBJECTION_FOR_PARTICULAR_SITUATION,
            Signal.Kind.OBJECTION_FOR_PARTICULAR_SITUATION,
            Signal.Kind.RESTRICTION,
            Signal.Kind.WITHDRAWAL,
            Signal.Kind.OPT_OUT,
            Signal.Kind.OPT_OUT,
            Signal.Kind.PROHIBITION);

    final List<Recorded<? extends CatalogueEvent>> catalogue = new ArrayList<>();
    final List<Entry> entries = new ArrayList<>();
    final Question focus;
    private final SplittableRandom random;
    private final boolean treeStandsStill;
    private final List<Instant> moments = new ArrayList<>();
    private int ids;

    /** @param treeStandsStill whether every purpose has one version, that holds for all times, and every controller one group */
    RandomLedger(SplittableRandom random, boolean treeStandsStill) {
        this.random = random;
        this.treeStandsStill = treeStandsStill;
        for (int i = 0; i < 3; i++) {
            describeController(i);
        }
        for (int i = 0; i < PURPOSES; i++) {
            publishPurpose(i);
        }
        publishNotices();
        catalogue.sort(Comparator.comparing(Recorded::recordedAt));
        focus = anyQuestion();
        int acts = random.nextInt(9);
        for (int i = 0; i < acts; i++) {
            Signal signal = chance(55) ? positive(focus) : negative(focus);
            entries.add(signal);
            if (signal.occurredAt() != null) {
                moments.add(signal.occurredAt());
            }
            if (signal.pending() && chance(60)) {
                entries.add(confirmation(signal, random.nextInt(5)));
            }
            if (signal.kind() == Signal.Kind.OBJECTION_FOR_PARTICULAR_SITUATION && chance(50)) {
                entries.add(new Ruling(
                        signal.eventId(),
                        pick(List.of(ObjectionOutcome.values())),
                        signal.recordedAt().plus(Duration.ofDays(random.nextInt(6)))));
            }
        }
        entries.sort(Comparator.comparing(Entry::recordedAt));
    }

    // Asking

    Decision decide(List<Entry> entries, Question question) {
        return decide(entries, catalogue, question);
    }

    static Decision decide(List<Entry> entries, List<Recorded<? extends CatalogueEvent>> catalogue, Question question) {
        return decide(new SubjectSignals(PERSON, entries.size(), entries), catalogue, question);
    }

    static Decision decide(
            SubjectSignals subject, List<Recorded<? extends CatalogueEvent>> catalogue, Question question) {
        return Decisions.decide(subject, new Catalogue(catalogue), POLICY, question);
    }

    /** The question the history is about, some days earlier or later. */
    Question focusAtAnyTime() {
        // The later of two days: most of what happened is known by then.
        int knownAt = Math.max(random.nextInt(LAST_DAY + 5), random.nextInt(LAST_DAY + 5));
        return at(focus, day(random.nextInt(LAST_DAY + 5)), day(knownAt));
    }

    Question anyQuestion() {
        return new Question(
                controller(random.nextInt(3)),
                chance(70) ? null : new CompanyId("acme"),
                purpose(random.nextInt(PURPOSES)),
                pick(CHANNELS),
                chance(60) ? null : pick(List.of(MessageClass.values())),
                new AsOf(day(random.nextInt(LAST_DAY + 5)), day(random.nextInt(LAST_DAY + 5))));
    }

    static Question at(Question question, Instant validAt, Instant knownAt) {
        return new Question(
                question.controller(),
                question.company(),
                question.purpose(),
                question.channel(),
                question.messageClass(),
                new AsOf(validAt, knownAt));
    }

    static Instant day(int day) {
        return FIRST_DAY.plus(Duration.ofDays(day));
    }

    // Acting

    Signal positive(Question about) {
        return signal(pick(POSITIVES), about, null);
    }

    Signal negative(Question about) {
        return signal(pick(NEGATIVES), about, null);
    }

    /** A POSITIVE of that time or before, or of unknown time. */
    Signal positiveNoLaterThan(Instant time, Question about) {
        return signal(pick(POSITIVES), about, time);
    }

    private Signal signal(Signal.Kind kind, Question about, @Nullable Instant latest) {
        int lastDay = latest == null
                ? 15
                : Math.toIntExact(Duration.between(FIRST_DAY, latest).toDays());
        Instant occurred = moment(lastDay);
        Instant recorded =
                occurred == null ? day(random.nextInt(20)) : occurred.plus(Duration.ofDays(random.nextInt(10)));
        boolean consent = kind == Signal.Kind.CONSENT;
        Instant expires = consent && chance(25) ? day(random.nextInt(25)) : null;
        NoticeShown notice = consent && chance(85)
                ? new NoticeShown(new NoticeId("privacy"), String.valueOf(1 + random.nextInt(3)), "nl")
                : null;
        boolean pending = consent && chance(20);
        Instant confirmBy = pending && chance(80) ? recorded.plus(Duration.ofDays(1 + random.nextInt(6))) : null;
        return new Signal(
                new EventId(new UUID(7, ++ids)),
                kind.name(),
                kind,
                scope(about),
                occurred,
                recorded,
                expires,
                notice,
                consent || (kind == Signal.Kind.OPT_IN && chance(75)),
                pending,
                confirmBy);
    }

    /** In time, so many days after the consent was recorded or less. */
    Confirmation confirmation(Signal pending, int days) {
        Instant latest = pending.recordedAt().plus(Duration.ofDays(days));
        Instant recorded = pending.hasLapsedBy(latest) ? pending.recordedAt() : latest;
        return new Confirmation(new EventId(new UUID(9, ++ids)), "CONFIRMATION", pending.eventId(), recorded, recorded);
    }

    /** A day up to that one, often the very last or one on which the person acted before; seldom unknown. */
    private @Nullable Instant moment(int lastDay) {
        List<Instant> shared =
                moments.stream().filter(moment -> !moment.isAfter(day(lastDay))).toList();
        if (chance(15)) {
            return null;
        }
        if (!shared.isEmpty() && chance(25)) {
            return pick(shared);
        }
        return day(chance(10) ? lastDay : random.nextInt(lastDay + 1));
    }

    private Scope scope(Question about) {
        Set<ControllerRef> controllers = new LinkedHashSet<>();
        controllers.add(
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3, 4, 5 -> new ControllerRef.One(about.controller());
                    case 6, 7 -> new ControllerRef.Group(new GroupId("g"));
                    case 8 -> new ControllerRef.Every();
                    default -> new ControllerRef.One(controller(random.nextInt(3)));
                });
        Set<PurposeRef> purposes = new LinkedHashSet<>();
        do {
            purposes.add(
                    switch (random.nextInt(10)) {
                        case 0, 1, 2, 3, 4, 5 -> new PurposeRef.Node(about.purpose());
                        case 6 -> new PurposeRef.Every();
                        default -> new PurposeRef.Node(purpose(random.nextInt(PURPOSES)));
                    });
        } while (chance(20));
        CompanyId company = chance(75) ? null : chance(75) ? about.company() : new CompanyId("acme");
        Set<Channel> channels = chance(55) ? Set.of() : EnumSet.of(chance(75) ? about.channel() : pick(CHANNELS));
        return new Scope(controllers, company, purposes, channels);
    }

    /** The same acts, recorded in another order: the ledger gives ids and times of recording as they come in. */
    Arrival arriveOtherwise(boolean undatedPositivesToo) {
        var shuffler = new Random(random.nextLong());
        List<Signal> late = entries.stream()
                .filter(Signal.class::isInstance)
                .map(Signal.class::cast)
                .filter(signal -> undatedPositivesToo || signal.occurredAt() != null || signal.isNegative())
                .toList();
        List<Instant> times =
                new ArrayList<>(late.stream().map(Signal::recordedAt).toList());
        Collections.shuffle(times, shuffler);
        Map<EventId, Instant> recordedAt = new HashMap<>();
        IntStream.range(0, late.size()).forEach(i -> recordedAt.put(late.get(i).eventId(), times.get(i)));

        List<Entry> shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, shuffler);
        shuffled.sort(Comparator.comparing(entry -> recordedAt(entry, recordedAt)));
        Map<EventId, EventId> newIds = new HashMap<>();
        Map<EventId, Signal> was = new HashMap<>();
        for (Entry entry : shuffled) {
            if (entry instanceof Signal signal) {
                var id = new EventId(new UUID(8, newIds.size() + 1));
                newIds.put(signal.eventId(), id);
                was.put(id, signal);
            }
        }
        List<Entry> arrived = shuffled.stream()
                .<Entry>map(entry -> switch (entry) {
                    case Signal signal -> arrived(signal, newIds, recordedAt(signal, recordedAt));
                    case Ruling ruling ->
                        new Ruling(
                                newIds.getOrDefault(ruling.objection(), ruling.objection()),
                                ruling.outcome(),
                                ruling.recordedAt());
                    case Confirmation confirmation ->
                        new Confirmation(
                                confirmation.eventId(),
                                confirmation.type(),
                                newIds.getOrDefault(confirmation.consent(), confirmation.consent()),
                                confirmation.occurredAt(),
                                confirmation.recordedAt());
                    case Link link -> link;
                })
                .toList();
        return new Arrival(arrived, was);
    }

    /** @param was by the new id, the signal as it was before */
    record Arrival(List<Entry> entries, Map<EventId, Signal> was) {}

    private static Instant recordedAt(Entry entry, Map<EventId, Instant> recordedAt) {
        return entry instanceof Signal signal
                ? recordedAt.getOrDefault(signal.eventId(), signal.recordedAt())
                : entry.recordedAt();
    }

    private static Signal arrived(Signal signal, Map<EventId, EventId> newIds, Instant recordedAt) {
        return new Signal(
                newIds.getOrDefault(signal.eventId(), signal.eventId()),
                signal.type(),
                signal.kind(),
                signal.scope(),
                signal.occurredAt(),
                recordedAt,
                signal.expiresAt(),
                signal.notice(),
                signal.lifts(),
                signal.pending(),
                signal.confirmBy());
    }

    // The catalogue

    private void describeController(int i) {
        int recorded = 0;
        GroupId group = groupOf(i);
        do {
            if (!treeStandsStill) {
                group = groupOf(i);
            }
            catalogue.add(new Recorded<>(
                    new ControllerDescribed(
                            controller(i), "c" + i, pick(COUNTRIES), ZoneId.of("Europe/Amsterdam"), group, Map.of()),
                    day(recorded + (chance(70) ? 0 : random.nextInt(10)))));
            recorded += 10;
        } while (recorded < LAST_DAY && chance(25));
    }

    private @Nullable GroupId groupOf(int i) {
        return i < 2 && chance(90) ? new GroupId("g") : null;
    }

    private void publishPurpose(int i) {
        int recorded = chance(80) ? 0 : random.nextInt(8);
        Instant from = treeStandsStill || chance(80) ? null : day(random.nextInt(7));
        purpose(i, recorded, from);
        while (!treeStandsStill && chance(40) && recorded < LAST_DAY - 10) {
            recorded += 1 + random.nextInt(10);
            purpose(i, recorded, day(Math.max(0, recorded - 3 + random.nextInt(8))));
        }
    }

    private void purpose(int i, int recorded, @Nullable Instant from) {
        // A parent has a lower number, so that there is never a cycle.
        PurposeId parent = i == 0 || chance(25) ? null : purpose(random.nextInt(i));
        catalogue.add(new Recorded<>(
                new PurposePublished(
                        purpose(i),
                        1,
                        parent,
                        Map.of(),
                        pick(BASES),
                        chance(40),
                        true,
                        chance(70),
                        chance(88) ? Set.of() : EnumSet.of(pick(CHANNELS), pick(CHANNELS)),
                        chance(85) ? null : Period.ofDays(6),
                        null,
                        from,
                        chance(92) ? null : day(8 + random.nextInt(20))),
                day(recorded)));
    }

    private void publishNotices() {
        int effective = 0;
        for (int version = 1; version <= 3; version++) {
            Set<PurposeId> purposes = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                purposes.add(purpose(random.nextInt(PURPOSES)));
            }
            catalogue.add(new Recorded<>(
                    new NoticePublished(
                            new NoticeId("privacy"),
                            String.valueOf(version),
                            day(effective),
                            "nl",
                            "sha256:" + "0".repeat(64),
                            null,
                            null,
                            chance(70) ? Change.MATERIAL : Change.EDITORIAL,
                            purposes),
                    day(Math.max(0, effective - random.nextInt(5)))));
            effective += random.nextInt(15);
        }
    }

    private static ControllerId controller(int i) {
        return new ControllerId("c" + i);
    }

    private static PurposeId purpose(int i) {
        return new PurposeId("p" + i);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
