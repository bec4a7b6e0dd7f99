package org.consentledger.command.rights;

import org.consentledger.api.Refusal;
import org.consentledger.api.subject.SubjectId;

/** Erases people within the unit of work that fulfils their request for it (GDPR Article 17). */
@FunctionalInterface
public interface Erasure {
    /**
     * Erases the person, unless they are erased.
     *
     * @throws Refusal while a legal hold stands (Article 17(3))
     */
    void erase(SubjectId subject);
}
