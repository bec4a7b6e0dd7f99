package org.consentledger.command.subject;

import java.time.Instant;
import java.util.List;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Faults;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectCommand.AnnounceLift;
import org.consentledger.api.subject.SubjectCommand.ImposeRestriction;
import org.consentledger.api.subject.SubjectCommand.LiftRestriction;
import org.consentledger.api.subject.SubjectId;
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

/** Restricts the processing of a person's data, and lifts it again once the person was told (GDPR Article 18). */
@RestController
class RestrictionEndpoint {
    private final SubjectCommands commands;
    private final Identities identities;
    private final Rehearsal rehearsal;

    RestrictionEndpoint(SubjectCommands commands, Identities identities, Rehearsal rehearsal) {
        this.commands = commands;
        this.identities = identities;
        this.rehearsal = rehearsal;
    }

    /** How far it reaches is said as for signals; {@code ground} is one of Article 18(1). */
    record Restriction(
            @Nullable List<String> controllers,
            @Nullable String company,
            @Nullable List<String> purposes,
            @Nullable List<String> channels,
            Occurrence occurredAt,
            @Nullable Instant receivedAt,
            @Nullable String source,
            @Nullable Personal actor,
            @Nullable Evidence evidence,
            @Nullable String ground)
            implements ReportsAct {}

    /** How the person was told; {@code occurredAt} absent: now. */
    record Announcement(
            @Nullable Instant occurredAt,
            @Nullable String channel,
            @Nullable Personal actor) {}

    /** Restricts processing to storage, consent, legal claims and the rights of others. */
    @PostMapping("/v1/subjects/{id}/restrictions")
    ResponseEntity<SignalAnswer> restrict(
            @PathVariable SubjectId id,
            @RequestBody Restriction body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        var faults = new Faults();
        var command = new ImposeRestriction(id, body.act(faults), body.ground());
        if (!faults.isEmpty()) {
            rehearsal.addFaults(command, faults);
            throw faults.refusal();
        }
        return send(command, ifMatch);
    }

    /**
     * Records that the person was told that the restriction will be lifted (Article 18(3)). A restriction may be lifted
     * from then on; that of an overridden objection, which waited for this, is.
     */
    @PostMapping("/v1/subjects/{id}/restrictions/{eventId}/announcement")
    ResponseEntity<SignalAnswer> announce(
            @PathVariable SubjectId id,
            @PathVariable EventId eventId,
            @RequestBody Announcement body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return send(new AnnounceLift(id, eventId, body.occurredAt(), body.channel(), body.actor()), ifMatch);
    }

    /** Lifts a restriction of which the person was told that it would be. */
    @DeleteMapping("/v1/subjects/{id}/restrictions/{eventId}")
    ResponseEntity<SignalAnswer> lift(
            @PathVariable SubjectId id,
            @PathVariable EventId eventId,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        ResponseEntity<SignalAnswer> answer = send(new LiftRestriction(id, eventId), ifMatch);
        return ResponseEntity.ok().headers(answer.getHeaders()).body(answer.getBody());
    }

    private ResponseEntity<SignalAnswer> send(SubjectCommand command, @Nullable String ifMatch) {
        if (identities.find(new Named.ById(command.subject())) == null) {
            throw new Refusal(Code.NOT_FOUND);
        }
        return commands.send(command, ifMatch);
    }
}
