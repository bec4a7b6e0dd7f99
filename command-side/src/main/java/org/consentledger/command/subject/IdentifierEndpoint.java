package org.consentledger.command.subject;

import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectCommand.AddIdentifier;
import org.consentledger.api.subject.SubjectCommand.RemoveIdentifier;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
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

/** Under which names a person is known. An address that was misread or given up is corrected here (GDPR Article 16). */
@RestController
class IdentifierEndpoint {
    private final SubjectCommands commands;
    private final Identities identities;

    IdentifierEndpoint(SubjectCommands commands, Identities identities) {
        this.commands = commands;
        this.identities = identities;
    }

    /** Gives the person another name. One that belongs to somebody else is refused, also where both come at once. */
    @PostMapping("/v1/subjects/{id}/identifiers")
    ResponseEntity<SignalAnswer> add(
            @PathVariable SubjectId id,
            @RequestBody SubjectReference body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return send(new AddIdentifier(id, identifier(body)), ifMatch);
    }

    /** Takes a name away from the person, the last one too: they keep their pseudonymous id. Others may take it then. */
    @DeleteMapping("/v1/subjects/{id}/identifiers")
    ResponseEntity<SignalAnswer> remove(
            @PathVariable SubjectId id,
            @RequestBody SubjectReference body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        ResponseEntity<SignalAnswer> answer = send(new RemoveIdentifier(id, identifier(body)), ifMatch);
        return ResponseEntity.ok().headers(answer.getHeaders()).body(answer.getBody());
    }

    private Identifier identifier(SubjectReference body) {
        var faults = new Faults();
        Named named = identities.read(body, "#", faults);
        faults.refuseIfAny();
        return switch (named) {
            case Named.ByIdentifier byIdentifier -> byIdentifier.identifier();
            case Named.ById byId -> throw new Refusal(Code.NOT_AN_IDENTIFIER, "#/type");
            case null -> throw faults.refusal();
        };
    }

    private ResponseEntity<SignalAnswer> send(SubjectCommand command, @Nullable String ifMatch) {
        if (identities.find(new Named.ById(command.subject())) == null) {
            throw new Refusal(Code.NOT_FOUND);
        }
        return commands.send(command, ifMatch);
    }
}
