package org.consentledger.command.subject;

import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.TAKEN;
import static org.consentledger.command.subject.Stream.given;

import org.consentledger.api.Code;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectCommand.AddIdentifier;
import org.consentledger.api.subject.SubjectCommand.RemoveIdentifier;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.IdentifierRemoved;
import org.junit.jupiter.api.Test;

class IdentifierTest {
    private static final Identifier ADDRESS =
            new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known("jan@example.nl"));
    private static final Identifier NUMBER =
            new Identifier(Identifier.Kind.PHONE, null, new Personal.Known("+31612345678"));
    private static final IdentifierAdded BY_ADDRESS = new IdentifierAdded(JAN, ADDRESS);
    private static final IdentifierRemoved NO_MORE_BY_ADDRESS = new IdentifierRemoved(JAN, ADDRESS);

    private static AddIdentifier add(Identifier identifier) {
        return new AddIdentifier(JAN, identifier);
    }

    private static RemoveIdentifier remove(Identifier identifier) {
        return new RemoveIdentifier(JAN, identifier);
    }

    @Test
    void personMayHaveManyNames() {
        given(BY_ADDRESS).records(add(NUMBER), new IdentifierAdded(JAN, NUMBER));
    }

    @Test
    void nameThePersonHasIsNotAddedAgain() {
        given(BY_ADDRESS, new IdentifierAdded(JAN, NUMBER)).stands(add(ADDRESS), 1);
    }

    @Test
    void nameOfAnotherIsRefused() {
        given(BY_ADDRESS).refuses(add(TAKEN), Code.IDENTIFIER_TAKEN);
    }

    @Test
    void lastNameMayBeRemovedToo() {
        given(BY_ADDRESS).records(remove(ADDRESS), NO_MORE_BY_ADDRESS);
    }

    @Test
    void nameThatIsGoneIsNotRemovedAgain() {
        given(BY_ADDRESS, NO_MORE_BY_ADDRESS).stands(remove(ADDRESS), 2);
    }

    @Test
    void nameThePersonNeverHadIsNotThere() {
        given(BY_ADDRESS).refuses(remove(NUMBER), Code.NOT_FOUND);
    }

    @Test
    void nameThatIsGoneMayComeBack() {
        given(BY_ADDRESS, NO_MORE_BY_ADDRESS).records(add(ADDRESS), BY_ADDRESS);
        given(BY_ADDRESS, NO_MORE_BY_ADDRESS, BY_ADDRESS).stands(add(ADDRESS), 3);
        given(BY_ADDRESS, NO_MORE_BY_ADDRESS, BY_ADDRESS).records(remove(ADDRESS), NO_MORE_BY_ADDRESS);
    }

    @Test
    void nameIsTakenByKindAndNamespaceToo() {
        var inCrm = new Identifier(Identifier.Kind.EXTERNAL, "crm", new Personal.Known("42"));
        var inErp = new Identifier(Identifier.Kind.EXTERNAL, "erp", new Personal.Known("42"));
        given(new IdentifierAdded(JAN, inCrm)).records(add(inErp), new IdentifierAdded(JAN, inErp));
    }
}
