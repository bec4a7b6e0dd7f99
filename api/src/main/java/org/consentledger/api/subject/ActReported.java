package org.consentledger.api.subject;

import java.time.Instant;
import java.util.List;
import org.consentledger.api.Personal;
import org.jspecify.annotations.Nullable;

/**
 * An act as the caller reports it, before the ledger has judged it: the raw form of {@link Act}.
 *
 * @param controllers ids, {@code group:{id}} or {@code *}
 * @param company the company the person represents in this
 * @param purposes ids or {@code *}
 * @param channels absent: all
 */
public record ActReported(
        List<String> controllers,
        @Nullable String company,
        List<String> purposes,
        @Nullable List<String> channels,
        Occurrence occurredAt,
        @Nullable Instant receivedAt,
        @Nullable String source,
        @Nullable Personal actor,
        Evidence evidence) {}
