package org.consentledger.command.catalogue;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.consentledger.api.AsOf;
import org.consentledger.api.Code;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueCommand.PublishPurpose;
import org.consentledger.api.catalogue.CatalogueCommand.PurposeStream;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.PurposeId;
import org.jspecify.annotations.Nullable;

/** A purpose with all its versions: a node in the tree of what personal data are processed for. */
@Aggregate
class Purpose {
    @AggregateIdentifier
    private @Nullable PurposeStream stream;

    private @Nullable PurposePublished last;

    /** Publishes the next version; one that says what the last version says changes nothing. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(PublishPurpose command, Catalogue catalogue, Clock clock) {
        PurposePublished next = judged(command, catalogue, clock.instant());
        if (last == null || !saysTheSame(command, last, next, catalogue, clock.instant())) {
            AggregateLifecycle.apply(next);
        }
    }

    /** Where no time is named the next version is for now: then the last one must hold now to say the same. */
    private static boolean saysTheSame(
            PublishPurpose command, PurposePublished last, PurposePublished next, Catalogue catalogue, Instant now) {
        boolean holds = command.effectiveFrom() != null
                || catalogue
                        .purpose(last.purpose(), AsOf.now(now))
                        .filter(inForce -> inForce.event().version() == last.version())
                        .isPresent();
        return holds && next.equals(sameTimes(command, last, next));
    }

    private PurposePublished judged(PublishPurpose command, Catalogue catalogue, Instant now) {
        var check = new Check();
        PurposeId id = command.stream().id();
        PurposeId parent = parent(command, id, catalogue, now, check);
        var names = check.names(command.names(), "#/names");
        LawfulBasis basis = check.constant(LawfulBasis.class, command.basis(), "#/basis", Code.UNKNOWN_BASIS);
        boolean consent = basis == LawfulBasis.CONSENT;
        boolean interest = basis == LawfulBasis.LEGITIMATE_INTEREST || basis == LawfulBasis.PUBLIC_TASK;
        boolean withdrawable = command.withdrawable() == null ? consent : command.withdrawable();
        check.unless(withdrawable || !consent, "#/withdrawable", Code.PURPOSE_NOT_WITHDRAWABLE);
        Set<Channel> channels = check.channels(command.channels(), "#/channels");
        var validFor = check.period(command.validFor(), "#/validFor");
        String dpv = check.url(command.dpv(), "#/dpv");
        Instant from = command.effectiveFrom() == null && last != null ? now : command.effectiveFrom();
        // Only against a time the caller named: "retire it now" reaches the ledger a moment after that now.
        if (command.retiredAt() != null && command.effectiveFrom() != null) {
            check.unless(
                    !command.retiredAt().isBefore(command.effectiveFrom()),
                    "#/retiredAt",
                    Code.RETIRED_BEFORE_EFFECTIVE);
        }
        check.refuseIfAny();
        return new PurposePublished(
                id,
                last == null ? 1 : last.version() + 1,
                parent,
                names,
                Objects.requireNonNull(basis),
                Boolean.TRUE.equals(command.directMarketing()),
                withdrawable,
                command.objectable() == null ? interest : command.objectable(),
                channels,
                validFor,
                dpv,
                from,
                command.retiredAt());
    }

    private static @Nullable PurposeId parent(
            PublishPurpose command, PurposeId id, Catalogue catalogue, Instant now, Check check) {
        PurposeId parent = check.purpose(command.parent(), "#/parent", Code.UNKNOWN_PARENT, catalogue);
        if (parent == null) {
            return null;
        }
        Instant from = command.effectiveFrom() == null ? now : command.effectiveFrom();
        boolean below = parent.equals(id)
                || timesOfChange(id, from, catalogue, now)
                        .anyMatch(at ->
                                catalogue.lineage(parent, new AsOf(at, now)).contains(id));
        check.unless(!below, "#/parent", Code.PURPOSE_TREE_CYCLE);
        return parent;
    }

    /** When the tree looks different while a version that takes effect then is in force: versions may lie ahead. */
    private static Stream<Instant> timesOfChange(PurposeId id, Instant from, Catalogue catalogue, Instant now) {
        Instant until = catalogue.nextVersionFrom(id, new AsOf(from, now));
        Stream<Instant> later = catalogue.purposeIds().stream()
                .flatMap(other -> catalogue.versions(other).stream())
                .map(version -> version.event().effectiveFrom())
                .filter(time -> time != null && time.isAfter(from) && (until == null || time.isBefore(until)));
        return Stream.concat(Stream.of(from), later);
    }

    /** The last version under the number of the next and, where the caller named no time, at its time. */
    private static PurposePublished sameTimes(PublishPurpose command, PurposePublished last, PurposePublished next) {
        return new PurposePublished(
                last.purpose(),
                next.version(),
                last.parent(),
                last.names(),
                last.basis(),
                last.directMarketing(),
                last.withdrawable(),
                last.objectable(),
                last.channels(),
                last.validFor(),
                last.dpv(),
                command.effectiveFrom() == null ? next.effectiveFrom() : last.effectiveFrom(),
                last.retiredAt());
    }

    @EventSourcingHandler
    void on(PurposePublished event) {
        stream = new PurposeStream(event.purpose());
        last = event;
    }
}
