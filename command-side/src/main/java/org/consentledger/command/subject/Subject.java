package org.consentledger.command.subject;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.MessageIdentifier;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CommandHandlerInterceptor;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.EventName;
import org.consentledger.api.Fault;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.ActReported;
import org.consentledger.api.subject.ErasureGround;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.OpenConsent;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.Recorded;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectCommand.AddIdentifier;
import org.consentledger.api.subject.SubjectCommand.AnnounceLift;
import org.consentledger.api.subject.SubjectCommand.ConfirmConsent;
import org.consentledger.api.subject.SubjectCommand.DecideObjection;
import org.consentledger.api.subject.SubjectCommand.DescribeRepresentation;
import org.consentledger.api.subject.SubjectCommand.EndConsents;
import org.consentledger.api.subject.SubjectCommand.EraseSubject;
import org.consentledger.api.subject.SubjectCommand.ExerciseRight;
import org.consentledger.api.subject.SubjectCommand.GiveConsent;
import org.consentledger.api.subject.SubjectCommand.ImposeRestriction;
import org.consentledger.api.subject.SubjectCommand.LiftRestriction;
import org.consentledger.api.subject.SubjectCommand.MergeSubjects;
import org.consentledger.api.subject.SubjectCommand.OptIn;
import org.consentledger.api.subject.SubjectCommand.OptOut;
import org.consentledger.api.subject.SubjectCommand.PlaceLegalHold;
import org.consentledger.api.subject.SubjectCommand.RaiseObjection;
import org.consentledger.api.subject.SubjectCommand.ReleaseLegalHold;
import org.consentledger.api.subject.SubjectCommand.RemoveIdentifier;
import org.consentledger.api.subject.SubjectCommand.SetPreferences;
import org.consentledger.api.subject.SubjectCommand.SplitSubjects;
import org.consentledger.api.subject.SubjectCommand.WithdrawConsent;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.IdentifierRemoved;
import org.consentledger.api.subject.SubjectEvent.LegalHoldPlaced;
import org.consentledger.api.subject.SubjectEvent.LegalHoldReleased;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.RepresentationDescribed;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.api.subject.SubjectEvent.RestrictionLifted;
import org.consentledger.api.subject.SubjectEvent.SignalEvent;
import org.consentledger.api.subject.SubjectEvent.SignalRefused;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectEvent.SuppressionCarriedOver;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.command.Commands;
import org.consentledger.command.rights.RightsDesk;
import org.consentledger.store.erasure.Suppression;
import org.jspecify.annotations.Nullable;

/** One person's stream: everything they said, in one order. */
@Aggregate
class Subject {
    /** The metadata of a conditional command: the version its sender knows. */
    static final String IF_MATCH = "ifMatch";

    @AggregateIdentifier
    private @Nullable SubjectId subject;

    private final Past past = new Past();

    /** What is known of the name by which the command at hand introduces somebody; says nothing of this stream. */
    private transient @Nullable Suppression suppression;

