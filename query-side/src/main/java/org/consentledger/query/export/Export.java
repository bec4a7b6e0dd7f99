package org.consentledger.query.export;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.NoticeRef;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.decision.Decision.Verdict;
import org.consentledger.api.decision.Obligation;
import org.consentledger.api.decision.Reason;
import org.consentledger.api.rights.RequestState;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.history.HistoryItem;
import org.jspecify.annotations.Nullable;

/** What a person gets; as JSON it has the form of {@code docs/export.schema.json}. */
sealed interface Export {
    /** Names the form. A change that breaks readers gets another number. */
    String SCHEMA = "urn:consent-ledger:schema:export:1";

    /** Which form of which schema this is. */
    @JsonProperty("$schema")
    default String schema() {
        return SCHEMA;
    }

    /** In which language texts are. */
    Language language();

    /** Who answers for the use of the data. */
    List<Controller> controllers();

    /**
     * Everything the ledger holds of a person, and what it means (GDPR Article 15).
     *
     * @param state what may be done now
     * @param events what was recorded, oldest first; values that were erased are marked
     * @param purposes those in force now
     * @param notices those that the person was shown, those these are read together with, and those in force now
     */
    @JsonPropertyOrder({"$schema", "kind"})
    record Access(
            String kind,
            Language language,
            Instant createdAt,
            Subject subject,
            List<Controller> controllers,
            List<State> state,
            List<HistoryItem> events,
            List<Purpose> purposes,
            List<Recipient> recipients,
            List<Notice> notices,
            List<Request> rightsRequests,
            List<RightToKnow> rights,
            List<Authority> complaints)
            implements Export {}

    /**
     * What the person provided for processing that rests on consent or contract, and nothing that was made of it (GDPR
     * Article 20).
     *
     * @param purposeNames what the purposes named in statements are called, by language
     * @param statements what the person said, oldest first
     */
    @JsonPropertyOrder({"$schema", "kind"})
    record Portability(
            String kind,
            Language language,
            Instant createdAt,
            Subject subject,
            List<Controller> controllers,
            Map<PurposeId, Map<String, String>> purposeNames,
            List<Statement> statements)
            implements Export {}

    /**
     * Whom it is about.
     *
     * @param mergedWith the other ids under which the person is in the ledger
     * @param identifiers the names the person has now
     * @param erasedAt when the person was erased: what was personal is gone
     * @param preferences as last stated
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Subject(
            SubjectId subjectId,
            List<SubjectId> mergedWith,
            List<Identifier> identifiers,
            @Nullable Instant erasedAt,
            @Nullable Preferences preferences) {}

    /** What the person prefers, which is never a consent. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Preferences(
            @Nullable String language,
            @Nullable String frequency,
            @Nullable Map<String, Object> topics) {}

    /** @param timeZone in which times are told */
    record Controller(ControllerId id, String name, String country, ZoneId timeZone, Map<String, String> contact) {}

    /**
     * What may be done for one purpose on one channel.
     *
     * @param explanation the reason in words
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record State(
            ControllerId controller,
            PurposeId purpose,
            Channel channel,
            Verdict decision,
            Reason reason,
            @Nullable LawfulBasis basis,
            List<Obligation> obligations,
            String explanation) {}

    /**
     * @param validFor how long a consent holds; absent: until withdrawn
     * @param recipients who receives data for it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Purpose(
            PurposeId id,
            @Nullable PurposeId parent,
            Map<String, String> names,
            LawfulBasis basis,
            boolean directMarketing,
            boolean withdrawable,
            boolean objectable,
            Set<Channel> channels,
            @Nullable Period validFor,
            @Nullable Instant retiredAt,
            List<RecipientId> recipients) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Recipient(
            RecipientId id,
            String name,
            @Nullable String country,
            Map<String, String> contact,
            Set<PurposeRef> purposes,
            Set<ControllerRef> controllers) {}

    /** @param shownIn the consents for which it was shown */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Notice(
            NoticeId id,
            String version,
            String language,
            Instant effectiveFrom,
            String textHash,
            @Nullable String url,
            @Nullable NoticeRef companion,
            boolean inForce,
            List<EventId> shownIn) {}

    record Request(
            RightsRequestId requestId,
            ControllerId controller,
            Right right,
            RequestState state,
            Instant receivedAt,
            LocalDate dueStatutory,
            boolean extended,
            List<Step> steps) {}

    /** @param details what only this type of event holds; written as fields of the step itself */
    record Step(
            EventId eventId,
            String type,
            Instant occurredAt,
            Instant recordedAt,
            @JsonAnyGetter Map<String, Object> details) {}

    /** A right the person has, in words. */
    record RightToKnow(String right, String article, String text) {}

    /** Where to complain: a supervisory authority (GDPR Article 77). */
    record Authority(String country, String name, String url) {}

    /**
     * Something the person said.
     *
     * @param occurredAt when; null: unknown
     * @param purposes as they were told; where it is no consent, those reached that rest on consent or contract
     * @param channels empty: all
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Statement(
            EventId eventId,
            String type,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Instant occurredAt,

            Source source,
            Set<ControllerRef> controllers,
            @Nullable CompanyId company,
            Set<PurposeRef> purposes,
            Set<Channel> channels,
            @Nullable NoticeShown notice,
            @Nullable Mechanism mechanism,
            @Nullable Instant expiresAt,
            @Nullable ObjectionGround ground,
            @Nullable Personal statement) {}
}
