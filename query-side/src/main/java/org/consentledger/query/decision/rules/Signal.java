package org.consentledger.query.decision.rules;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Comparator;
import org.consentledger.api.EventId;
import org.consentledger.api.decision.Decision.DecidingEvent;
import org.consentledger.api.subject.ConsentTerm;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A recorded act that counts for or against processing, reduced to what a decision needs.
 *
 * @param type the logical name of its event
 * @param occurredAt when the person acted; null: unknown
 * @param expiresAt when a consent ends by its own terms
 * @param lifts whether it is the person's own act with verified evidence, and so can lift a NEGATIVE
 * @param pending whether it waits for a confirmation
 * @param confirmBy until when it does; null: for ever
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Signal(
        EventId eventId,
        String type,
        Kind kind,
        Scope scope,
        @Nullable Instant occurredAt,
        Instant recordedAt,
        @Nullable Instant expiresAt,
        @Nullable NoticeShown notice,
        boolean lifts,
        boolean pending,
        @Nullable Instant confirmBy)
        implements Entry {

    /** Orders signals by when the person acted, those of unknown time first; never by when they came in. */
    static final Comparator<Signal> BY_ACT = Comparator.comparing(
                    Signal::occurredAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(signal -> signal.eventId().value());

    /** What kind of act it is. The NEGATIVE kinds stand in the order in which they explain a DENY. */
    public enum Kind {
        CONSENT(Polarity.POSITIVE),
        OPT_IN(Polarity.POSITIVE),
        CUSTOMER(Polarity.POSITIVE),
        ERASURE(Polarity.NEGATIVE),
        SUPPRESSION(Polarity.NEGATIVE),
        OBJECTION_TO_DIRECT_MARKETING(Polarity.NEGATIVE),
        OBJECTION_FOR_PARTICULAR_SITUATION(Polarity.NEGATIVE),
        RESTRICTION(Polarity.NEGATIVE),
        WITHDRAWAL(Polarity.NEGATIVE),
        OPT_OUT(Polarity.NEGATIVE),
        /** Said by the company that the person is addressed for, and taken back by it alone. */
        PROHIBITION(Polarity.NEGATIVE);

        private final Polarity polarity;

        Kind(Polarity polarity) {
            this.polarity = polarity;
        }
    }

    /** For or against processing. */
    public enum Polarity {
        POSITIVE,
        NEGATIVE
    }

    boolean isNegative() {
        return kind.polarity == Polarity.NEGATIVE;
    }

    /** Whether the act is certainly later than the other; never so where either time is unknown. */
    boolean strictlyAfter(Signal other) {
        return occurredAt != null && other.occurredAt != null && occurredAt.isAfter(other.occurredAt);
    }

    /**
     * Whether the act had happened by then. An act of unknown time happened before it was recorded: a NEGATIVE of
     * unknown time counts at all times, a POSITIVE from then on.
     */
    boolean happenedBy(Instant time) {
        if (occurredAt == null) {
            return isNegative() || !recordedAt.isAfter(time);
        }
        return !occurredAt.isAfter(time);
    }

    /** Whether the time to confirm it is over. */
    boolean hasLapsedBy(Instant time) {
        return confirmBy != null && !confirmBy.isAfter(time);
    }

    /** The same act, which waits no longer. */
    Signal confirmed() {
        return new Signal(eventId, type, kind, scope, occurredAt, recordedAt, expiresAt, notice, lifts, false, null);
    }

    /** How a consent ends by itself. */
    ConsentTerm term() {
        return new ConsentTerm(occurredAt, recordedAt, expiresAt, notice);
    }

    DecidingEvent deciding() {
        return new DecidingEvent(eventId, type, occurredAt, recordedAt);
    }
}
