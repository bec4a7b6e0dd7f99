package org.consentledger.command.rights;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.deadline.DeadlineManager;
import org.axonframework.deadline.annotation.DeadlineHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.annotation.MessageIdentifier;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.consentledger.api.Caller;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Faults;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.rights.Holidays;
import org.consentledger.api.rights.Progress;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestCommand.AskIdentityCheck;
import org.consentledger.api.rights.RightsRequestCommand.ConfirmIdentity;
import org.consentledger.api.rights.RightsRequestCommand.ExtendRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.FulfilRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.ReceiveRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.RefuseRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.WithdrawRightsRequest;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestEvent.DeadlineKind;
import org.consentledger.api.rights.RightsRequestEvent.End;
import org.consentledger.api.rights.RightsRequestEvent.IdentityCheckAsked;
import org.consentledger.api.rights.RightsRequestEvent.IdentityConfirmed;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestDeadline;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestExtended;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestWithdrawn;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.rights.TimeLimit;
import org.consentledger.api.subject.Outcome;
import org.consentledger.store.CallerMetadata;
import org.jspecify.annotations.Nullable;

/** One exercise of a data-subject right, from its receipt to the answer (GDPR Article 12). */
@Aggregate
class RightsRequest {
    /** The name of its deadlines. Each says what it is about ({@link Deadlines}). */
    static final String DEADLINE = "rights-request-deadline";

    private static final MetaData BY_THE_LEDGER = MetaData.from(CallerMetadata.of(new Caller("ledger", null)));

    @AggregateIdentifier
    private @Nullable RightsRequestId request;

    private @Nullable Progress progress;
    private final List<Recorded> recorded = new ArrayList<>();

    private record Recorded(EventId eventId, RightsRequestEvent event, Instant recordedAt) {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(
            ReceiveRightsRequest command,
            Catalogue catalogue,
            Holidays holidays,
            Clock clock,
            DeadlineManager deadlines) {
        var check = new Check(clock.instant(), new Faults());
        Check.Receipt receipt = check.receipt(command, catalogue);
        check.faults.refuseIfAny();
        Objects.requireNonNull(receipt);
        var limit = TimeLimit.of(
                receipt.receivedAt(),
                receipt.controller().timeZone(),
                receipt.controller().country(),
                holidays);
        return open(
                new RightsRequestReceived(
                        command.request(),
                        command.subject(),
                        receipt.controller().controller(),
                        receipt.right(),
                        receipt.receivedAt(),
                        receipt.channel(),
                        command.statement(),
                        command.actor(),
                        null,
                        receipt.controller().country(),
                        receipt.controller().timeZone(),
                        holidays.version(),
                        limit.due()),
                holidays,
                clock,
                deadlines);
    }

    /** Begins the stream, unless it was begun. */
    Outcome open(RightsRequestReceived received, Holidays holidays, Clock clock, DeadlineManager deadlines) {
        if (!recorded.isEmpty()) {
            return stands(recorded.getFirst());
        }
        Outcome outcome = record(received);
        Deadlines.schedule(progress(), received.receivedAt(), holidays, clock.instant(), deadlines);
        return outcome;
    }

    @CommandHandler
    Outcome handle(AskIdentityCheck command, Clock clock) {
        var check = new Check(clock.instant(), new Faults());
        Instant at = check.step(command.step(), progress());
        check.optional(command.reason(), "#/reason");
        check.faults.refuseIfAny();
        refuseAfterTheEnd();
        if (progress().waitingSince() != null) {
            return stands(last(IdentityCheckAsked.class));
        }
        return record(new IdentityCheckAsked(
                command.request(),
                progress().received().subject(),
                at,
                command.step().actor(),
                command.reason()));
    }

