package org.consentledger.api.company;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.consentledger.api.EventId;
import org.consentledger.api.subject.ActReported;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/** What can be asked of one company's stream. The fields are as said by the caller; the aggregate judges them. */
public sealed interface CompanyCommand {

    record DeclareProhibition(
            @TargetAggregateIdentifier CompanyStream stream,
            ActReported act,
            @Nullable SubjectId statedBy,
            @Nullable String reference)
            implements CompanyCommand {}

    record LiftProhibition(@TargetAggregateIdentifier CompanyStream stream, EventId prohibition)
            implements CompanyCommand {}

    /** The stream of a company. */
    record CompanyStream(CompanyId company) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public CompanyStream {}

        @Override
        public String toString() {
            return "company:" + company;
        }
    }
}
