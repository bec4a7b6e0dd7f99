package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.consentledger.api.Personal;
import org.jspecify.annotations.Nullable;

/**
 * What all signals record: how far the act reaches, when it happened and came in, and who says so.
 *
 * @param occurredAt when the person acted; null: unknown
 * @param receivedAt when the organisation received it; absent: when it was recorded
 * @param source where the record comes from
 * @param actor who acted for the organisation, as told by the caller
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Act(
        Scope scope,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant occurredAt,
        @Nullable Instant receivedAt,
        Source source,
        @Nullable Personal actor,
        Evidence evidence) {}
