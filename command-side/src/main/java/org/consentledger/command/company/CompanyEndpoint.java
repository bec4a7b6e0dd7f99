package org.consentledger.command.company;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Faults;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.company.CompanyCommand.CompanyStream;
import org.consentledger.api.company.CompanyCommand.DeclareProhibition;
import org.consentledger.api.company.CompanyCommand.LiftProhibition;
import org.consentledger.api.company.CompanyEvent.ProhibitionDeclared;
import org.consentledger.api.subject.ActReported;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.command.Commands;
import org.consentledger.command.subject.Judge;
import org.consentledger.store.catalogue.Catalogues;
import org.consentledger.store.history.EventLog;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What companies forbid: it covers whoever is addressed as their representative, and nobody as themselves. */
@RestController
class CompanyEndpoint {
    private final Commands commands;
    private final Identities identities;
    private final Catalogues catalogues;
    private final EventLog events;
    private final Clock clock;

    CompanyEndpoint(Commands commands, Identities identities, Catalogues catalogues, EventLog events, Clock clock) {
        this.commands = commands;
        this.identities = identities;
        this.catalogues = catalogues;
        this.events = events;
        this.clock = clock;
    }

    /**
     * How far it reaches is said as for signals.
     *
     * @param source absent: {@code REPRESENTED_COMPANY}
     * @param statedBy somebody known, who said it for the company
     * @param reference where the proof is kept: a code of the organisation, no text
     */
    record Prohibition(
            @Nullable List<String> controllers,
            @Nullable List<String> purposes,
            @Nullable List<String> channels,
            Occurrence occurredAt,
            @Nullable Instant receivedAt,
            @Nullable String source,
            @Nullable SubjectReference statedBy,
            @Nullable String reference) {}

    /**
     * What stands in the ledger after it.
     *
     * @param version the number of events in the company's stream; also the ETag
     * @param changed false where the same stood already
     */
    record CompanyAnswer(EventId eventId, CompanyId company, long version, Instant recordedAt, boolean changed) {}

    /** Records that a company wants no more of something. */
    @PostMapping("/v1/companies/{company}/prohibitions")
    ResponseEntity<CompanyAnswer> declare(@PathVariable String company, @RequestBody Prohibition body) {
        CompanyId id = checked(company);
        var faults = new Faults();
        faults.unless(body.controllers() != null, "#/controllers", Code.MISSING);
        faults.unless(body.purposes() != null, "#/purposes", Code.MISSING);
        faults.unless(
                body.reference() == null || CatalogueId.isValid(body.reference()), "#/reference", Code.INVALID_ID);
        SubjectId statedBy = statedBy(body.statedBy(), faults);
        ActReported act = act(id, body);
        if (!faults.isEmpty()) {
            addFaultsOf(act, faults);
            throw faults.refusal();
        }
        return answer(
                id, commands.send(new DeclareProhibition(new CompanyStream(id), act, statedBy, body.reference())));
    }

    /** Records that the company takes a prohibition back; nobody who represents it can. */
    @PostMapping("/v1/companies/{company}/prohibitions/{eventId}/lift")
    ResponseEntity<CompanyAnswer> lift(@PathVariable String company, @PathVariable EventId eventId) {
        CompanyId id = checked(company);
        boolean declared = events.find(eventId)
                .filter(recorded -> recorded.event() instanceof ProhibitionDeclared prohibition
                        && prohibition.company().equals(id))
                .isPresent();
        if (!declared) {
            throw new Refusal(Code.NOT_FOUND);
        }
        return answer(id, commands.send(new LiftProhibition(new CompanyStream(id), eventId)));
    }

    private static CompanyId checked(String company) {
        if (!CatalogueId.isValid(company)) {
            throw new Refusal(Code.INVALID_ID, "#/path/company");
        }
        return new CompanyId(company);
    }

    private @Nullable SubjectId statedBy(@Nullable SubjectReference person, Faults faults) {
        if (person == null) {
            return null;
        }
        Named named = identities.read(person, "#/statedBy", faults);
        SubjectId known = named == null ? null : identities.find(named);
        faults.unless(named == null || known != null, "#/statedBy/value", Code.UNKNOWN_SUBJECT);
        return known;
    }

    private static ActReported act(CompanyId company, Prohibition body) {
        return new ActReported(
                Objects.requireNonNullElse(body.controllers(), List.of()),
                company.value(),
                Objects.requireNonNullElse(body.purposes(), List.of()),
                body.channels(),
                body.occurredAt(),
                body.receivedAt(),
                Objects.requireNonNullElse(body.source(), Source.REPRESENTED_COMPANY.name()),
                null,
                Evidence.NONE);
    }

    /** So that all faults are named at once. */
    private void addFaultsOf(ActReported act, Faults faults) {
        try {
            new Judge(catalogues.current(), clock.instant()).negative(act);
        } catch (Refusal refusal) {
            refusal.faults().forEach(faults::addUnlessPointedAt);
        }
    }

    private static ResponseEntity<CompanyAnswer> answer(CompanyId company, Outcome outcome) {
        var answer = new CompanyAnswer(
                outcome.eventId(), company, outcome.version(), outcome.recordedAt(), outcome.changed());
        URI event = URI.create("/v1/events/" + outcome.eventId());
        return (outcome.changed() ? ResponseEntity.created(event) : ResponseEntity.ok())
                .eTag("\"" + outcome.version() + "\"")
                .body(answer);
    }
}
