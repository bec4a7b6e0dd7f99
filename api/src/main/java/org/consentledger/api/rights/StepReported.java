package org.consentledger.api.rights;

import java.time.Instant;
import org.consentledger.api.Personal;
import org.jspecify.annotations.Nullable;

/**
 * A step of handling a request, as the caller reports it.
 *
 * @param occurredAt when it was taken; null: now
 * @param actor who took it for the organisation
 */
public record StepReported(
        @Nullable Instant occurredAt, @Nullable Personal actor) {}