    @CommandHandler
    Outcome handle(ConfirmIdentity command, Clock clock) {
        var check = new Check(clock.instant(), new Faults());
        Instant at = check.step(command.step(), progress());
        check.faults.refuseIfAny();
        refuseAfterTheEnd();
        Optional<Recorded> asked = find(IdentityCheckAsked.class::isInstance);
        if (asked.isEmpty()) {
            throw new Refusal(Code.NO_IDENTITY_CHECK);
        }
        if (progress().waitingSince() == null) {
            return stands(last(IdentityConfirmed.class));
        }
        if (at.isBefore(((IdentityCheckAsked) asked.get().event()).occurredAt())) {
            throw new Refusal(Code.CONFIRMED_BEFORE_ASKED, "#/occurredAt");
        }
        return record(new IdentityConfirmed(
                command.request(),
                progress().received().subject(),
                at,
                command.step().actor()));
    }

    @CommandHandler
    Outcome handle(ExtendRightsRequest command, Holidays holidays, Clock clock, DeadlineManager deadlines) {
        var check = new Check(clock.instant(), new Faults());
        Instant at = check.step(command.step(), progress());
        check.required(command.reasons(), "#/reasons", Code.EXTENSION_NEEDS_REASONS);
        check.faults.refuseIfAny();
        refuseAfterTheEnd();
        if (progress().extended()) {
            Recorded before = last(RightsRequestExtended.class);
            // The same act told again, and not a second one: who gives its time says which act is meant.
            if (((RightsRequestExtended) before.event())
                    .occurredAt()
                    .equals(command.step().occurredAt())) {
                return stands(before);
            }
            throw new Refusal(Code.RIGHTS_REQUEST_EXTENDED);
        }
        TimeLimit limit = progress().limit(holidays);
        if (progress().localDay(at).isAfter(limit.unrolled())) {
            throw new Refusal(Code.EXTENSION_TOO_LATE);
        }
        Outcome outcome = record(new RightsRequestExtended(
                command.request(),
                progress().received().subject(),
                at,
                command.step().actor(),
                Objects.requireNonNull(command.reasons()),
                holidays.version(),
                limit.extended()));
        deadlines.cancelAllWithinScope(DEADLINE);
        Deadlines.schedule(progress(), at, holidays, clock.instant(), deadlines);
        return outcome;
    }

    @CommandHandler
    Outcome handle(FulfilRightsRequest command, Clock clock, DeadlineManager deadlines, Erasure erasure) {
        var check = new Check(clock.instant(), new Faults());
        Instant at = check.step(command.step(), progress());
        if (command.partly()) {
            check.required(command.leftOut(), "#/leftOut", Code.PARTLY_NEEDS_REASONS);
            check.required(command.reasons(), "#/reasons", Code.PARTLY_NEEDS_REASONS);
        } else {
            check.faults.unless(command.leftOut() == null, "#/leftOut", Code.NOT_PARTLY);
            check.faults.unless(command.reasons() == null, "#/reasons", Code.NOT_PARTLY);
        }
        check.faults.refuseIfAny();
        Outcome outcome = end(
                new RightsRequestFulfilled(
                        command.request(),
                        progress().received().subject(),
                        at,
                        command.step().actor(),
                        command.partly(),
                        command.leftOut(),
                        command.reasons()),
                deadlines);
        if (outcome.changed() && progress().received().right() == Right.ERASURE && !command.partly()) {
            // After the fulfilment, which still says who did it when the key is gone for all that follows.
            erasure.erase(progress().received().subject());
        }
        return outcome;
    }

    @CommandHandler
    Outcome handle(RefuseRightsRequest command, Clock clock, DeadlineManager deadlines) {
        var check = new Check(clock.instant(), new Faults());
        Instant at = check.step(command.step(), progress());
        check.required(command.ground(), "#/ground", Code.REFUSAL_NEEDS_GROUND);
        check.required(command.remedies(), "#/remedies", Code.REFUSAL_NEEDS_REMEDIES);
        check.faults.refuseIfAny();
        return end(
                new RightsRequestRefused(
                        command.request(),
                        progress().received().subject(),
                        at,
                        command.step().actor(),
                        Objects.requireNonNull(command.ground()),
                        Objects.requireNonNull(command.remedies())),
                deadlines);
    }

