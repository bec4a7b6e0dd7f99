package org.consentledger.api.company;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.consentledger.api.EventId;
import org.consentledger.api.EventName;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/** What a company said about being addressed. A company is not a data subject: nothing here is personal. */
public sealed interface CompanyEvent {
    CompanyId company();

    /**
     * The company wants no more of this, whoever represents it ("do not mail our firm").
     *
     * @param act reaches whoever is addressed as its representative; it holds no personal value
     * @param statedBy who said it for the company
     * @param reference where the proof is kept, as a code
     */
    @EventName("company-prohibition-declared")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProhibitionDeclared(
            CompanyId company,
            Act act,
            @Nullable SubjectId statedBy,
            @Nullable String reference) implements CompanyEvent {}

    /** The company takes a prohibition back. */
    @EventName("company-prohibition-lifted")
    record ProhibitionLifted(CompanyId company, EventId prohibition) implements CompanyEvent {}
}
