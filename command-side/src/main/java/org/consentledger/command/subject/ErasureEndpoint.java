package org.consentledger.command.subject;

import java.time.Instant;
import java.util.List;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectCommand.EraseSubject;
import org.consentledger.api.subject.SubjectCommand.PlaceLegalHold;
import org.consentledger.api.subject.SubjectCommand.ReleaseLegalHold;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.history.EventLog;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Erases people (GDPR Article 17), unless and until the law has their data kept (Article 17(3)). */
@RestController
class ErasureEndpoint {
    private final SubjectCommands commands;
    private final Identities identities;
    private final EventLog events;

    ErasureEndpoint(SubjectCommands commands, Identities identities, EventLog events) {
        this.commands = commands;
        this.identities = identities;
        this.events = events;
    }

    /** {@code reason} in free text, or the name of a ground; {@code ground} is one of Article 17(1). */
    record Erasure(@Nullable Personal reason, @Nullable String ground) {}

    /** {@code ground} is one of Article 17(3). */
    record LegalHold(@Nullable String ground, @Nullable Personal reason) {}

    /** Whether the person is erased. */
    enum State {
        ERASED,
        /** Legal holds stand against it; with the end of the last one the person is erased. */
        DEFERRED
    }

    /**
     * What stands in the ledger after an erasure was asked for.
     *
     * @param version the number of events in the person's stream; also the ETag
     * @param changed false where it had been asked for before
     * @param receipt where the receipt is
     * @param holds the legal holds that stood against it when it was deferred
     */
    record ErasureAnswer(
            EventId eventId,
            SubjectId subjectId,
            long version,
            Instant recordedAt,
            boolean changed,
            String receipt,
            State state,
            List<EventId> holds) {}

    /** Erases the person at once and for good, or as soon as no legal hold stands against it. */
    @PostMapping("/v1/subjects/{id}/erasure")
    ResponseEntity<ErasureAnswer> erase(
            @PathVariable SubjectId id,
            @RequestBody Erasure body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        ResponseEntity<SignalAnswer> answer = send(new EraseSubject(id, body.reason(), body.ground()), ifMatch);
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .body(erasureAnswer(answer.getBody()));
    }

    private ErasureAnswer erasureAnswer(@Nullable SignalAnswer answer) {
        if (answer == null) {
            throw new IllegalStateException("An answer without a body");
        }
        Object event = events.find(answer.eventId()).orElseThrow().event();
        return new ErasureAnswer(
                answer.eventId(),
                answer.subjectId(),
                answer.version(),
                answer.recordedAt(),
                answer.changed(),
                answer.receipt(),
                event instanceof ErasureDeferred ? State.DEFERRED : State.ERASED,
                event instanceof ErasureDeferred deferred ? deferred.holds() : List.of());
    }

    /** Keeps the person's data from being erased. Each hold is one of its own: a second for the same ground stands beside it. */
    @PostMapping("/v1/subjects/{id}/legal-holds")
    ResponseEntity<SignalAnswer> hold(
            @PathVariable SubjectId id,
            @RequestBody LegalHold body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return send(new PlaceLegalHold(id, body.ground(), body.reason()), ifMatch);
    }

    /** Ends a hold; with the last one, an erasure that waited for it is carried out in the same transaction. */
    @DeleteMapping("/v1/subjects/{id}/legal-holds/{eventId}")
    ResponseEntity<SignalAnswer> release(
            @PathVariable SubjectId id,
            @PathVariable EventId eventId,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        ResponseEntity<SignalAnswer> answer = send(new ReleaseLegalHold(id, eventId), ifMatch);
        return ResponseEntity.ok().headers(answer.getHeaders()).body(answer.getBody());
    }

    private ResponseEntity<SignalAnswer> send(SubjectCommand command, @Nullable String ifMatch) {
        if (identities.find(new Named.ById(command.subject())) == null) {
            throw new Refusal(Code.NOT_FOUND);
        }
        return commands.send(command, ifMatch);
    }
}