    @CommandHandlerInterceptor
    void admit(
            SubjectCommand command,
            @MetaDataValue(IF_MATCH) @Nullable String ifMatch,
            @MetaDataValue(Commands.SUPPRESSION) @Nullable Suppression suppression) {
        boolean recordsNothingAfterIt = command instanceof EraseSubject
                || command instanceof ReleaseLegalHold
                || command instanceof EndConsents;
        // Whoever was merged with an erased person by mistake would count as erased for ever.
        boolean undoesAMistake = command instanceof SplitSubjects;
        if (!recordsNothingAfterIt && !undoesAMistake && past.erasure().isPresent()) {
            throw new Refusal(Code.SUBJECT_ERASED);
        }
        if (ifMatch != null && !ifMatch.equals(String.valueOf(past.size()))) {
            throw new Refusal(Code.VERSION_MISMATCH);
        }
        this.suppression = suppression;
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(GiveConsent command, Catalogue catalogue, ConsentSettings settings, Clock clock) {
        Instant now = past.now(clock);
        var judge = new Judge(catalogue, now);
        ConsentGiven consent = judge.consent(command, settings.confirmWithin());
        return past.standing(consent, command.act().occurredAt(), now)
                .filter(one -> !past.hasEnded(one, command.act().occurredAt(), catalogue, now))
                .map(one -> outcome(one, false, List.of()))
                .orElseGet(() -> apply(command, consent));
    }

    /** Tells what times have told already; however often it is asked, once. */
    @CommandHandler
    Outcome handle(EndConsents command, Catalogue catalogue, Clock clock) {
        Instant now = past.now(clock);
        List<SubjectEvent> ended = OpenConsent.in(past.all(), catalogue, now).stream()
                .flatMap(open -> open.toTell(catalogue, now).stream())
                .toList();
        ended.forEach(AggregateLifecycle::apply);
        return outcome(past.latest(), !ended.isEmpty(), List.of());
    }

    @CommandHandler
    Outcome handle(ConfirmConsent command, Catalogue catalogue, Clock clock) {
        ConsentGiven consent = past.find(command.consent())
                .map(one -> one.event() instanceof ConsentGiven given ? given : null)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND));
        if (consent.mechanism() != Mechanism.DOUBLE_OPT_IN) {
            throw new Refusal(Code.NOT_DOUBLE_OPT_IN);
        }
        if (past.isConfirmed(command.consent())) {
            throw new Refusal(Code.CONSENT_CONFIRMED);
        }
        Instant now = past.now(clock);
        if (hasLapsed(consent, now) || past.tellsTheEndOf(command.consent())) {
            throw new Refusal(Code.CONFIRMATION_LAPSED);
        }
        if (past.isOpposed(consent.act(), catalogue, now)) {
            throw new Refusal(Code.CONSENT_OPPOSED);
        }
        return apply(command, new Judge(catalogue, now).confirmation(command, consent));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(WithdrawConsent command, Catalogue catalogue, Clock clock) {
        Instant now = past.now(clock);
        var judge = new Judge(catalogue, now);
        Act act = judge.negative(command.act());
        var withdrawn = new ConsentWithdrawn(command.subject(), act);
        return recordUnlessObliged(command, withdrawn, command.act(), judge, now);
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(OptOut command, Catalogue catalogue, Clock clock) {
        Instant now = past.now(clock);
        var judge = new Judge(catalogue, now);
        var optedOut = new OptedOut(command.subject(), judge.negative(command.act()));
        return recordUnlessObliged(command, optedOut, command.act(), judge, now);
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(OptIn command, Catalogue catalogue, Clock clock) {
        Instant now = past.now(clock);
        OptedIn optedIn = new Judge(catalogue, now).optIn(command);
        return record(command, optedIn, command.act().occurredAt(), now);
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(RaiseObjection command, Catalogue catalogue, Clock clock) {
        Instant now = past.now(clock);
        var judge = new Judge(catalogue, now);
        ObjectionRaised objection = judge.objection(command);
        return recordUnlessObliged(command, objection, command.act(), judge, now);
    }

    @CommandHandler
    Outcome handle(DecideObjection command, Catalogue catalogue, Clock clock) {
        var judge = new Judge(catalogue, past.now(clock));
        ObjectionDecided decided = judge.decision(command);
        Recorded objection = past.find(command.objection())
                .filter(one -> one.event() instanceof ObjectionRaised)
                .orElseThrow(() -> new Refusal(Code.UNKNOWN_OBJECTION));
        if (((ObjectionRaised) objection.event()).ground() != ObjectionGround.PARTICULAR_SITUATION) {
            throw new Refusal(Code.OBJECTION_ABSOLUTE);
        }
        Optional<Recorded> before = past.decisionOn(command.objection());
        if (before.isEmpty()) {
            if (decided.outcome() == ObjectionOutcome.OVERRIDDEN) {
                RestrictionLiftAnnounced told = judge.announcement(command, objection.recordedAt());
                if (told != null) {
                    AggregateLifecycle.apply(told);
                }
            }
            return apply(command, decided);
        }
        if (((ObjectionDecided) before.get().event()).outcome() != decided.outcome()) {
            throw new Refusal(Code.OBJECTION_DECIDED);
        }
        return outcome(before.get(), false, List.of());
    }

    @CommandHandler
    Outcome handle(ImposeRestriction command, Catalogue catalogue, Clock clock) {
        Instant now = past.now(clock);
        RestrictionImposed restriction = new Judge(catalogue, now).restriction(command);
        return record(command, restriction, command.act().occurredAt(), now);
    }

    @CommandHandler
    Outcome handle(AnnounceLift command, Catalogue catalogue, Clock clock) {
        Recorded restriction = past.find(command.restriction())
                .filter(Subject::restricts)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND));
        RestrictionLiftAnnounced told =
                new Judge(catalogue, past.now(clock)).announcement(command, restriction.recordedAt());
        Optional<Recorded> decision = past.decisionOn(command.restriction());
        boolean overridden = decision.map(one -> ((ObjectionDecided) one.event()).outcome())
                .filter(ObjectionOutcome.OVERRIDDEN::equals)
                .isPresent();
        if (restriction.event() instanceof ObjectionRaised && !overridden) {
            throw new Refusal(Code.OBJECTION_NOT_OVERRIDDEN);
        }
        Optional<Recorded> before = past.announcementOf(command.restriction());
        if (before.isPresent()) {
            return outcome(before.get(), false, List.of());
        }
        AggregateLifecycle.apply(told);
        Recorded announced = past.latest();
        if (overridden) {
            AggregateLifecycle.apply(new RestrictionLifted(command.subject(), command.restriction()));
        }
        return outcome(announced, true, List.of());
    }

    @CommandHandler
    Outcome handle(LiftRestriction command) {
        boolean restricted = past.find(command.restriction())
                .filter(one -> one.event() instanceof RestrictionImposed)
                .isPresent();
        if (!restricted) {
            throw new Refusal(Code.NOT_FOUND);
        }
        Optional<Recorded> before = past.last(event -> event instanceof RestrictionLifted lifted
                && lifted.restriction().equals(command.restriction()));
        if (before.isPresent()) {
            return outcome(before.get(), false, List.of());
        }
        if (past.announcementOf(command.restriction()).isEmpty()) {
            throw new Refusal(Code.LIFT_NOT_ANNOUNCED);
        }
        return apply(command, new RestrictionLifted(command.subject(), command.restriction()));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(ExerciseRight command, Catalogue catalogue, RightsDesk desk) {
        Outcome outcome = desk.receive(command.receipt(), catalogue);
        introduce(command, true);
        return outcome;
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(SetPreferences command, Catalogue catalogue, Clock clock) {
        PreferencesSet preferences = new Judge(catalogue, past.now(clock)).preferences(command);
        Optional<Recorded> last = past.all().stream()
                .filter(one -> one.event() instanceof PreferencesSet)
                .reduce((earlier, later) -> later);
        return last.filter(one -> one.event().equals(preferences))
                .filter(past::isLastWord)
                .map(one -> outcome(one, false, List.of()))
                .orElseGet(() -> apply(command, preferences));
    }

    @CommandHandler
    Outcome handle(AddIdentifier command, Names names) {
        Optional<Recorded> before = lastAbout(command.identifier(), names);
        if (before.isPresent() && before.get().event() instanceof IdentifierAdded) {
            return outcome(before.get(), false, List.of());
        }
        if (names.anotherHolds(command.identifier(), command.subject())) {
            throw new Refusal(Code.IDENTIFIER_TAKEN);
        }
        Suppression suppressed = names.suppression(command.identifier());
        AggregateLifecycle.apply(new IdentifierAdded(command.subject(), command.identifier()));
        Recorded added = past.latest();
        carryOver(suppressed);
        return outcome(added, true, List.of());
    }

    @CommandHandler
    Outcome handle(RemoveIdentifier command, Names names) {
        Recorded before = lastAbout(command.identifier(), names).orElseThrow(() -> new Refusal(Code.NOT_FOUND));
        return before.event() instanceof IdentifierRemoved
                ? outcome(before, false, List.of())
                : apply(command, new IdentifierRemoved(command.subject(), command.identifier()));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(DescribeRepresentation command, Catalogue catalogue, Clock clock, Names names) {
        RepresentationDescribed described = new Judge(catalogue, past.now(clock)).representation(command);
        if (names.anotherHas(command.representation(), command.subject())) {
            throw new Refusal(Code.REPRESENTATION_TAKEN);
        }
        return past.last(event -> event instanceof RepresentationDescribed before
                        && before.representation().equals(command.representation()))
                .filter(before -> before.event().equals(described))
                .map(before -> outcome(before, false, List.of()))
                .orElseGet(() -> apply(command, described));
    }

    @CommandHandler
    Outcome handle(MergeSubjects command, OtherSubject other) {
        SubjectId into = command.subject();
        SubjectId from = command.from();
        if (from.equals(into)) {
            throw new Refusal(Code.SAME_SUBJECT, "#/from");
        }
        Optional<Recorded> before = past.lastLink(into, from);
        if (before.isPresent() && before.get().event() instanceof SubjectsMerged) {
            return outcome(before.get(), false, List.of());
        }
        refuseUnlessItStandsAlone("#/into");
        other.record(new SubjectsMerged(from, into, from));
        return apply(command, new SubjectsMerged(into, into, from));
    }

    @CommandHandler
    Outcome handle(SplitSubjects command, OtherSubject other) {
        SubjectId into = command.subject();
        SubjectId from = command.from();
        Recorded before = past.lastLink(into, from).orElseThrow(() -> new Refusal(Code.NOT_MERGED));
        if (before.event() instanceof SubjectsSplit) {
            return outcome(before, false, List.of());
        }
        other.record(new SubjectsSplit(from, into, from));
        return apply(command, new SubjectsSplit(into, into, from));
    }

    /** This is the one that is merged into another, which asks for this. */
    void join(SubjectsMerged merged) {
        if (past.lastLink(merged.into(), merged.from())
                .filter(one -> one.event() instanceof SubjectsMerged)
                .isPresent()) {
            // The other stream knows nothing of it, so it was read before somebody merged them, and is read again.
            throw new ConcurrencyException("Both were merged by somebody else meanwhile");
        }
        refuseUnlessItStandsAlone("#/from");
        AggregateLifecycle.apply(merged);
    }

    /** This is the one that is taken out of another, which asks for this. */
    void part(SubjectsSplit split) {
        AggregateLifecycle.apply(split);
    }

    /**
     * Only those that stand for themselves are merged, so that what is merged is a tree: two that are merged into each other
     * the long way round would have nobody to stand for them, and a split would not part them. Whether a subject stands for
     * itself is told by its own stream, so no third stream needs to be locked.
     */
    private void refuseUnlessItStandsAlone(String pointer) {
        if (past.last(SubjectErased.class::isInstance).isPresent()) {
            throw new Refusal(Code.SUBJECT_ERASED, pointer);
        }
        if (past.isMergedIntoAnother()) {
            throw new Refusal(Code.MERGED_ALREADY, pointer);
        }
    }

    @CommandHandler
    Outcome handle(PlaceLegalHold command, Catalogue catalogue, Clock clock) {
        return apply(command, new Judge(catalogue, past.now(clock)).legalHold(command));
    }

    @CommandHandler
    Outcome handle(ReleaseLegalHold command, Names names, OtherSubject kin) {
        if (past.find(command.hold())
                .filter(one -> one.event() instanceof LegalHoldPlaced)
                .isEmpty()) {
            throw new Refusal(Code.NOT_FOUND);
        }
        Optional<Recorded> before = past.releaseOf(command.hold());
        if (before.isPresent()) {
            return outcome(before.get(), false, List.of());
        }
        AggregateLifecycle.apply(new LegalHoldReleased(command.subject(), command.hold()));
        Recorded released = past.latest();
        var waiting = new ArrayList<ErasureDeferred>(past.deferrals());
        kin.inEachMergedWith(person(), merged(), one -> waiting.addAll(one.past.deferrals()));
        if (!waiting.isEmpty() && holdsOfAll(kin).isEmpty()) {
            eraseAll(waiting.getFirst().ground(), names, kin);
        }
        return outcome(released, true, List.of());
    }

    @CommandHandler
    Outcome handle(EraseSubject command, Catalogue catalogue, Clock clock, Names names, OtherSubject kin) {
        ErasureGround ground = new Judge(catalogue, past.now(clock)).erasure(command);
        List<EventId> holds = holdsOfAll(kin);
        // Where the holds were those of somebody it was merged with and is no longer, nothing keeps it any more.
        Optional<Recorded> before = past.erasure()
                .or(() -> past.last(ErasureDeferred.class::isInstance).filter(_ -> !holds.isEmpty()));
        if (before.isPresent()) {
            return outcome(before.get(), false, List.of());
        }
        if (holds.isEmpty()) {
            eraseAll(ground, names, kin);
        } else {
            kin.inEachMergedWith(person(), merged(), one -> one.defer(ground, command.reason(), holds));
            defer(ground, command.reason(), holds);
        }
        return outcome(past.latest(), true, List.of());
    }

    private void defer(@Nullable ErasureGround ground, @Nullable Personal reason, List<EventId> holds) {
        AggregateLifecycle.apply(new ErasureDeferred(person(), ground, reason, holds));
    }

    /** Erases the person because a request for it is fulfilled; nothing happens where they are erased. */
    void eraseOnRequest(Names names, OtherSubject kin) {
        if (past.erasure().isPresent()) {
            return;
        }
        if (!holdsOfAll(kin).isEmpty()) {
            throw new Refusal(Code.LEGAL_HOLD);
        }
        eraseAll(null, names, kin);
    }

    /** Whoever is merged is one person: all of them go, this one last. */
    private void eraseAll(@Nullable ErasureGround ground, Names names, OtherSubject kin) {
        kin.inEachMergedWith(person(), merged(), one -> one.erase(ground, names));
        erase(ground, names);
    }

    /** The reason is not kept: it would be sealed under the key that is shredded with this very event. */
    private void erase(@Nullable ErasureGround ground, Names names) {
        List<SubjectEvent> stream = past.all().stream().map(Recorded::event).toList();
        AggregateLifecycle.apply(new SubjectErased(person(), ground, names.hashed(person(), stream)));
    }

    /** Who is merged with this person, as far as its own stream tells: others may be merged with those. */
    List<SubjectId> merged() {
        return past.merged();
    }

    private SubjectId person() {
        return Objects.requireNonNull(subject);
    }

    private List<EventId> holdsOfAll(OtherSubject kin) {
        var holds = new ArrayList<EventId>(past.holds());
        kin.inEachMergedWith(person(), merged(), one -> holds.addAll(one.past.holds()));
        return holds;
    }

    private Outcome record(SubjectCommand command, SignalEvent event, Occurrence occurrence, Instant now) {
        return past.standing(event, occurrence, now)
                .map(one -> outcome(one, false, List.of()))
                .orElseGet(() -> apply(command, event));
    }

    private Outcome recordUnlessObliged(
            SubjectCommand command, SignalEvent event, ActReported reported, Judge judge, Instant now) {
        List<Fault> obliged = judge.legalObligations(reported);
        return obliged.isEmpty()
                ? record(command, event, reported.occurredAt(), now)
                : recordRefusal(command, event, obliged);
    }

    /** The law does not give what was asked, but that it was asked is kept. */
    private Outcome recordRefusal(SubjectCommand command, SignalEvent asked, List<Fault> faults) {
        String name = asked.getClass().getAnnotation(EventName.class).value();
        apply(command, new SignalRefused(command.subject(), name, asked.act(), faults));
        return outcome(past.latest(), true, faults);
    }

    private Outcome apply(SubjectCommand command, SubjectEvent event) {
        introduce(command, isOwnAct(event));
        AggregateLifecycle.apply(event);
        return outcome(past.latest(), true, List.of());
    }

    /** Nobody but the person brings an address back that was suppressed, and it comes back with its suppression. */
    private void introduce(SubjectCommand command, boolean ownAct) {
        if (command.introducedAs() == null || !past.isEmpty()) {
            return;
        }
        if (suppression != null && !ownAct) {
            throw new Refusal(Code.SUPPRESSED, "#/subject");
        }
        AggregateLifecycle.apply(new IdentifierAdded(command.subject(), command.introducedAs()));
        carryOver(suppression);
    }

    private void carryOver(@Nullable Suppression suppressed) {
        if (suppressed != null) {
            AggregateLifecycle.apply(new SuppressionCarriedOver(
                    Objects.requireNonNull(subject), suppressed.scope(), suppressed.since()));
        }
    }

    private static boolean isOwnAct(SubjectEvent event) {
        return switch (event) {
            case SignalEvent signal -> signal.act().source() == Source.SUBJECT;
            case SignalRefused refused -> refused.act().source() == Source.SUBJECT;
            // An officer describes it.
            case RepresentationDescribed _ -> false;
            default -> true;
        };
    }

    private Outcome outcome(Recorded one, boolean changed, List<Fault> refused) {
        return new Outcome(
                one.eventId(),
                one.event().subject(),
                past.size(),
                one.recordedAt(),
                changed,
                one.event() instanceof ConsentGiven consent && !past.isConfirmed(one.eventId())
                        ? consent.confirmBy()
                        : null,
                refused);
    }

    private static boolean hasLapsed(ConsentGiven waiting, Instant now) {
        return waiting.confirmBy() != null && !waiting.confirmBy().isAfter(now);
    }

    private static boolean restricts(Recorded one) {
        return one.event() instanceof RestrictionImposed
                || (one.event() instanceof ObjectionRaised objection
                        && objection.ground() == ObjectionGround.PARTICULAR_SITUATION);
    }

    private Optional<Recorded> lastAbout(Identifier identifier, Names names) {
        return past.last(event -> (event instanceof IdentifierAdded added
                        && names.areSame(added.subject(), added.identifier(), identifier))
                || (event instanceof IdentifierRemoved removed
                        && names.areSame(removed.subject(), removed.identifier(), identifier)));
    }

    @EventSourcingHandler
    void on(SubjectEvent event, @MessageIdentifier String eventId, @Timestamp Instant recordedAt) {
        subject = event.subject();
        past.add(new Recorded(EventId.of(eventId), event, recordedAt));
    }
}
