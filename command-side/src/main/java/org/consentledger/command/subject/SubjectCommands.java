package org.consentledger.command.subject;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.command.Commands;
import org.consentledger.store.UuidV7Factory;
import org.consentledger.store.identity.IdentifierTaken;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Finds the person a request names, or gives them a pseudonymous id, and sends the command to their stream. */
@Component
class SubjectCommands {
    private static final int ATTEMPTS = 4;
    private static final Pattern VERSION = Pattern.compile("\"(\\d{1,18})\"");

    private final Identities identities;
    private final Commands commands;
    private final Rehearsal rehearsal;

    /** Makes the command, once it is known whose stream it goes to. */
    interface CommandFor {
        /** @param introducedAs the name of a person who is new to the ledger; null where the person is known */
        SubjectCommand make(SubjectId subject, @Nullable Identifier introducedAs);
    }

    SubjectCommands(Identities identities, Commands commands, Rehearsal rehearsal) {
        this.identities = identities;
        this.commands = commands;
        this.rehearsal = rehearsal;
    }

    /** Sends the command to the stream of the person named, who may be new. */
    ResponseEntity<SignalAnswer> send(
            @Nullable SubjectReference person, @Nullable String ifMatch, Faults faults, CommandFor command) {
        Map<String, String> condition = condition(ifMatch);
        Named named = identities.read(person, "#/subject", faults);
        if (named == null || !faults.isEmpty()) {
            rehearsal.addFaults(command.make(new SubjectId(UuidV7Factory.next()), null), faults);
            throw faults.refusal();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return SignalAnswer.of(commands.send(commandFor(named, command), condition));
            } catch (IdentifierTaken e) {
                // Somebody else introduced the same person meanwhile: the next look finds them.
                if (attempt == ATTEMPTS) {
                    throw new Refusal(Code.CONFLICT);
                }
            }
        }
    }

    /** Sends a command to a stream that is known to exist. */
    ResponseEntity<SignalAnswer> send(SubjectCommand command, @Nullable String ifMatch) {
        Outcome outcome = commands.send(command, condition(ifMatch));
        return SignalAnswer.of(outcome);
    }

    private SubjectCommand commandFor(Named named, CommandFor command) {
        SubjectId known = identities.find(named);
        if (known != null) {
            return command.make(known, null);
        }
        return switch (named) {
            case Named.ById byId -> throw new Refusal(Code.UNKNOWN_SUBJECT, "#/subject/value");
            case Named.ByIdentifier byIdentifier ->
                command.make(new SubjectId(UuidV7Factory.next()), byIdentifier.identifier());
        };
    }

    private static Map<String, String> condition(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return Map.of();
        }
        Matcher version = VERSION.matcher(ifMatch);
        if (!version.matches()) {
            throw new Refusal(Code.VERSION_MISMATCH);
        }
        return Map.of(Subject.IF_MATCH, version.group(1));
    }
}
