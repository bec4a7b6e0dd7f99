package org.consentledger.query.decision.rules;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/**
 * A person's stream and the streams of all who were ever merged with them, and what of it counts for the person at a
 * moment of knowledge:
 *
 * <ol>
 *   <li>everything of those who are merged with them then, directly or through others: they are one person;
 *   <li>of those who no longer are, the NEGATIVEs recorded while they were: nobody knows which of the two meant them. An
 *       erasure is of one of them;
 *   <li>nothing else, so that a split gives each their own back, and a merge changes no answer about the time before.
 * </ol>
 *
 * @param streams the person's own first; empty: the ledger does not know the person
 */
public record Kinship(List<SubjectSignals> streams) {

    /** Of nobody the ledger knows. */
    public static final Kinship NONE = new Kinship(List.of());

    public Kinship {
        streams = List.copyOf(streams);
    }

    /** What counts for the person, as far as it was known then; its version counts the events of all streams. */
    public SubjectSignals knownAt(Instant knownAt) {
        if (streams.isEmpty()) {
            return SubjectSignals.UNKNOWN;
        }
        SubjectSignals own = streams.getFirst();
        if (streams.size() == 1) {
            return own;
        }
        SubjectId person = idOf(own);
        Ties ties = Ties.of(streams);
        Set<SubjectId> oneWithThem = ties.connected(person, tie -> tie.holdsAt(knownAt));
        List<Entry> counting = streams.stream()
                .flatMap(stream -> oneWithThem.contains(idOf(stream))
                        ? stream.entries().stream()
                        : leftBehind(stream, ties, oneWithThem))
                .toList();
        long version = streams.stream().mapToLong(SubjectSignals::version).sum();
        return new SubjectSignals(ties.whoStandsFor(person, knownAt), version, counting);
    }

    /** Who is one person with them as it was known then, merged directly or through others: themselves first. */
    public Set<SubjectId> mergedAt(Instant knownAt) {
        if (streams.isEmpty()) {
            return Set.of();
        }
        var merged = new LinkedHashSet<SubjectId>();
        merged.add(idOf(streams.getFirst()));
        if (streams.size() > 1) {
            merged.addAll(Ties.of(streams).connected(idOf(streams.getFirst()), tie -> tie.holdsAt(knownAt)));
        }
        return Collections.unmodifiableSet(merged);
    }

    private static SubjectId idOf(SubjectSignals stream) {
        return Objects.requireNonNull(stream.subject(), "What stands in a stream is somebody's");
    }

    /** When the last entry of all was recorded, or the given time if that is later. */
    public Instant notBefore(Instant time) {
        return streams.stream()
                .map(stream -> stream.notBefore(time))
                .max(Instant::compareTo)
                .orElse(time);
    }

    /** What somebody who is no longer merged with the person said against processing while they were. */
    private static Stream<Entry> leftBehind(SubjectSignals stream, Ties ties, Set<SubjectId> oneWithThem) {
        return Moment.of(stream)
                .filter(moment -> switch (moment.entry()) {
                    case Signal signal ->
                        // Who was erased is certain.
                        signal.isNegative()
                                && signal.kind() != Signal.Kind.ERASURE
                                && !Collections.disjoint(
                                        oneWithThem, ties.connected(idOf(stream), tie -> tie.heldAt(moment.time())));
                    // It concerns the act that it names alone.
                    case Ruling _ -> true;
                    case Confirmation _, Link _ -> false;
                })
                .map(Moment::entry);
    }

    /**
     * An entry and when it came into its stream. Clocks of nodes differ, but the order of a stream is certain: nothing came
     * before what stands before it.
     */
    private record Moment(Entry entry, Instant time) {
        static Stream<Moment> of(SubjectSignals stream) {
            var moments = new ArrayList<Moment>();
            Instant time = Instant.MIN;
            for (Entry entry : stream.entries()) {
                time = entry.recordedAt().isAfter(time) ? entry.recordedAt() : time;
                moments.add(new Moment(entry, time));
            }
            return moments.stream();
        }
    }

