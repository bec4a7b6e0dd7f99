package org.consentledger.command.subject;

import org.axonframework.modelling.command.Repository;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.command.rights.Erasure;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Erases within the unit of work of what asks for it: both are recorded together or not at all. */
@Component
class ErasureDesk implements Erasure {
    private final ObjectProvider<Repository<Subject>> people;
    private final Names names;
    private final OtherSubject kin;

    ErasureDesk(ObjectProvider<Repository<Subject>> people, Names names, OtherSubject kin) {
        this.people = people;
        this.names = names;
        this.kin = kin;
    }

    @Override
    public void erase(SubjectId subject) {
        people.getObject().load(subject.toString()).execute(person -> person.eraseOnRequest(names, kin));
    }
}
