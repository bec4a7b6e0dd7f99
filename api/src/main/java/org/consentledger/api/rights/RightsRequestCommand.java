package org.consentledger.api.rights;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/** What can be asked of one rights request. The fields are as said by the caller; the aggregate judges them. */
public sealed interface RightsRequestCommand {

    RightsRequestId request();

    /**
     * A person exercises a right.
     *
     * @param channel on which the request came in
     * @param statement what the person wrote
     */
    record ReceiveRightsRequest(
            @TargetAggregateIdentifier RightsRequestId request,
            SubjectId subject,
            @Nullable String controller,
            @Nullable String right,
            @Nullable Instant receivedAt,
            @Nullable String channel,
            @Nullable Personal statement,
            @Nullable Personal actor)
            implements RightsRequestCommand {}

    /** @param reason why there is reasonable doubt about who asks (GDPR Article 12(6)) */
    record AskIdentityCheck(
            @TargetAggregateIdentifier RightsRequestId request,
            StepReported step,
            @Nullable Personal reason) implements RightsRequestCommand {}

    record ConfirmIdentity(@TargetAggregateIdentifier RightsRequestId request, StepReported step)
            implements RightsRequestCommand {}

    /** @param reasons for the delay, which the person is told (GDPR Article 12(3)) */
    record ExtendRightsRequest(
            @TargetAggregateIdentifier RightsRequestId request,
            StepReported step,
            @Nullable Personal reasons) implements RightsRequestCommand {}

    /**
     * @param leftOut what was not done, where the request was fulfilled in part
     * @param reasons why not
     */
    record FulfilRightsRequest(
            @TargetAggregateIdentifier RightsRequestId request,
            StepReported step,
            boolean partly,
            @Nullable Personal leftOut,
            @Nullable Personal reasons)
            implements RightsRequestCommand {}

    /**
     * @param ground why it is refused
     * @param remedies what the person was told about complaint and court (GDPR Article 12(4))
     */
    record RefuseRightsRequest(
            @TargetAggregateIdentifier RightsRequestId request,
            StepReported step,
            @Nullable Personal ground,
            @Nullable Personal remedies)
            implements RightsRequestCommand {}

    /** @param reason why the person took the request back, where they said so */
    record WithdrawRightsRequest(
            @TargetAggregateIdentifier RightsRequestId request,
            StepReported step,
            @Nullable Personal reason) implements RightsRequestCommand {}
}
