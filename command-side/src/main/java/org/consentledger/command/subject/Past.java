package org.consentledger.command.subject;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.OpenConsent;
import org.consentledger.api.subject.Recorded;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.ConsentConfirmed;
import org.consentledger.api.subject.SubjectEvent.ConsentExpired;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentInvalidated;
import org.consentledger.api.subject.SubjectEvent.ConsentLapsed;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectEvent.LegalHoldPlaced;
import org.consentledger.api.subject.SubjectEvent.LegalHoldReleased;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.api.subject.SubjectEvent.RestrictionLifted;
import org.consentledger.api.subject.SubjectEvent.SignalEvent;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/** What a person's stream holds so far, in its order, and what follows from it for the next command. */
final class Past {
    /** How long the same act, reported again as it happens, counts as the same act: a double click or a retry. */
    private static final Duration REPEAT = Duration.ofHours(24);

    private final List<Recorded> recorded = new ArrayList<>();

    void add(Recorded one) {
        recorded.add(one);
    }

    List<Recorded> all() {
        return Collections.unmodifiableList(recorded);
    }

    boolean isEmpty() {
        return recorded.isEmpty();
    }

    /** The number of events: the version of the stream. */
    int size() {
        return recorded.size();
    }

    Recorded latest() {
        return recorded.getLast();
    }

    /** The time of a command: never before what the person did already, however much the clocks of nodes differ. */
    Instant now(Clock clock) {
        Instant now = clock.instant();
        return recorded.stream()
                .map(Recorded::event)
                .filter(SignalEvent.class::isInstance)
                .map(event -> ((SignalEvent) event).act().occurredAt())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .filter(now::isBefore)
                .map(last -> last.plus(1, ChronoUnit.MICROS))
                .orElse(now);
    }

    /** How two subjects were last tied or parted, as this stream tells. */
    Optional<Recorded> lastLink(SubjectId into, SubjectId from) {
        return last(event -> (event instanceof SubjectsMerged merged
                        && merged.into().equals(into)
                        && merged.from().equals(from))
                || (event instanceof SubjectsSplit split
                        && split.into().equals(into)
                        && split.from().equals(from)));
    }

    boolean isMergedIntoAnother() {
        return last(event -> (event instanceof SubjectsMerged merged
                                && merged.from().equals(merged.subject()))
                        || (event instanceof SubjectsSplit split && split.from().equals(split.subject())))
                .filter(one -> one.event() instanceof SubjectsMerged)
                .isPresent();
    }

    /** Whether what others say in their streams counts for this person. */
    boolean isMerged() {
        long merges = recorded.stream()
                .filter(one -> one.event() instanceof SubjectsMerged)
                .count();
        long splits = recorded.stream()
                .filter(one -> one.event() instanceof SubjectsSplit)
                .count();
        return merges > splits;
    }

    /** Who is merged with this person, as far as its own stream tells: others may be merged with those. */
    List<SubjectId> merged() {
        var merged = new LinkedHashSet<SubjectId>();
        for (Recorded one : recorded) {
            if (one.event() instanceof SubjectsMerged tie) {
                merged.add(other(tie.subject(), tie.into(), tie.from()));
            } else if (one.event() instanceof SubjectsSplit tie) {
                merged.remove(other(tie.subject(), tie.into(), tie.from()));
            }
        }
        return List.copyOf(merged);
    }

    private static SubjectId other(SubjectId one, SubjectId into, SubjectId from) {
        return into.equals(one) ? from : into;
    }

    /** The erasures that legal holds have kept from being done. */
    List<ErasureDeferred> deferrals() {
        return recorded.stream()
                .map(Recorded::event)
                .filter(ErasureDeferred.class::isInstance)
                .map(ErasureDeferred.class::cast)
                .toList();
    }

    Optional<Recorded> erasure() {
        return last(SubjectErased.class::isInstance);
    }

    /** The legal holds in force. */
    List<EventId> holds() {
        return recorded.stream()
                .filter(one -> one.event() instanceof LegalHoldPlaced)
                .map(Recorded::eventId)
                .filter(hold -> releaseOf(hold).isEmpty())
                .toList();
    }

    Optional<Recorded> releaseOf(EventId hold) {
        return last(event ->
                event instanceof LegalHoldReleased released && released.hold().equals(hold));
    }

    /**
     * The event that already says this. An act with its time stands for ever, since the time makes it one act; an act
     * reported as it happens, or of unknown time, stands until the person says the opposite. What was told late may have
     * been overtaken when it was told.
     */
    Optional<Recorded> standing(SignalEvent event, Occurrence occurrence, Instant now) {
        Optional<Recorded> same = recorded.stream()
                .filter(one -> one.event() instanceof SignalEvent signal && saysTheSame(signal, event))
                .filter(one -> isSameTime(((SignalEvent) one.event()).act().occurredAt(), occurrence, now))
                .reduce((earlier, later) -> later);
        return switch (occurrence) {
            case Occurrence.At _ -> same;
            case Occurrence.Unknown _ -> same.filter(this::unopposed);
            case Occurrence.Live _ -> same.filter(this::unopposed).filter(this::isLaterThanItsOpposites);
        };
    }

    private static boolean isSameTime(@Nullable Instant stood, Occurrence occurrence, Instant now) {
        return switch (occurrence) {
            case Occurrence.At(Instant time) -> time.equals(stood);
            case Occurrence.Live() -> stood != null && stood.isAfter(now.minus(REPEAT));
            case Occurrence.Unknown() -> stood == null;
        };
    }

