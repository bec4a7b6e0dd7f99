package org.consentledger.command.subject;

import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.command.CommandFor;
import org.consentledger.command.Commands;
import org.consentledger.command.subject.SignalAnswer.Confirmation;
import org.consentledger.store.UuidV7Factory;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Finds the person a request names, or gives them a pseudonymous id, and sends the command to their stream. */
@Component
class SubjectCommands {
    private static final Pattern VERSION = Pattern.compile("\"(\\d{1,18})\"");

    private final Identities identities;
    private final Commands commands;
    private final Rehearsal rehearsal;
    private final ConfirmationTokens tokens;

    SubjectCommands(Identities identities, Commands commands, Rehearsal rehearsal, ConfirmationTokens tokens) {
        this.identities = identities;
        this.commands = commands;
        this.rehearsal = rehearsal;
        this.tokens = tokens;
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
        return answer(commands.send(named, command, condition));
    }

    /** Sends a command to a stream that is known to exist. */
    ResponseEntity<SignalAnswer> send(SubjectCommand command, @Nullable String ifMatch) {
        Named named = new Named.ById(command.subject());
        return answer(commands.send(named, (subject, introducedAs) -> command, condition(ifMatch)));
    }

    private ResponseEntity<SignalAnswer> answer(Outcome outcome) {
        Instant confirmBy = outcome.confirmBy();
        return SignalAnswer.of(
                outcome,
                confirmBy == null ? null : new Confirmation(tokens.make(outcome.eventId(), confirmBy), confirmBy));
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
