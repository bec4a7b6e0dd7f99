package org.consentledger.api.subject;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.rights.RightsRequestCommand.ReceiveRightsRequest;
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

    /**
     * The person followed the link of a double opt-in; that the token was right is known.
     *
     * @param occurredAt when they did; null: now
     */
    record ConfirmConsent(
            @TargetAggregateIdentifier SubjectId subject,
            EventId consent,
            @Nullable Instant occurredAt) implements SubjectCommand {}

    /** What has ended by itself of the person's consents is to be recorded. */
    record EndConsents(@TargetAggregateIdentifier SubjectId subject) implements SubjectCommand {}

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

    /** @param told when the person was told; unknown: not yet, so that what was overridden stays restricted */
    record DecideObjection(
            @TargetAggregateIdentifier SubjectId subject,
            EventId objection,
            @Nullable String outcome,
            @Nullable Personal grounds,
            Occurrence told)
            implements SubjectCommand {}

    /** Of processing (GDPR Article 18). */
    record ImposeRestriction(
            @TargetAggregateIdentifier SubjectId subject,
            ActReported act,
            @Nullable String ground) implements SubjectCommand {}

    /**
     * The person was told that a restriction will be lifted (GDPR Article 18(3)).
     *
     * @param restriction the event that restricted: a restriction, or an objection that was overridden
     * @param occurredAt when they were told; null: now
     * @param channel on which they were told
     */
    record AnnounceLift(
            @TargetAggregateIdentifier SubjectId subject,
            EventId restriction,
            @Nullable Instant occurredAt,
            @Nullable String channel,
            @Nullable Personal actor)
            implements SubjectCommand {}

    record LiftRestriction(@TargetAggregateIdentifier SubjectId subject, EventId restriction)
            implements SubjectCommand {}

    /**
     * The person exercises a right (GDPR Articles 15 to 22), which begins a rights request.
     *
     * @param receipt of the request
     */
    record ExerciseRight(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable Identifier introducedAs,
            ReceiveRightsRequest receipt)
            implements SubjectCommand {}

    /**
     * The person's data are to be erased (GDPR Article 17).
     *
     * @param reason in free text, or the name of a ground
     * @param ground of Article 17(1), where it is known
     */
    record EraseSubject(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable Personal reason,
            @Nullable String ground) implements SubjectCommand {}

    /** The person's data must be kept for a time, whoever asks for erasure (GDPR Article 17(3)). */
    record PlaceLegalHold(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable String ground,
            @Nullable Personal reason) implements SubjectCommand {}

    /** A reason to keep the data is over; with the last one an erasure that waited for it is carried out. */
    record ReleaseLegalHold(@TargetAggregateIdentifier SubjectId subject, EventId hold) implements SubjectCommand {}

    record SetPreferences(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable Identifier introducedAs,
            @Nullable String language,
            @Nullable String frequency,
            @Nullable Map<String, Object> topics)
            implements SubjectCommand {}

    /**
     * The person acts for a company.
     *
     * @param representation chosen by the caller
     * @param from the first day; null: always
     * @param to the day from which it is over; null: not yet known
     */
    record DescribeRepresentation(
            @TargetAggregateIdentifier SubjectId subject,
            @Nullable Identifier introducedAs,
            RepresentationId representation,
            @Nullable String company,
            @Nullable String role,
            @Nullable LocalDate from,
            @Nullable LocalDate to)
            implements SubjectCommand {}

    /**
     * Two subjects are one person.
     *
     * @param subject stands for both from then on
     */
    record MergeSubjects(@TargetAggregateIdentifier SubjectId subject, SubjectId from) implements SubjectCommand {}

    /** Two merged subjects are two people. */
    record SplitSubjects(@TargetAggregateIdentifier SubjectId subject, SubjectId from) implements SubjectCommand {}

    /** @param identifier in its normal form, in clear */
    record AddIdentifier(@TargetAggregateIdentifier SubjectId subject, Identifier identifier)
            implements SubjectCommand {}

    /** @param identifier in its normal form, in clear */
    record RemoveIdentifier(@TargetAggregateIdentifier SubjectId subject, Identifier identifier)
            implements SubjectCommand {}
}