    @CommandHandler
    Outcome handle(WithdrawRightsRequest command, Clock clock, DeadlineManager deadlines) {
        var check = new Check(clock.instant(), new Faults());
        Instant at = check.step(command.step(), progress());
        check.optional(command.reason(), "#/reason");
        check.faults.refuseIfAny();
        return end(
                new RightsRequestWithdrawn(
                        command.request(),
                        progress().received().subject(),
                        at,
                        command.step().actor(),
                        command.reason()),
                deadlines);
    }

    /** Ends the request, unless it has ended like this; another end is refused. */
    private Outcome end(End end, DeadlineManager deadlines) {
        Optional<Recorded> before = find(End.class::isInstance);
        if (before.isPresent()) {
            if (saysTheSame((End) before.get().event(), end)) {
                return stands(before.get());
            }
            throw new Refusal(Code.RIGHTS_REQUEST_ENDED);
        }
        return endNow(end, deadlines);
    }

    /** Ends the request where it has not ended; for ends that follow from something else, which nothing may hold up. */
    void endUnlessEnded(End end, DeadlineManager deadlines) {
        if (!progress().state().ended()) {
            endNow(end, deadlines);
        }
    }

    private Outcome endNow(End end, DeadlineManager deadlines) {
        Outcome outcome = record(end);
        deadlines.cancelAllWithinScope(DEADLINE);
        return outcome;
    }

    private static boolean saysTheSame(End one, End other) {
        return switch (one) {
            case RightsRequestFulfilled f -> other instanceof RightsRequestFulfilled o && f.partly() == o.partly();
            case RightsRequestRefused r -> other instanceof RightsRequestRefused;
            case RightsRequestWithdrawn w -> other instanceof RightsRequestWithdrawn;
        };
    }

    /** A date that was extended meanwhile, an answer, or the same deadline told before: then there is nothing to tell. */
    @DeadlineHandler(deadlineName = DEADLINE)
    void on(String deadline) {
        DeadlineKind kind = Deadlines.kind(deadline);
        LocalDate due = Deadlines.due(deadline);
        boolean current = due.equals(progress().dueStatutory());
        if (current && !progress().state().ended() && !progress().told().contains(kind)) {
            AggregateLifecycle.apply(
                    new RightsRequestDeadline(
                            progress().received().request(),
                            progress().received().subject(),
                            kind,
                            due),
                    BY_THE_LEDGER);
        }
    }

    /** The receipt, and how far it came since. */
    private Progress progress() {
        return Objects.requireNonNull(progress);
    }

    private void refuseAfterTheEnd() {
        if (progress().state().ended()) {
            throw new Refusal(Code.RIGHTS_REQUEST_ENDED);
        }
    }

    private Recorded last(Class<? extends RightsRequestEvent> type) {
        return find(type::isInstance).orElseThrow();
    }

    private Optional<Recorded> find(Predicate<RightsRequestEvent> sought) {
        return recorded.reversed().stream()
                .filter(one -> sought.test(one.event()))
                .findFirst();
    }

    private Outcome record(RightsRequestEvent event) {
        AggregateLifecycle.apply(event);
        return outcome(recorded.getLast(), true);
    }

    private Outcome stands(Recorded one) {
        return outcome(one, false);
    }

    private Outcome outcome(Recorded one, boolean changed) {
        return new Outcome(one.eventId(), one.event().subject(), recorded.size(), one.recordedAt(), changed, List.of());
    }

    @EventSourcingHandler
    void on(RightsRequestEvent event, @MessageIdentifier String eventId, @Timestamp Instant recordedAt) {
        request = event.request();
        progress = Progress.after(progress, event);
        recorded.add(new Recorded(EventId.of(eventId), event, recordedAt));
    }
}
