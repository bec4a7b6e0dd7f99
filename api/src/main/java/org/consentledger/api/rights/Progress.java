package org.consentledger.api.rights;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.consentledger.api.rights.RightsRequestEvent.DeadlineKind;
import org.consentledger.api.rights.RightsRequestEvent.IdentityCheckAsked;
import org.consentledger.api.rights.RightsRequestEvent.IdentityConfirmed;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestDeadline;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestExtended;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestWithdrawn;
import org.jspecify.annotations.Nullable;

/**
 * A rights request folded from its events: one fold for who decides on it, who lists it and who shows it.
 *
 * @param dueStatutory the last day on which the answer is in time; moved by an extension alone
 * @param daysWaited whole local days between asking for proof of identity and getting it
 * @param waitingSince the local day on which proof was asked for that has not come; null: none is awaited
 * @param told the deadlines that were told about the present {@link #dueStatutory}
 */
public record Progress(
        RightsRequestReceived received,
        RequestState state,
        boolean extended,
        LocalDate dueStatutory,
        long daysWaited,
        @Nullable LocalDate waitingSince,
        Set<DeadlineKind> told) {

    public Progress {
        told = Collections.unmodifiableSet(told.isEmpty() ? EnumSet.noneOf(DeadlineKind.class) : EnumSet.copyOf(told));
    }

    /**
     * What follows from one event more.
     *
     * @param before null for the first event of the stream
     */
    public static Progress after(@Nullable Progress before, RightsRequestEvent event) {
        if (event instanceof RightsRequestReceived received) {
            return new Progress(received, RequestState.RECEIVED, false, received.dueStatutory(), 0, null, Set.of());
        }
        if (before == null) {
            throw new IllegalArgumentException("A rights request begins with its receipt");
        }
        return before.after(event);
    }

    private Progress after(RightsRequestEvent event) {
        return switch (event) {
            case RightsRequestReceived e -> throw new IllegalArgumentException("A rights request is received once");
            case IdentityCheckAsked e ->
                with(RequestState.IDENTITY_CHECK_ASKED, extended, dueStatutory, daysWaited, localDay(e.occurredAt()));
            case IdentityConfirmed e ->
                with(
                        extended ? RequestState.EXTENDED : RequestState.IN_PROGRESS,
                        extended,
                        dueStatutory,
                        daysWaitedUntil(localDay(e.occurredAt())),
                        null);
            case RightsRequestExtended e ->
                with(
                        waitingSince == null ? RequestState.EXTENDED : state,
                        true,
                        e.dueStatutory(),
                        daysWaited,
                        waitingSince);
            case RightsRequestFulfilled e ->
                ended(e.partly() ? RequestState.PARTLY_FULFILLED : RequestState.FULFILLED, e.occurredAt());
            case RightsRequestRefused e -> ended(RequestState.REFUSED, e.occurredAt());
            case RightsRequestWithdrawn e -> ended(RequestState.WITHDRAWN, e.occurredAt());
            case RightsRequestDeadline e -> telling(e);
        };
    }

    private Progress ended(RequestState end, Instant at) {
        return with(end, extended, dueStatutory, daysWaitedUntil(localDay(at)), null);
    }

    private Progress with(
            RequestState newState, boolean newExtended, LocalDate due, long waited, @Nullable LocalDate since) {
        return new Progress(
                received, newState, newExtended, due, waited, since, due.equals(dueStatutory) ? told : Set.of());
    }

    private Progress telling(RightsRequestDeadline deadline) {
        if (!deadline.dueStatutory().equals(dueStatutory)) {
            return this;
        }
        var more = EnumSet.of(deadline.kind());
        more.addAll(told);
        return new Progress(received, state, extended, dueStatutory, daysWaited, waitingSince, more);
    }

    /** The day that moment is on where the controller is. */
    public LocalDate localDay(Instant moment) {
        return moment.atZone(received.timeZone()).toLocalDate();
    }

    /** How long there is to answer. */
    public TimeLimit limit(Holidays holidays) {
        return TimeLimit.of(received.receivedAt(), received.timeZone(), received.country(), holidays);
    }

    /**
     * The last day where days of waiting for proof of identity are not counted; those until now included, where proof is
     * still awaited.
     */
    public LocalDate duePaused(Holidays holidays, Instant now) {
        long waited = waitingSince == null ? daysWaited : daysWaitedUntil(localDay(now));
        return waited == 0 ? dueStatutory : limit(holidays).paused(extended, waited);
    }

    /** When the last day is over. */
    public Instant overdueFrom() {
        return dueStatutory.plusDays(1).atStartOfDay(received.timeZone()).toInstant();
    }

    /** Whether the last day is over and there is no answer. */
    public boolean overdue(Instant now) {
        return !state.ended() && !overdueFrom().isAfter(now);
    }

    private long daysWaitedUntil(LocalDate day) {
        return waitingSince == null ? daysWaited : daysWaited + Math.max(0, ChronoUnit.DAYS.between(waitingSince, day));
    }
}
