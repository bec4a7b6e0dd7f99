package org.consentledger.command.subject;

import java.util.List;
import java.util.function.Consumer;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectId;

/** Those who are merged with a subject, as far as it deals with them: all record what concerns all, or none. */
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

    /**
     * Does this in the stream of each who is merged with a subject, directly or through others, but not in its own.
     *
     * @param direct who is merged with it as its own stream tells
     */
    void inEachMergedWith(SubjectId subject, List<SubjectId> direct, Consumer<Subject> task);
}
