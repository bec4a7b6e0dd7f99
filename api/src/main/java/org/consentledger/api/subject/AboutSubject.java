package org.consentledger.api.subject;

/** An event about one person, in whatever stream it stands: that person's key seals its personal values. */
public interface AboutSubject {
    /** Whom it is about. */
    SubjectId subject();
}
