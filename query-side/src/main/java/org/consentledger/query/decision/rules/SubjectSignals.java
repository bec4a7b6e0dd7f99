package org.consentledger.query.decision.rules;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.consentledger.api.EventId;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/**
 * Everything one person's stream holds for decisions.
 *
 * @param subject null where the ledger does not know the person
 * @param version the number of events in the stream
 * @param entries in the order of recording
 * @param ofOthers what others said who hold the address that is written to, or are represented
 */
public record SubjectSignals(@Nullable SubjectId subject, long version, List<Entry> entries, List<Entry> ofOthers) {

    /** A person the ledger does not know: decided like one without signals. */
    public static final SubjectSignals UNKNOWN = new SubjectSignals(null, 0, List.of());

    /**
     * Of nobody: whoever was known by that address was erased, and the address is suppressed.
     *
     * @param type the logical name of the event
     */
    public static SubjectSignals suppressedBy(EventId erasure, String type, Instant since) {
        return new SubjectSignals(
                null, 0, List.of(Entry.standing(erasure, type, Signal.Kind.ERASURE, Scope.EVERYTHING, since, since)));
    }

    public SubjectSignals {
        entries = List.copyOf(entries);
        ofOthers = List.copyOf(ofOthers);
    }

    /** What the person alone said. */
    public SubjectSignals(@Nullable SubjectId subject, long version, List<Entry> entries) {
        this(subject, version, entries, List.of());
    }

    Stream<Signal> signals() {
        return only(Signal.class, entries.stream());
    }

    Stream<Signal> signalsOfOthers() {
        return only(Signal.class, ofOthers.stream());
    }

    Stream<Ruling> rulings() {
        return only(Ruling.class, Stream.concat(entries.stream(), ofOthers.stream()));
    }

    Stream<Confirmation> confirmations() {
        return only(Confirmation.class, Stream.concat(entries.stream(), ofOthers.stream()));
    }

    private static <E extends Entry> Stream<E> only(Class<E> kind, Stream<Entry> entries) {
        return entries.filter(kind::isInstance).map(kind::cast);
    }

    /** When the last of them was done or recorded, or the given time if that is later: the clocks of nodes differ. */
    public Instant notBefore(Instant time) {
        return Stream.concat(
                        entries.stream().map(Entry::recordedAt),
                        signals().map(Signal::occurredAt).filter(Objects::nonNull))
                .filter(known -> known.isAfter(time))
                .max(Instant::compareTo)
                .orElse(time);
    }

    /**
     * With the NEGATIVE signals of whoever holds the address that is written to, or is represented, and with what lifts
     * them, which is theirs to say: an unsubscribed address stays so.
     */
    public SubjectSignals withNegativesOf(SubjectSignals holder) {
        if (holder.entries.isEmpty() || holder.entries.equals(entries)) {
            return this;
        }
        // The holder may be the person, or merged with them: each act counts once.
        var own = Set.copyOf(entries);
        var others = holder.entries.stream().filter(entry -> !own.contains(entry));
        return new SubjectSignals(
                subject,
                version,
                entries,
                Stream.concat(ofOthers.stream(), others).toList());
    }
}
