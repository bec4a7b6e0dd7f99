package org.consentledger.api.subject;

import java.time.Instant;
import java.util.Map;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.jspecify.annotations.Nullable;

/** What can be asked of one subject's stream. The fields are as said by the caller; the aggregate judges them. */
public sealed interface SubjectCommand {

    SubjectId subject();

    /** The name under which a person who is new to the ledger was named; null where the person is known. */
    default @Nullable Identifier introducedAs() {
        return null;
    }

    record GiveConsent(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable Identifier introducedAs,
            ActReported act,
            @Nullable NoticeNamed notice,
            @Nullable String mechanism,
            @Nullable Instant expiresAt,
            @Nullable ParentalAuthorisation parentalAuthorisation)
            implements SubjectCommand {}

    /** The notice as the caller names it. */
    record NoticeNamed(
            @Nullable String id,
            @Nullable String version,
            @Nullable String language) {}

    /**
     * The consent is a child's (GDPR Article 8).
     *
     * @param age of the child in years; absent: unknown, taken as under age
     * @param reference evidence that a holder of parental responsibility gave or authorised it
     */
    record ParentalAuthorisation(
            @Nullable Integer age, @Nullable Personal reference) {}

    record WithdrawConsent(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable Identifier introducedAs,
            ActReported act) implements SubjectCommand {}

    record OptOut(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable Identifier introducedAs,
            ActReported act) implements SubjectCommand {}

    record OptIn(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable Identifier introducedAs,
            ActReported act,
            @Nullable String ground)
            implements SubjectCommand {}

    record RaiseObjection(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable Identifier introducedAs,
            ActReported act,
            @Nullable String ground,
            @Nullable Personal statement)
            implements SubjectCommand {}

    record DecideObjection(
            @TargetAggregateIdentifier SubjectId subject,
            EventId objection,
            @Nullable String outcome,
            @Nullable Personal grounds)
            implements SubjectCommand {}

    record SetPreferences(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable Identifier introducedAs,
            @Nullable String language,
            @Nullable String frequency,
            @Nullable Map<String, Object> topics)
            implements SubjectCommand {}
}
