package org.consentledger.query.decision;

import java.time.Clock;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SubjectReference;
import org.consentledger.query.decision.SubjectStates.Read;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Under which id a person is known. */
@RestController
class ResolveEndpoint {
    private final SubjectStates states;
    private final Identities identities;
    private final Clock clock;

    ResolveEndpoint(SubjectStates states, Identities identities, Clock clock) {
        this.states = states;
        this.identities = identities;
        this.clock = clock;
    }

    record Sought(@Nullable SubjectReference subject) {}

    record Resolved(SubjectId subjectId) {}

    /** The pseudonymous id of a person named otherwise; of merged ones, that of who stands for them. */
    @PostMapping("/v1/subjects/resolve")
    Resolved resolve(@RequestBody Sought sought) {
        var faults = new Faults();
        Named named = identities.read(sought.subject(), "#/subject", faults);
        faults.refuseIfAny();
        Read read = named == null ? Read.NOTHING : states.read(named);
        SubjectId subject = read.knownAt(read.notBefore(clock.instant())).subject();
        if (subject == null) {
            throw new Refusal(Code.NOT_FOUND);
        }
        return new Resolved(subject);
    }
}
