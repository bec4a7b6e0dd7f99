package org.consentledger.command.rights;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Faults;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.rights.Holidays;
import org.consentledger.api.rights.Progress;
import org.consentledger.api.rights.RequestState;
import org.consentledger.api.rights.RightsRequestCommand;
import org.consentledger.api.rights.RightsRequestCommand.AskIdentityCheck;
import org.consentledger.api.rights.RightsRequestCommand.ConfirmIdentity;
import org.consentledger.api.rights.RightsRequestCommand.ExtendRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.FulfilRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.ReceiveRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.RefuseRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.WithdrawRightsRequest;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.rights.StepReported;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.SubjectCommand.ExerciseRight;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.command.Commands;
import org.consentledger.store.UuidV7Factory;
import org.consentledger.store.catalogue.Catalogues;
import org.consentledger.store.history.EventLog;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.consentledger.store.rights.RightsRequests;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Receives the exercise of data-subject rights, and records what is done about it (GDPR Articles 12 to 22). */
@RestController
class RightsRequestEndpoint {
    private final Commands commands;
    private final Identities identities;
    private final Catalogues catalogues;
    private final RightsRequests requests;
    private final EventLog events;
    private final Holidays holidays;
    private final Clock clock;

    RightsRequestEndpoint(
            Commands commands,
            Identities identities,
            Catalogues catalogues,
            RightsRequests requests,
            EventLog events,
            Holidays holidays,
            Clock clock) {
        this.commands = commands;
        this.identities = identities;
        this.catalogues = catalogues;
        this.requests = requests;
        this.events = events;
        this.holidays = holidays;
        this.clock = clock;
    }

    /** A person exercises a right; {@code channel} is the one it came in on, {@code statement} what the person wrote. */
    record Receipt(
            @Nullable SubjectReference subject,
            @Nullable String controller,
            @Nullable String right,
            @Nullable Instant receivedAt,
            @Nullable String channel,
            @Nullable Personal statement,
            @Nullable Personal actor) {}

    /** {@code occurredAt} absent: now. */
    record Step(@Nullable Instant occurredAt, @Nullable Personal actor) {
        StepReported reported() {
            return new StepReported(occurredAt, actor);
        }
    }

    record IdentityCheck(
            @Nullable Instant occurredAt,
            @Nullable Personal actor,
            @Nullable Personal reason) {}

    record Extension(
            @Nullable Instant occurredAt,
            @Nullable Personal actor,
            @Nullable Personal reasons) {}

    /** In part, where {@code partly}: then with what was left out, and why. */
    record Fulfilment(
            @Nullable Instant occurredAt,
            @Nullable Personal actor,
            @Nullable Boolean partly,
            @Nullable Personal leftOut,
            @Nullable Personal reasons) {}

    /** With what the person was told: why, and where to complain (Article 12(4)). */
    record Rejection(
            @Nullable Instant occurredAt,
            @Nullable Personal actor,
            @Nullable Personal ground,
            @Nullable Personal remedies) {}

    record Retraction(
            @Nullable Instant occurredAt,
            @Nullable Personal actor,
            @Nullable Personal reason) {}

    /**
     * What stands in the ledger after a step.
     *
     * @param dueStatutory the last day on which the answer is in time (Article 12(3))
     * @param duePaused the last day where waiting for proof of identity does not count (Article 12(6))
     * @param version the number of events of the request
     * @param changed false where the step was recorded already
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RightsAnswer(
            RightsRequestId requestId,
            SubjectId subjectId,
            RequestState state,
            LocalDate dueStatutory,
            LocalDate duePaused,
            EventId eventId,
            long version,
            Instant recordedAt,
            boolean changed) {}

    /** Receives a request. */
    @PostMapping("/v1/rights-requests")
    ResponseEntity<RightsAnswer> receive(@RequestBody Receipt body) {
        var faults = new Faults();
        Named named = identities.read(body.subject(), "#/subject", faults);
        ReceiveRightsRequest receipt = receipt(body, new SubjectId(UuidV7Factory.next()));
        new Check(clock.instant(), faults).receipt(receipt, catalogues.current());
        faults.refuseIfAny();
        if (named == null) {
            throw new IllegalStateException("Nobody is named, and no fault");
        }
        Outcome outcome = commands.send(
                named,
                (subject, introducedAs) -> new ExerciseRight(subject, introducedAs, receipt(body, subject)),
                Map.of());
        RightsAnswer answer = answer(outcome);
        return answered(ResponseEntity.created(URI.create("/v1/rights-requests/" + answer.requestId())), answer);
    }

