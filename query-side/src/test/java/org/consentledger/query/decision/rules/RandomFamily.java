package org.consentledger.query.decision.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.consentledger.api.EventId;
import org.consentledger.api.decision.Decision;
import org.consentledger.api.decision.Question;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/**
 * The history of a {@link RandomLedger} told by three subjects instead of one, who are merged and split at random. Acts are
 * recorded at midnight and links at noon, so that it is certain which came first.
 */
final class RandomFamily {
    static final int MEMBERS = 3;
    private static final Duration NOON = Duration.ofHours(12);

    final RandomLedger ledger;
    private final SplittableRandom random;
    private final List<List<Entry>> said = new ArrayList<>();
    private final List<Bond> bonds = new ArrayList<>();

    /** That two members are one. */
    private record Bond(
            int into, int from, Instant since, @Nullable Instant until) {
        boolean holdsAt(Instant time) {
            return !since.isAfter(time) && (until == null || until.isAfter(time));
        }
    }

    RandomFamily(SplittableRandom random) {
        this.random = random;
        this.ledger = new RandomLedger(random.split(), false);
        IntStream.range(0, MEMBERS).forEach(member -> said.add(new ArrayList<>()));
        Map<EventId, Integer> sayer = new HashMap<>();
        for (Entry entry : ledger.entries) {
            switch (entry) {
                case Signal signal -> {
                    int member = random.nextInt(MEMBERS);
                    sayer.put(signal.eventId(), member);
                    said.get(member).add(signal);
                }
                case Ruling ruling ->
                    said.get(Objects.requireNonNull(sayer.get(ruling.objection())))
                            .add(ruling);
                case Confirmation confirmation ->
                    said.get(Objects.requireNonNull(sayer.get(confirmation.consent())))
                            .add(confirmation);
                case Link link -> throw new IllegalStateException("A ledger of one person has no " + link);
            }
        }
        mergeAndSplit();
    }

    private void mergeAndSplit() {
        var days = new TreeSet<Integer>();
        IntStream.range(0, random.nextInt(6)).forEach(i -> days.add(random.nextInt(RandomLedger.LAST_DAY)));
        for (int day : days) {
            Instant noon = RandomLedger.day(day).plus(NOON);
            List<Integer> standing = IntStream.range(0, MEMBERS)
                    .filter(member -> bonds.stream().noneMatch(bond -> bond.holdsAt(noon) && bond.from() == member))
                    .boxed()
                    .toList();
            List<Bond> held = bonds.stream().filter(bond -> bond.holdsAt(noon)).toList();
            if (standing.size() == 1 || (!held.isEmpty() && random.nextBoolean())) {
                split(held.get(random.nextInt(held.size())), noon);
            } else {
                int into = random.nextInt(standing.size());
                int from = (into + 1 + random.nextInt(standing.size() - 1)) % standing.size();
                merge(standing.get(into), standing.get(from), noon);
            }
        }
    }

    /** Two who stand for themselves become one. */
    private void merge(int into, int from, Instant time) {
        bonds.add(new Bond(into, from, time, null));
    }

    private void split(Bond bond, Instant time) {
        bonds.set(bonds.indexOf(bond), new Bond(bond.into(), bond.from(), bond.since(), time));
    }

    /** Forgets who was merged. */
    void neverMerged() {
        bonds.clear();
    }

    /** Merges two at noon of one day and splits them at noon of the next. */
    void mergeForADay(int into, int from, int day) {
        merge(into, from, RandomLedger.day(day).plus(NOON));
        split(bonds.getLast(), RandomLedger.day(day + 1).plus(NOON));
    }

    /** Merges all from the first noon on. */
    void allOne() {
        bonds.clear();
        IntStream.range(1, MEMBERS)
                .forEach(
                        member -> merge(0, member, RandomLedger.day(-1 - member).plus(NOON)));
    }

    void says(int member, Entry entry) {
        said.get(member).add(entry);
    }

    /** Takes back whatever is so. */
    void neverSaid(Predicate<Entry> such) {
        said.forEach(entries -> entries.removeIf(such));
    }

    void neverSaid(int member, Predicate<Entry> such) {
        said.get(member).removeIf(such);
    }

    /** What a member said, and nobody else. */
    List<Entry> said(int member) {
        return List.copyOf(said.get(member));
    }

    List<Entry> saidByAll() {
        return said.stream().flatMap(List::stream).toList();
    }

    static SubjectId id(int member) {
        return new SubjectId(new UUID(1, member));
    }

    boolean areOne(int one, int other, Instant time) {
        return reached(one, bond -> bond.holdsAt(time)).contains(other);
    }

    private Set<Integer> reached(int member, Predicate<Bond> such) {
        var reached = new TreeSet<>(Set.of(member));
        boolean more = true;
        while (more) {
            more = false;
            for (Bond bond : bonds) {
                if (such.test(bond) && reached.contains(bond.into()) != reached.contains(bond.from())) {
                    reached.add(bond.into());
                    reached.add(bond.from());
                    more = true;
                }
            }
        }
        return reached;
    }

    /** What the ledger reads about a member once all is recorded. */
    Kinship of(int member) {
        return asOf(member, RandomLedger.day(RandomLedger.LAST_DAY + 10));
    }

    /** What it read about them then. */
    Kinship asOf(int member, Instant then) {
        return new Kinship(Stream.concat(
                        Stream.of(member),
                        reached(member, bond -> !bond.since().isAfter(then)).stream()
                                .filter(other -> other != member))
                .map(one -> stream(one, then))
                .toList());
    }

    private SubjectSignals stream(int member, Instant then) {
        List<Entry> entries = Stream.concat(said.get(member).stream(), links(member))
                .filter(entry -> !entry.recordedAt().isAfter(then))
                .sorted(Comparator.comparing(Entry::recordedAt))
                .toList();
        return new SubjectSignals(id(member), entries.size(), entries);
    }

    /** The copy of the one that is merged is recorded a little earlier. */
    private Stream<Entry> links(int member) {
        return bonds.stream()
                .filter(bond -> bond.into() == member || bond.from() == member)
                .flatMap(bond -> {
                    Duration later = Duration.ofNanos(bond.into() == member ? 1_000 : 0);
                    Entry merged = new Link(
                            id(bond.into()), id(bond.from()), true, bond.since().plus(later));
                    return bond.until() == null
                            ? Stream.of(merged)
                            : Stream.of(
                                    merged,
                                    new Link(
                                            id(bond.into()),
                                            id(bond.from()),
                                            false,
                                            bond.until().plus(later)));
                });
    }

    Decision decide(int member, Question question) {
        return decide(of(member), question);
    }

    Decision decide(Kinship kinship, Question question) {
        return RandomLedger.decide(kinship.knownAt(question.asOf().knownAt()), ledger.catalogue, question);
    }

    /** As if nobody else had ever been merged with them. */
    Decision decideAlone(int member, Question question) {
        return RandomLedger.decide(new SubjectSignals(id(member), 0, said.get(member)), ledger.catalogue, question);
    }

    @Override
    public String toString() {
        return "said: " + said + "\nmerged: " + bonds;
    }
}
