package org.consentledger.command.subject;

import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.RepresentationId;
import org.consentledger.api.subject.SubjectId;

/** What a stream cannot tell of its names by itself: identifiers are sealed, and others may have taken a name. */
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

    /** Whether a representation of this id is described for another subject; seen as for identifiers. */
    boolean anotherHas(RepresentationId representation, SubjectId subject);
}
