package org.consentledger.query.rights;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Faults;
import org.consentledger.api.Page;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.rights.Holidays;
import org.consentledger.api.rights.Progress;
import org.consentledger.api.rights.RequestState;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.history.RecordedEvent;
import org.consentledger.store.rights.RightsRequests;
import org.consentledger.store.rights.RightsRequests.Folded;
import org.consentledger.store.rights.RightsRequests.Place;
import org.consentledger.store.rights.RightsRequests.Sought;
import org.consentledger.store.sealing.Vault;
import org.consentledger.store.sealing.Vault.Opener;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Rights requests, for the officers who answer them. */
@RestController
class RightsReadEndpoint {
    private final RightsRequests requests;
    private final Vault vault;
    private final Holidays holidays;
    private final Clock clock;

    RightsReadEndpoint(RightsRequests requests, Vault vault, Holidays holidays, Clock clock) {
        this.requests = requests;
        this.vault = vault;
        this.holidays = holidays;
        this.clock = clock;
    }

    /**
     * A request and how far it has come.
     *
     * @param controller of whom it was asked
     * @param channel on which it came in
     * @param objection the objection for a particular situation that opened it
     * @param dueStatutory the last day on which the answer is in time (GDPR Article 12(3))
     * @param duePaused the last day where waiting for proof of identity does not count (Article 12(6))
     * @param extendableUntil the last day on which an extension can be announced
     * @param overdue whether the last day is over and there is no answer
     * @param version the number of its events
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RightsRequest(
            RightsRequestId requestId,
            SubjectId subjectId,
            ControllerId controller,
            Right right,
            RequestState state,
            Instant receivedAt,
            @Nullable Channel channel,
            @Nullable EventId objection,
            LocalDate dueStatutory,
            LocalDate duePaused,
            LocalDate extendableUntil,
            boolean extended,
            boolean overdue,
            int version,
            Instant recordedAt) {
        static RightsRequest of(Folded folded, Holidays holidays, Instant now) {
            Progress progress = folded.progress();
            RightsRequestReceived received = progress.received();
            return new RightsRequest(
                    folded.id(),
                    received.subject(),
                    received.controller(),
                    received.right(),
                    progress.state(),
                    received.receivedAt(),
                    received.channel(),
                    received.objection(),
                    progress.dueStatutory(),
                    progress.duePaused(holidays, now),
                    progress.limit(holidays).unrolled(),
                    progress.extended(),
                    progress.overdue(now),
                    folded.steps().size(),
                    folded.steps().getLast().recordedAt());
        }
    }

    /** A request with everything that was done about it, oldest first. */
    record Detailed(RightsRequest request, List<Step> steps) {}

    /**
     * Something that was done, or a deadline that was told.
     *
     * @param type the logical event name
     * @param occurredAt when it was done
     * @param details what only this type of event holds; written as fields of the step itself
     */
    record Step(
            EventId eventId,
            String type,
            Instant occurredAt,
            Instant recordedAt,
            Actor actor,
            @JsonAnyGetter Map<String, Object> details) {
        static Step of(RecordedEvent recorded, Opener opener) {
            var event = (RightsRequestEvent) recorded.event();
            RightsRequestEvent.Step step = event instanceof RightsRequestEvent.Step taken ? taken : null;
            Personal by = step == null ? null : step.actor();
            return new Step(
                    recorded.eventId(),
                    recorded.type(),
                    step == null ? recorded.recordedAt() : step.occurredAt(),
                    recorded.recordedAt(),
                    new Actor(
                            recorded.caller().client(),
                            recorded.caller().onBehalfOf(),
                            by instanceof Personal.Sealed hidden ? opener.open(hidden) : by),
                    RightsSteps.details(event, opener));
        }
    }

    /**
     * Who did it.
     *
     * @param client the OAuth client that sent the command
     * @param onBehalfOf the user it named in its token
     * @param statedBy who did it for the organisation, as the caller stated
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Actor(
            String client,
            @Nullable String onBehalfOf,
            @Nullable Personal statedBy) {}

    /** Requests, the most urgent first. */
    @GetMapping("/v1/rights-requests")
    Page<RightsRequest> list(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String controller,
            @RequestParam(required = false) @Nullable String right,
            @RequestParam(required = false) @Nullable Boolean overdue,
            @RequestParam(required = false) @Nullable LocalDate dueBefore,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Page.limit(limit);
        var faults = new Faults();
        faults.unless(
                controller == null || CatalogueId.isValid(controller), "#/query/controller", Code.UNKNOWN_CONTROLLER);
        var sought = new Sought(
                state == null ? null : faults.constant(RequestState.class, state, "#/query/state", Code.UNKNOWN_STATE),
                controller,
                right == null ? null : faults.constant(Right.class, right, "#/query/right", Code.UNKNOWN_RIGHT),
                overdue,
                dueBefore);
        faults.refuseIfAny();
        List<Folded> read = requests.list(
                sought,
                Page.place(cursor, (day, id) -> new Place(LocalDate.parse(day), UUID.fromString(id))),
                most + 1);
        Instant now = clock.instant();
        List<RightsRequest> items = read.stream()
                .limit(most)
                .map(folded -> RightsRequest.of(folded, holidays, now))
                .toList();
        return new Page<>(
                items,
                read.size() > most
                        ? Page.cursor(
                                items.getLast().dueStatutory(), items.getLast().requestId())
                        : null);
    }

    /** One request with its steps. */
    @GetMapping("/v1/rights-requests/{id}")
    Detailed one(@PathVariable RightsRequestId id) {
        Folded folded = requests.find(id).orElseThrow(() -> new Refusal(Code.NOT_FOUND));
        Opener opener = vault.openerFor(folded.progress().received().subject());
        return new Detailed(
                RightsRequest.of(folded, holidays, clock.instant()),
                folded.steps().stream().map(step -> Step.of(step, opener)).toList());
    }
}
