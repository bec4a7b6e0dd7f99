package org.consentledger.command.subject;

import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectId;

/** What an aggregate cannot tell of identifiers by itself: their values are sealed, and others may hold them. */
interface Names {
    /**
     * Whether an identifier of the stream is this one.
     *
     * @param recorded in the stream of the subject
     * @param identifier in clear
     */
    boolean areSame(SubjectId subject, Identifier recorded, Identifier identifier);

    /**
     * Whether another subject holds the identifier. Who claims it at the same moment is not seen: then the claim decides.
     *
     * @param identifier in clear
     */
    boolean anotherHolds(Identifier identifier, SubjectId subject);
}
