package org.consentledger.command.subject;

import org.consentledger.api.Refusal;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;

/** The one that is merged into a subject, as far as that subject deals with it: both record the same, or neither. */
interface OtherSubject {
    /**
     * Has the other stream record its copy.
     *
     * @param theirs the copy, which names the other as its subject
     * @throws Refusal where the other cannot be merged
     */
    void record(SubjectsMerged theirs);

    /** Has the other stream record its copy. */
    void record(SubjectsSplit theirs);
}
