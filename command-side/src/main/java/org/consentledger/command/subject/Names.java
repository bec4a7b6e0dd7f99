package org.consentledger.command.subject;

import java.util.List;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.RepresentationId;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SuppressedIdentifier;
import org.consentledger.store.erasure.Suppression;
import org.jspecify.annotations.Nullable;

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

    /**
     * Whether the identifier is suppressed since somebody who held it was erased.
     *
     * @param identifier in clear
     * @return null where it is not
     */
    @Nullable
    Suppression suppression(Identifier identifier);

    /**
     * What is to be suppressed when the person is erased: a keyed hash of each name under every active pepper. They can
     * be made for as long only as the key of the person opens the names.
     *
     * @param stream the person's events, in order; names that were removed again are not held
     */
    List<SuppressedIdentifier> hashed(SubjectId subject, List<SubjectEvent> stream);
}