    /**
     * That two subjects are one, from when it was first to when it was last recorded so.
     *
     * @param since null: not told yet
     * @param until null: it still holds
     */
    private record Tie(
            SubjectId into,
            SubjectId from,
            @Nullable Instant since,
            @Nullable Instant until) {
        static Tie of(Link link, Instant time) {
            return link.joined()
                    ? new Tie(link.into(), link.from(), time, null)
                    : new Tie(link.into(), link.from(), null, time);
        }

        /** The same tie, told twice: the wider reading of the two. */
        Tie or(Tie other) {
            boolean earlier = since == null || (other.since != null && other.since.isBefore(since));
            boolean later = until == null || (other.until != null && other.until.isAfter(until));
            return new Tie(into, from, earlier ? other.since : since, later ? other.until : until);
        }

        boolean holdsAt(Instant time) {
            return hasBegunBy(time) && (until == null || until.isAfter(time));
        }

        /** In doubt it held. */
        boolean heldAt(Instant time) {
            return hasBegunBy(time) && (until == null || !until.isBefore(time));
        }

        private boolean hasBegunBy(Instant time) {
            return since != null && !since.isAfter(time);
        }

        boolean isOf(SubjectId subject) {
            return into.equals(subject) || from.equals(subject);
        }

        SubjectId other(SubjectId subject) {
            return into.equals(subject) ? from : into;
        }
    }

    private record Ties(Collection<Tie> all) {

        /** Two subjects may be merged and split more than once. */
        private record Occasion(SubjectId into, SubjectId from, int number) {}

        /** Each stands in two streams, at two moments of which the wider reading is taken. */
        static Ties of(List<SubjectSignals> streams) {
            var ties = new LinkedHashMap<Occasion, Tie>();
            for (SubjectSignals stream : streams) {
                var occasions = new ArrayList<Occasion>();
                Moment.of(stream).forEach(moment -> {
                    if (moment.entry() instanceof Link link) {
                        ties.merge(occasion(link, occasions), Tie.of(link, moment.time()), Tie::or);
                    }
                });
            }
            return new Ties(ties.values());
        }

        private static Occasion occasion(Link link, List<Occasion> before) {
            int merges = Math.toIntExact(before.stream()
                    .filter(one -> one.into().equals(link.into()) && one.from().equals(link.from()))
                    .count());
            if (!link.joined()) {
                return new Occasion(link.into(), link.from(), merges);
            }
            var occasion = new Occasion(link.into(), link.from(), merges + 1);
            before.add(occasion);
            return occasion;
        }

        /** Everybody who is reached from the subject over such ties, the subject included. */
        Set<SubjectId> connected(SubjectId subject, Predicate<Tie> such) {
            var reached = new HashSet<SubjectId>();
            var next = new ArrayDeque<SubjectId>();
            next.add(subject);
            while (!next.isEmpty()) {
                SubjectId one = next.remove();
                if (reached.add(one)) {
                    all.stream()
                            .filter(such)
                            .filter(tie -> tie.isOf(one))
                            .map(tie -> tie.other(one))
                            .forEach(next::add);
                }
            }
            return reached;
        }

        /** The subject into which it is merged, directly or through others, or it is itself. */
        SubjectId whoStandsFor(SubjectId subject, Instant knownAt) {
            var passed = new HashSet<SubjectId>();
            SubjectId standing = subject;
            Optional<SubjectId> next = Optional.of(subject);
            while (next.isPresent() && passed.add(next.get())) {
                standing = next.get();
                SubjectId from = standing;
                next = all.stream()
                        .filter(tie -> tie.holdsAt(knownAt) && tie.from().equals(from))
                        .map(Tie::into)
                        .findFirst();
            }
            return standing;
        }
    }
}