    /** Whether nothing said since is out of sight, in the stream of somebody who is or was merged with this person. */
    boolean isLastWord(Recorded one) {
        return !isMerged() && since(one).noneMatch(SubjectsSplit.class::isInstance);
    }

    private Stream<SubjectEvent> since(Recorded one) {
        return recorded.subList(recorded.indexOf(one) + 1, recorded.size()).stream()
                .map(Recorded::event);
    }

    private boolean unopposed(Recorded one) {
        return isLastWord(one)
                && since(one)
                        .noneMatch(later -> later instanceof ObjectionDecided
                                || later instanceof RestrictionLifted
                                || (later instanceof SignalEvent signal
                                        && isPositive(signal) != isPositive(one.event())));
    }

    /** Where a time is unknown, a repetition would change nothing about who wins. */
    private boolean isLaterThanItsOpposites(Recorded one) {
        Instant time = Objects.requireNonNull(((SignalEvent) one.event()).act().occurredAt());
        return recorded.stream()
                .map(Recorded::event)
                .filter(SignalEvent.class::isInstance)
                .filter(event -> isPositive(event) != isPositive(one.event()))
                .map(event -> ((SignalEvent) event).act().occurredAt())
                .allMatch(opposite -> isCertainlyBefore(opposite, time) || opposite == null);
    }

    boolean isConfirmed(EventId consent) {
        return last(event -> event instanceof ConsentConfirmed confirmed
                        && confirmed.consent().equals(consent))
                .isPresent();
    }

    /** Whether something has ended by itself of a consent that is given again as it happens: then it is a new one. */
    boolean hasEnded(Recorded consent, Occurrence occurrence, Catalogue catalogue, Instant now) {
        return occurrence instanceof Occurrence.Live
                && (tellsTheEndOf(consent.eventId())
                        || OpenConsent.in(recorded, catalogue, now).stream()
                                .filter(open -> open.eventId().equals(consent.eventId()))
                                .anyMatch(open -> !open.toTell(catalogue, now).isEmpty()));
    }

    boolean tellsTheEndOf(EventId consent) {
        return last(event -> (event instanceof ConsentLapsed lapsed
                                && lapsed.consent().equals(consent))
                        || (event instanceof ConsentExpired expired
                                && expired.consent().equals(consent))
                        || (event instanceof ConsentInvalidated changed
                                && changed.consent().equals(consent)))
                .isPresent();
    }

    /** Whether the person has said no, since they gave the consent, to all that it is about. */
    boolean isOpposed(Act consent, Catalogue catalogue, Instant now) {
        return recorded.stream()
                .filter(one -> one.event() instanceof ConsentWithdrawn
                        || one.event() instanceof OptedOut
                        || one.event() instanceof ObjectionRaised)
                .map(one -> ((SignalEvent) one.event()).act())
                .filter(no -> !isCertainlyBefore(no.occurredAt(), consent.occurredAt()))
                .anyMatch(no -> no.scope().covers(consent.scope(), catalogue, now));
    }

    private static boolean isCertainlyBefore(@Nullable Instant one, @Nullable Instant other) {
        return one != null && other != null && one.isBefore(other);
    }

    private static boolean isPositive(SubjectEvent event) {
        return event instanceof ConsentGiven || event instanceof OptedIn;
    }

    private static boolean saysTheSame(SignalEvent one, SignalEvent other) {
        if (!one.act().scope().equals(other.act().scope())
                || one.act().source() != other.act().source()) {
            return false;
        }
        return switch (one) {
            case ConsentGiven c ->
                other instanceof ConsentGiven o
                        && c.notice().equals(o.notice())
                        && c.mechanism() == o.mechanism()
                        && Objects.equals(c.expiresAt(), o.expiresAt())
                        && bothOrNone(c.parentalAuthorisation(), o.parentalAuthorisation());
            case OptedIn i -> other instanceof OptedIn o && i.ground() == o.ground();
            case ObjectionRaised r ->
                other instanceof ObjectionRaised o
                        && r.ground() == o.ground()
                        && bothOrNone(r.statement(), o.statement());
            case RestrictionImposed r -> other instanceof RestrictionImposed o && r.ground() == o.ground();
            case ConsentWithdrawn w -> other instanceof ConsentWithdrawn;
            case OptedOut w -> other instanceof OptedOut;
        };
    }

    /** What is said in them is sealed, and a retry may word it otherwise. */
    private static boolean bothOrNone(@Nullable Personal one, @Nullable Personal other) {
        return (one == null) == (other == null);
    }

    Optional<Recorded> decisionOn(EventId objection) {
        return last(event ->
                event instanceof ObjectionDecided decided && decided.objection().equals(objection));
    }

    Optional<Recorded> announcementOf(EventId restriction) {
        return last(event -> event instanceof RestrictionLiftAnnounced told
                && told.restriction().equals(restriction));
    }

    Optional<Recorded> find(EventId eventId) {
        return recorded.stream().filter(one -> one.eventId().equals(eventId)).findFirst();
    }

    Optional<Recorded> last(Predicate<SubjectEvent> sought) {
        return recorded.reversed().stream()
                .filter(one -> sought.test(one.event()))
                .findFirst();
    }
}
