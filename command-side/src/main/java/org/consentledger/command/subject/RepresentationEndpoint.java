package org.consentledger.command.subject;

import java.time.LocalDate;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.subject.RepresentationId;
import org.consentledger.api.subject.SubjectCommand.DescribeRepresentation;
import org.consentledger.api.subject.SubjectReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Who acts for which company, and since when. */
@RestController
class RepresentationEndpoint {
    private final SubjectCommands commands;

    RepresentationEndpoint(SubjectCommands commands) {
        this.commands = commands;
    }

    /**
     * @param company its number in a register, say
     * @param role a code of the organisation: {@code buyer}
     * @param from the first day; absent: always
     * @param to the day from which it is over; absent: not yet known
     */
    record Representation(
            @Nullable SubjectReference subject,
            @Nullable String company,
            @Nullable String role,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {}

    /** Describes that a person acts for a company, or describes it anew; the id stays that person's. */
    @PutMapping("/v1/representations/{id}")
    ResponseEntity<SignalAnswer> describe(
            @PathVariable String id,
            @RequestBody Representation body,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        if (!CatalogueId.isValid(id)) {
            throw new Refusal(Code.INVALID_ID, "#/path/id");
        }
        return commands.send(
                body.subject(),
                ifMatch,
                new Faults(),
                (subject, introducedAs) -> new DescribeRepresentation(
                        subject,
                        introducedAs,
                        new RepresentationId(id),
                        body.company(),
                        body.role(),
                        body.from(),
                        body.to()));
    }
}
