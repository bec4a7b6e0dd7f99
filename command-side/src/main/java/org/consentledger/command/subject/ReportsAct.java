package org.consentledger.command.subject;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.ActReported;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Occurrence;
import org.jspecify.annotations.Nullable;

/** A request body that reports an act: how far it reaches, when it was, and what shows it. */
interface ReportsAct {
    @Nullable
    List<String> controllers();

    @Nullable
    String company();

    @Nullable
    List<String> purposes();

    @Nullable
    List<String> channels();

    Occurrence occurredAt();

    @Nullable
    Instant receivedAt();

    @Nullable
    String source();

    @Nullable
    Personal actor();

    @Nullable
    Evidence evidence();

    /** The act, and among the faults what is missing in it. */
    default ActReported act(Faults faults) {
        faults.unless(controllers() != null, "#/controllers", Code.MISSING);
        faults.unless(purposes() != null, "#/purposes", Code.MISSING);
        return new ActReported(
                Objects.requireNonNullElse(controllers(), List.of()),
                company(),
                Objects.requireNonNullElse(purposes(), List.of()),
                channels(),
                occurredAt(),
                receivedAt(),
                source(),
                actor(),
                Objects.requireNonNullElse(evidence(), Evidence.NONE));
    }
}
