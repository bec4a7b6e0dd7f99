package org.consentledger.api.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.consentledger.api.EventName;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.PurposeRef;
import org.jspecify.annotations.Nullable;

/** What happened to the catalogue. Each entry is a stream of its own; all of them together have one version. */
public sealed interface CatalogueEvent {

    /**
     * A controller was described, or described anew.
     *
     * @param country ISO 3166-1 alpha-2: whose channel rules and holidays apply
     * @param timeZone whose calendar days count for time limits
     * @param contact how people reach the controller, as published: name of the way, address
     */
    @EventName("controller-described")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ControllerDescribed(
            ControllerId controller,
            String name,
            String country,
            ZoneId timeZone,
            @Nullable GroupId group,
            Map<String, String> contact)
            implements CatalogueEvent {}

    /**
     * The next version of a purpose was published.
     *
     * @param version counts from 1
     * @param parent the purpose this one is part of; absent for a root
     * @param names by language (BCP 47)
     * @param objectable whether Article 21(1) gives a right to object
     * @param channels the channels it may use; empty: all
     * @param validFor how long a consent holds; absent: until withdrawn
     * @param dpv the IRI of the Data Privacy Vocabulary
     * @param effectiveFrom from when the version holds; absent: for all of the past
     * @param retiredAt from when the purpose is no longer pursued
     */
    @EventName("purpose-published")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PurposePublished(
            PurposeId purpose,
            int version,
            @Nullable PurposeId parent,
            Map<String, String> names,
            LawfulBasis basis,
            boolean directMarketing,
            boolean withdrawable,
            boolean objectable,
            Set<Channel> channels,
            @Nullable Period validFor,
            @Nullable String dpv,
            @Nullable Instant effectiveFrom,
            @Nullable Instant retiredAt)
            implements CatalogueEvent {}

    /**
     * A notice version was published, for good.
     *
     * @param textHash {@code sha256:} and the hexadecimal hash of the text people are shown
     * @param companion the version of the general notice it is read together with
     * @param purposes the purposes it tells of; a material change invalidates earlier consents to them
     */
    @EventName("notice-published")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NoticePublished(
            NoticeId notice,
            String version,
            Instant effectiveFrom,
            String language,
            String textHash,
            @Nullable String url,
            @Nullable NoticeRef companion,
            Change change,
            Set<PurposeId> purposes)
            implements CatalogueEvent {}

    /**
     * A recipient of personal data was described, or described anew (GDPR Articles 4(9), 13(1)(e)).
     *
     * @param contact how it is reached, as published: name of the way, address
     * @param country ISO 3166-1 alpha-2: where it is, absent where that is not said
     * @param purposes what it receives data for; each covers its subtree; empty: it receives nothing any more
     * @param controllers whose data it receives
     * @param client the OAuth client that asks for its notifications; absent: officers tell it by other means
     */
    @EventName("recipient-described")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RecipientDescribed(
            RecipientId recipient,
            String name,
            Map<String, String> contact,
            @Nullable String country,
            Set<PurposeRef> purposes,
            Set<ControllerRef> controllers,
            @Nullable String client)
            implements CatalogueEvent {}
}
