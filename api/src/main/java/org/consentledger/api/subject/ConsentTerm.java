package org.consentledger.api.subject;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.PurposeId;
import org.jspecify.annotations.Nullable;

/**
 * How a consent ends by itself. The one rule for decisions, which compare times and wait for nobody, and for the events
 * that tell afterwards what the times have told.
 *
 * @param occurredAt when the person consented; null: unknown
 * @param expiresAt when the consent ends by its own terms; null: not
 * @param notice what the person was told; null: unknown
 */
public record ConsentTerm(
        @Nullable Instant occurredAt,
        Instant recordedAt,
        @Nullable Instant expiresAt,
        @Nullable NoticeShown notice) {

    /**
     * When it expires for a purpose, or null. One of unknown age is taken to be too old wherever age matters.
     *
     * @param purpose the version in force at the time asked about; what it shortens ends no sooner than it takes effect
     * @param zone of the controller, whose calendar counts
     */
    public @Nullable Instant expiry(PurposePublished purpose, ZoneId zone) {
        if (purpose.validFor() == null) {
            return expiresAt;
        }
        Instant aged = occurredAt == null
                ? recordedAt
                : occurredAt.atZone(zone).plus(purpose.validFor()).toInstant();
        Instant from = purpose.effectiveFrom();
        return earliest(expiresAt, from != null && from.isAfter(aged) ? from : aged);
    }

    /**
     * When what the person was told changes materially for a purpose, or null.
     *
     * @param lineage the purpose and all purposes it is part of
     */
    public @Nullable Instant noticeChange(List<PurposeId> lineage, Catalogue catalogue, Instant knownAt) {
        return notice == null ? null : catalogue.materialChange(notice.ref(), occurredAt, lineage, knownAt);
    }

    private static @Nullable Instant earliest(@Nullable Instant one, Instant other) {
        return one != null && one.isBefore(other) ? one : other;
    }
}
