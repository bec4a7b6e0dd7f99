package org.consentledger.api.decision;

import java.time.Instant;
import java.util.List;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeRef;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Question}, with everything that explains it.
 *
 * @param rule the rule that decided, in words, with its article
 * @param basis the lawful basis as it applies to this relation; null where the purpose is not in force
 * @param decidedBy the signals that decided; empty where none did
 * @param notice the notice version of the consent that decided
 * @param validUntil when the answer will change by itself as far as is known; null: not
 * @param subjectId of merged subjects the one that stands for all; null where the ledger does not know the person
 * @param subjectVersion the number of events in the person's stream that were read, and in the streams of all who were ever
 *     merged with them
 * @param catalogueVersion the number of events of the catalogue that were read
 */
public record Decision(
        Verdict decision,
        Reason reason,
        String rule,
        @Nullable LawfulBasis basis,
        List<Obligation> obligations,
        List<DecidingEvent> decidedBy,
        @Nullable NoticeRef notice,
        @Nullable Instant validUntil,
        Instant validAt,
        Instant knownAt,
        @Nullable SubjectId subjectId,
        long subjectVersion,
        long catalogueVersion) {

    /** Yes or no. */
    public enum Verdict {
        PERMIT,
        DENY
    }

    /**
     * A signal that decided.
     *
     * @param type its logical event name
     * @param occurredAt when the person acted; null: unknown
     */
    public record DecidingEvent(
            EventId eventId, String type, @Nullable Instant occurredAt, Instant recordedAt) {}
}
