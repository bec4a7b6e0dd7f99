package org.consentledger.command;

import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectCommand;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/** Makes a command, once it is known whose stream it goes to. */
@FunctionalInterface
public interface CommandFor {
    /** @param introducedAs the name of a person who is new to the ledger; null where the person is known */
    SubjectCommand make(SubjectId subject, @Nullable Identifier introducedAs);
}