    private static ReceiveRightsRequest receipt(Receipt body, SubjectId subject) {
        return new ReceiveRightsRequest(
                new RightsRequestId(UuidV7Factory.next()),
                subject,
                body.controller(),
                body.right(),
                body.receivedAt(),
                body.channel(),
                body.statement(),
                body.actor());
    }

    /** Asks the person to prove who they are, where there is reasonable doubt (Article 12(6)). */
    @PostMapping("/v1/rights-requests/{id}/identity-check")
    ResponseEntity<RightsAnswer> askIdentity(@PathVariable RightsRequestId id, @RequestBody IdentityCheck body) {
        return send(new AskIdentityCheck(id, new StepReported(body.occurredAt(), body.actor()), body.reason()));
    }

    /** The person proved who they are. */
    @PostMapping("/v1/rights-requests/{id}/identity-confirmation")
    ResponseEntity<RightsAnswer> confirmIdentity(@PathVariable RightsRequestId id, @RequestBody Step body) {
        return send(new ConfirmIdentity(id, body.reported()));
    }

    /** Announces two months more, once and with reasons, within the first month (Article 12(3)). */
    @PostMapping("/v1/rights-requests/{id}/extension")
    ResponseEntity<RightsAnswer> extend(@PathVariable RightsRequestId id, @RequestBody Extension body) {
        return send(new ExtendRightsRequest(id, new StepReported(body.occurredAt(), body.actor()), body.reasons()));
    }

    /** What was asked was done, or part of it. */
    @PostMapping("/v1/rights-requests/{id}/fulfilment")
    ResponseEntity<RightsAnswer> fulfil(@PathVariable RightsRequestId id, @RequestBody Fulfilment body) {
        return send(new FulfilRightsRequest(
                id,
                new StepReported(body.occurredAt(), body.actor()),
                Boolean.TRUE.equals(body.partly()),
                body.leftOut(),
                body.reasons()));
    }

    /** What was asked is not done (Article 12(4)). */
    @PostMapping("/v1/rights-requests/{id}/refusal")
    ResponseEntity<RightsAnswer> refuse(@PathVariable RightsRequestId id, @RequestBody Rejection body) {
        return send(new RefuseRightsRequest(
                id, new StepReported(body.occurredAt(), body.actor()), body.ground(), body.remedies()));
    }

    /** The person took the request back. */
    @PostMapping("/v1/rights-requests/{id}/withdrawal")
    ResponseEntity<RightsAnswer> withdraw(@PathVariable RightsRequestId id, @RequestBody Retraction body) {
        return send(new WithdrawRightsRequest(id, new StepReported(body.occurredAt(), body.actor()), body.reason()));
    }

    private ResponseEntity<RightsAnswer> send(RightsRequestCommand command) {
        if (requests.find(command.request()).isEmpty()) {
            throw new Refusal(Code.NOT_FOUND);
        }
        Outcome outcome = commands.send(command);
        URI event = URI.create("/v1/events/" + outcome.eventId());
        return answered(outcome.changed() ? ResponseEntity.created(event) : ResponseEntity.ok(), answer(outcome));
    }

    private static ResponseEntity<RightsAnswer> answered(ResponseEntity.BodyBuilder builder, RightsAnswer answer) {
        return builder.eTag("\"" + answer.version() + "\"").body(answer);
    }

    /** How the request stood at that outcome, which may be one that was kept for the same request sent before. */
    private RightsAnswer answer(Outcome outcome) {
        var event = (RightsRequestEvent)
                events.find(outcome.eventId()).orElseThrow().event();
        Progress progress = requests.find(event.request())
                .orElseThrow()
                .at(outcome.version())
                .progress();
        return new RightsAnswer(
                event.request(),
                event.subject(),
                progress.state(),
                progress.dueStatutory(),
                progress.duePaused(holidays, clock.instant()),
                outcome.eventId(),
                outcome.version(),
                outcome.recordedAt(),
                outcome.changed());
    }
}
