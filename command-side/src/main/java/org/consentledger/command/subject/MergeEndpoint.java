package org.consentledger.command.subject;

import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.subject.SubjectCommand.MergeSubjects;
import org.consentledger.api.subject.SubjectCommand.SplitSubjects;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Records that two subjects are one person, or two after all. Nothing moves: each keeps its stream and its names. */
@RestController
class MergeEndpoint {
    private final SubjectCommands commands;
    private final Identities identities;

    MergeEndpoint(SubjectCommands commands, Identities identities) {
        this.commands = commands;
        this.identities = identities;
    }

    /** @param into stands for both from then on */
    record Merge(@Nullable SubjectId into, @Nullable SubjectId from) {}

    /** @param from is taken out of {@code subject} again */
    record Split(@Nullable SubjectId subject, @Nullable SubjectId from) {}

    /**
     * Merges two subjects, neither of which is merged into another already. What either said counts for both; the answer
     * is that of the stream of {@code into}, and {@code If-Match} speaks of it.
     */
    @PostMapping("/v1/subjects/merge")
    ResponseEntity<SignalAnswer> merge(
            @RequestBody Merge body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        var faults = new Faults();
        SubjectId into = known(body.into(), "#/into", faults);
        SubjectId from = known(body.from(), "#/from", faults);
        if (into == null || from == null) {
            throw faults.refusal();
        }
        return commands.send(new MergeSubjects(into, from), ifMatch);
    }

    /**
     * Takes a subject out of the one it was merged into. Each has its own again, and what either refused while they were
     * merged stays with both: nobody knows which of the two meant it.
     */
    @PostMapping("/v1/subjects/split")
    ResponseEntity<SignalAnswer> split(
            @RequestBody Split body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        var faults = new Faults();
        SubjectId subject = known(body.subject(), "#/subject", faults);
        SubjectId from = known(body.from(), "#/from", faults);
        if (subject == null || from == null) {
            throw faults.refusal();
        }
        return commands.send(new SplitSubjects(subject, from), ifMatch);
    }

    private @Nullable SubjectId known(@Nullable SubjectId id, String pointer, Faults faults) {
        if (id == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        SubjectId found = identities.find(new Named.ById(id));
        faults.unless(found != null, pointer, Code.UNKNOWN_SUBJECT);
        return found;
    }
}
