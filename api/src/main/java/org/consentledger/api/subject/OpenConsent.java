package org.consentledger.api.subject;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentledger.api.AsOf;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.subject.SubjectEvent.ConsentConfirmed;
import org.consentledger.api.subject.SubjectEvent.ConsentExpired;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentInvalidated;
import org.consentledger.api.subject.SubjectEvent.ConsentLapsed;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.api.subject.SubjectEvent.SignalEvent;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.jspecify.annotations.Nullable;

/**
 * A consent that no later act of the person has taken the place of, and how it ends by itself. One fold of the stream serves
 * the aggregate, which records such ends, the register that finds those due, and the list of renewals.
 *
 * @param waits whether it waits for its confirmation
 * @param purposes all that it still reaches: those named and below, but for what later acts are about
 * @param told the ends that are recorded, by purpose
 */
public record OpenConsent(
        EventId eventId,
        ConsentGiven given,
        Instant recordedAt,
        boolean waits,
        Set<PurposeId> purposes,
        Map<PurposeId, End> told) {

    /** Why a consent ends by itself. */
    public enum Cause {
        EXPIRY,
        NOTICE_CHANGE
    }

    /**
     * An end that is known.
     *
     * @param at from when the consent no longer holds
     */
    public record End(Cause cause, Instant at) {}

    public OpenConsent {
        purposes = Set.copyOf(purposes);
        told = Map.copyOf(told);
    }

    /**
     * The open consents of a person.
     *
     * @param stream all events, oldest first; those that are neither acts nor ends of consents may be missing
     * @param now groups and purposes are taken as they are known then
     */
    public static List<OpenConsent> in(List<Recorded> stream, Catalogue catalogue, Instant now) {
        if (stream.stream().anyMatch(one -> one.event() instanceof SubjectErased)) {
            return List.of();
        }
        var open = new ArrayList<OpenConsent>();
        for (int i = 0; i < stream.size(); i++) {
            if (stream.get(i).event() instanceof ConsentGiven given) {
                fold(i, given, stream, catalogue, now).ifPresent(open::add);
            }
        }
        return open;
    }

    private static Optional<OpenConsent> fold(
            int place, ConsentGiven given, List<Recorded> stream, Catalogue catalogue, Instant now) {
        Recorded one = stream.get(place);
        boolean lapsed = stream.stream()
                .anyMatch(other -> other.event() instanceof ConsentLapsed lapse
                        && lapse.consent().equals(one.eventId()));
        List<Scope> later = takingItsPlace(place, given, stream, catalogue, now);
        boolean left = given.act().scope().purposes().stream()
                .anyMatch(named -> later.stream().noneMatch(scope -> scope.reaches(named, catalogue, now)));
        if (lapsed || !left) {
            return Optional.empty();
        }
        Predicate<PurposeId> taken = purpose ->
                later.stream().anyMatch(scope -> scope.reaches(new PurposeRef.Node(purpose), catalogue, now));
        return Optional.of(new OpenConsent(
                one.eventId(),
                given,
                one.recordedAt(),
                waits(one, stream),
                reached(one, given, catalogue, now).filter(taken.negate()).collect(Collectors.toSet()),
                told(one.eventId(), stream)));
    }

    private static boolean waits(Recorded consent, List<Recorded> stream) {
        return consent.event() instanceof ConsentGiven given
                && given.mechanism() == Mechanism.DOUBLE_OPT_IN
                && stream.stream()
                        .noneMatch(other -> other.event() instanceof ConsentConfirmed confirmed
                                && confirmed.consent().equals(consent.eventId()));
    }

    /**
     * What the acts are about that count in place of the consent: a no that is not certainly older, or a later consent, to
     * all the controllers and channels.
     */
    private static List<Scope> takingItsPlace(
            int place, ConsentGiven given, List<Recorded> stream, Catalogue catalogue, Instant now) {
        var scopes = new ArrayList<Scope>();
        for (int i = 0; i < stream.size(); i++) {
            Recorded other = stream.get(i);
            if (i != place && other.event() instanceof SignalEvent signal) {
                boolean older = isCertainlyBefore(signal, given);
                boolean newer = isCertainlyBefore(given, signal) || (!older && i > place);
                boolean instead = (isNo(other, stream) && !older)
                        || (signal instanceof ConsentGiven && !waits(other, stream) && newer);
                if (instead && signal.act().scope().coversWhom(given.act().scope(), catalogue, now)) {
                    scopes.add(signal.act().scope());
                }
            }
        }
        return scopes;
    }

    private static boolean isCertainlyBefore(SignalEvent one, SignalEvent other) {
        Instant first = one.act().occurredAt();
        Instant second = other.act().occurredAt();
        return first != null && second != null && first.isBefore(second);
    }

    private static boolean isNo(Recorded act, List<Recorded> stream) {
        return act.event() instanceof ConsentWithdrawn
                || act.event() instanceof OptedOut
                || (act.event() instanceof ObjectionRaised
                        && stream.stream()
                                .noneMatch(other -> other.event() instanceof ObjectionDecided decided
                                        && decided.objection().equals(act.eventId())
                                        && decided.outcome() == ObjectionOutcome.OVERRIDDEN));
    }

    /** The purposes that it reaches now, and reached when it was given. */
    private static Stream<PurposeId> reached(Recorded one, ConsentGiven given, Catalogue catalogue, Instant now) {
        Instant occurred = given.act().occurredAt();
        var asGiven = new AsOf(occurred == null ? one.recordedAt() : occurred, now);
        return catalogue.purposeIds().stream()
                .filter(purpose -> isNamed(catalogue.lineage(purpose, AsOf.now(now)), given))
                .filter(purpose -> {
                    List<PurposeId> before = catalogue.lineage(purpose, asGiven);
                    return isNamed(before.isEmpty() ? List.of(purpose) : before, given);
                });
    }

    private static boolean isNamed(List<PurposeId> lineage, ConsentGiven given) {
        Set<PurposeRef> named = given.act().scope().purposes();
        return lineage.stream().map(PurposeRef.Node::new).anyMatch(named::contains);
    }

    private static Map<PurposeId, End> told(EventId consent, List<Recorded> stream) {
        var told = new LinkedHashMap<PurposeId, End>();
        for (Recorded one : stream) {
            if (one.event() instanceof ConsentExpired expired
                    && expired.consent().equals(consent)) {
                expired.purposes()
                        .forEach(purpose -> told.putIfAbsent(purpose, new End(Cause.EXPIRY, expired.expiredAt())));
            }
            if (one.event() instanceof ConsentInvalidated changed
                    && changed.consent().equals(consent)) {
                changed.purposes()
                        .forEach(purpose ->
                                told.putIfAbsent(purpose, new End(Cause.NOTICE_CHANGE, changed.invalidatedAt())));
            }
        }
        return told;
    }

    /** What is to be recorded: the ends that have come and are not told. */
    public List<SubjectEvent> toTell(Catalogue catalogue, Instant now) {
        if (waits) {
            return given.confirmBy() != null && !given.confirmBy().isAfter(now)
                    ? List.of(new ConsentLapsed(given.subject(), eventId))
                    : List.of();
        }
        var purposesByEnd = new LinkedHashMap<End, Set<PurposeId>>();
        ends(catalogue, now).forEach((purpose, end) -> {
            if (!told.containsKey(purpose) && !end.at().isAfter(now)) {
                purposesByEnd.computeIfAbsent(end, _ -> new LinkedHashSet<>()).add(purpose);
            }
        });
        return purposesByEnd.entrySet().stream()
                .<SubjectEvent>map(ended -> switch (ended.getKey().cause()) {
                    case EXPIRY ->
                        new ConsentExpired(
                                given.subject(),
                                eventId,
                                ended.getValue(),
                                ended.getKey().at());
                    case NOTICE_CHANGE ->
                        new ConsentInvalidated(
                                given.subject(),
                                eventId,
                                ended.getValue(),
                                ended.getKey().at());
                })
                .toList();
    }

    /** When to look again whether there is something to tell; null: not before somebody does something. */
    public @Nullable Instant lookAgainAt(Catalogue catalogue, Instant now) {
        if (waits) {
            return given.confirmBy();
        }
        Stream<Instant> ends = ends(catalogue, now).entrySet().stream()
                .filter(end -> !told.containsKey(end.getKey()))
                .map(end -> end.getValue().at());
        // A version of a purpose that takes effect may end it sooner, or later.
        Stream<Instant> versions = catalogue.purposeIds().stream()
                .filter(purpose -> purposes.contains(purpose) || isNamed(List.of(purpose), given))
                .map(purpose -> catalogue.nextVersionFrom(purpose, AsOf.now(now)))
                .filter(Objects::nonNull);
        return Stream.concat(ends, versions).min(Instant::compareTo).orElse(null);
    }

    /**
     * For which of these purposes it has to be renewed, if people are to be asked in time: those for which it ends first, by
     * a term that is to come, or by a change of the notice that is to come or has come.
     */
    public Optional<Renewal> renewal(Predicate<PurposeId> about, Catalogue catalogue, Instant now) {
        if (waits) {
            return Optional.empty();
        }
        var purposesByEnd = new LinkedHashMap<End, Set<PurposeId>>();
        ends(catalogue, now).forEach((purpose, end) -> {
            if (about.test(purpose)
                    && (end.cause() == Cause.NOTICE_CHANGE || end.at().isAfter(now))) {
                purposesByEnd.computeIfAbsent(end, _ -> new LinkedHashSet<>()).add(purpose);
            }
        });
        return purposesByEnd.entrySet().stream()
                .map(due -> new Renewal(due.getKey(), due.getValue()))
                .min((one, other) -> one.end().at().compareTo(other.end().at()));
    }

    /** An end of a consent, and the purposes that it concerns. */
    public record Renewal(End end, Set<PurposeId> purposes) {}

    /** The ends that are known, in the order of the catalogue. */
    private Map<PurposeId, End> ends(Catalogue catalogue, Instant now) {
        var term = new ConsentTerm(given.act().occurredAt(), recordedAt, given.expiresAt(), given.notice());
        List<ZoneId> zones = zones(catalogue, now);
        var ends = new LinkedHashMap<PurposeId, End>();
        for (PurposeId purpose : catalogue.purposeIds()) {
            if (purposes.contains(purpose)) {
                End end = told.containsKey(purpose) ? told.get(purpose) : end(purpose, term, zones, catalogue, now);
                if (end != null) {
                    ends.put(purpose, end);
                }
            }
        }
        return ends;
    }

    private static @Nullable End end(
            PurposeId id, ConsentTerm term, List<ZoneId> zones, Catalogue catalogue, Instant now) {
        PurposePublished purpose = catalogue
                .purpose(id, AsOf.now(now))
                .map(Catalogue.Recorded::event)
                .filter(version ->
                        version.retiredAt() == null || version.retiredAt().isAfter(now))
                .orElse(null);
        if (purpose == null) {
            return null;
        }
        // It has ended once it has for the last of its controllers; their days begin within hours of each other.
        Instant expiry = zones.stream()
                .map(zone -> Optional.ofNullable(term.expiry(purpose, zone)))
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElse(null);
        Instant change = term.noticeChange(catalogue.lineage(id, AsOf.now(now)), catalogue, now);
        if (change != null && (expiry == null || change.isBefore(expiry))) {
            return new End(Cause.NOTICE_CHANGE, change);
        }
        return expiry == null ? null : new End(Cause.EXPIRY, expiry);
    }

    /** Of all controllers that the consent names, one by one or as a group. */
    private List<ZoneId> zones(Catalogue catalogue, Instant now) {
        Set<ControllerRef> named = given.act().scope().controllers();
        List<ZoneId> zones = catalogue.controllers(now).stream()
                .map(Catalogue.Recorded::event)
                .filter(controller -> named.contains(new ControllerRef.One(controller.controller()))
                        || (controller.group() != null && named.contains(new ControllerRef.Group(controller.group()))))
                .map(ControllerDescribed::timeZone)
                .distinct()
                .toList();
        return zones.isEmpty() ? List.of(ZoneOffset.UTC) : zones;
    }
}
