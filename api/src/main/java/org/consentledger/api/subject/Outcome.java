package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.consentledger.api.EventId;
import org.consentledger.api.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What a command did to the stream of a subject, of a request or of a company.
 *
 * @param eventId the event that now stands
 * @param subjectId whom it concerns; null: a company, which is nobody
 * @param version the number of events in the stream
 * @param recordedAt when the standing event was recorded
 * @param changed false where the identical act stood already
 * @param confirmBy until when the consent that now stands waits for its confirmation; absent: it does not wait
 * @param refused why the act was refused, where the refusal itself was recorded; empty: it was not
 */
public record Outcome(
        EventId eventId,
        @Nullable SubjectId subjectId,
        long version,
        Instant recordedAt,
        boolean changed,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant confirmBy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Fault> refused) {

    /** With nothing to wait for. */
    public Outcome(
            EventId eventId,
            @Nullable SubjectId subjectId,
            long version,
            Instant recordedAt,
            boolean changed,
            List<Fault> refused) {
        this(eventId, subjectId, version, recordedAt, changed, null, refused);
    }

    public Outcome {
        refused = refused == null ? List.of() : List.copyOf(refused);
    }
}
