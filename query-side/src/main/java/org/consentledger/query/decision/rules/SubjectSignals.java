package org.consentledger.query.decision.rules;

import java.time.Instant;
import java.util.List;
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
 */
public record SubjectSignals(@Nullable SubjectId subject, long version, List<Entry> entries) {

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
    }

    Stream<Signal> signals() {
        return entries.stream().filter(Signal.class::isInstance).map(Signal.class::cast);
    }

    Stream<Ruling> rulings() {
        return entries.stream().filter(Ruling.class::isInstance).map(Ruling.class::cast);
    }

    Stream<Confirmation> confirmations() {
        return entries.stream().filter(Confirmation.class::isInstance).map(Confirmation.class::cast);
    }

    /** When the last of them was recorded, or the given time if that is later. */
    public Instant notBefore(Instant time) {
        return entries.stream()
                .map(Entry::recordedAt)
                .filter(recorded -> recorded.isAfter(time))
                .max(Instant::compareTo)
                .orElse(time);
    }

    /**
     * With the NEGATIVE signals of whoever holds the address that is written to, or is represented: an unsubscribed address
     * stays so.
     */
    public SubjectSignals withNegativesOf(SubjectSignals holder) {
        if (holder.entries.isEmpty()) {
            return this;
        }
        var rulings = holder.rulings().map(Entry.class::cast);
        var negatives = holder.signals().filter(Signal::isNegative).map(Entry.class::cast);
        return new SubjectSignals(
                subject,
                version,
                Stream.of(entries.stream(), negatives, rulings)
                        .flatMap(all -> all)
                        // The holder may be the person: each act counts once.
                        .distinct()
                        .toList());
    }
}
