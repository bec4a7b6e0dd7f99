package org.consentledger.api.catalogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** What can be asked of the catalogue. The fields are as said by the caller; the aggregates judge them. */
public sealed interface CatalogueCommand {

    record DescribeController(
            @TargetAggregateIdentifier ControllerStream stream,
            @Nullable String name,
            @Nullable String country,
            @Nullable String timeZone,
            @Nullable String group,
            @Nullable Map<String, String> contact)
            implements CatalogueCommand {}

    record PublishPurpose(
            @TargetAggregateIdentifier PurposeStream stream,
            @Nullable String parent,
            @Nullable Map<String, String> names,
            @Nullable String basis,
            @Nullable Boolean directMarketing,
            @Nullable Boolean withdrawable,
            @Nullable Boolean objectable,
            @Nullable List<String> channels,
            @Nullable String validFor,
            @Nullable String dpv,
            @Nullable Instant effectiveFrom,
            @Nullable Instant retiredAt)
            implements CatalogueCommand {}

    record PublishNotice(
            @TargetAggregateIdentifier NoticeStream stream,
            String version,
            @Nullable Instant effectiveFrom,
            @Nullable String language,
            @Nullable String textHash,
            @Nullable String url,
            @Nullable Companion companion,
            @Nullable String change,
            @Nullable List<String> purposes)
            implements CatalogueCommand {}

    /**
     * @param purposes ids or {@code *}; empty: it receives nothing any more
     * @param controllers ids, {@code group:{id}} or {@code *}
     * @param client the OAuth client that asks for its notifications
     */
    record DescribeRecipient(
            @TargetAggregateIdentifier RecipientStream stream,
            @Nullable String name,
            @Nullable Map<String, String> contact,
            @Nullable String country,
            @Nullable List<String> purposes,
            @Nullable List<String> controllers,
            @Nullable String client)
            implements CatalogueCommand {}

    /** The general notice version a notice is read together with. */
    record Companion(@Nullable String id, @Nullable String version) {}

    /** The stream of a controller: the entries of the catalogue may share ids, their streams may not. */
    record ControllerStream(ControllerId id) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public ControllerStream {}

        @Override
        public String toString() {
            return "controller:" + id;
        }
    }

    /** The stream of a purpose. */
    record PurposeStream(PurposeId id) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public PurposeStream {}

        @Override
        public String toString() {
            return "purpose:" + id;
        }
    }

    /** The stream of a notice with all its versions. */
    record NoticeStream(NoticeId id) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public NoticeStream {}

        @Override
        public String toString() {
            return "notice:" + id;
        }
    }

    /** The stream of a recipient. */
    record RecipientStream(RecipientId id) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public RecipientStream {}

        @Override
        public String toString() {
            return "recipient:" + id;
        }
    }
}
