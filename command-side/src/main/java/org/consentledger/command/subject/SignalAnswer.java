package org.consentledger.command.subject;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import org.consentledger.api.EventId;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/**
 * What stands in the ledger after a signal.
 *
 * @param version the number of events in the person's stream; also the ETag
 * @param changed false where the identical act was recorded already
 * @param receipt where the consent receipt is
 * @param confirmation of a consent by double opt-in that waits for it
 */
record SignalAnswer(
        EventId eventId,
        SubjectId subjectId,
        long version,
        Instant recordedAt,
        boolean changed,
        String receipt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Confirmation confirmation) {

    /**
     * What the person is sent, so that they can confirm their consent.
     *
     * @param token goes to nobody but the person
     * @param expiresAt when it lapses
     */
    record Confirmation(String token, Instant expiresAt) {}

    /** @throws Refusal where the act was refused; that it was asked for is recorded */
    static ResponseEntity<SignalAnswer> of(Outcome outcome, @Nullable Confirmation confirmation) {
        if (!outcome.refused().isEmpty()) {
            throw Refusal.of(outcome.refused());
        }
        var answer = new SignalAnswer(
                outcome.eventId(),
                Objects.requireNonNull(outcome.subjectId()),
                outcome.version(),
                outcome.recordedAt(),
                outcome.changed(),
                "/v1/receipts/" + outcome.eventId(),
                confirmation);
        URI event = URI.create("/v1/events/" + outcome.eventId());
        return (outcome.changed() ? ResponseEntity.created(event) : ResponseEntity.ok())
                .eTag("\"" + outcome.version() + "\"")
                .body(answer);
    }
}
