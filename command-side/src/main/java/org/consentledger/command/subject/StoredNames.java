package org.consentledger.command.subject;

import org.consentledger.api.Personal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.RepresentationId;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.consentledger.store.representation.Representations;
import org.consentledger.store.sealing.Vault;
import org.springframework.stereotype.Component;

/** Opens identifiers with the key of their subject, and finds their holders by hash. */
@Component
class StoredNames implements Names {
    private final Vault vault;
    private final Identities identities;
    private final Representations representations;

    StoredNames(Vault vault, Identities identities, Representations representations) {
        this.vault = vault;
        this.identities = identities;
        this.representations = representations;
    }

    @Override
    public boolean areSame(SubjectId subject, Identifier recorded, Identifier identifier) {
        Personal value =
                recorded.value() instanceof Personal.Sealed sealed ? vault.open(subject, sealed) : recorded.value();
        return identifier.equals(new Identifier(recorded.kind(), recorded.namespace(), value));
    }

    @Override
    public boolean anotherHolds(Identifier identifier, SubjectId subject) {
        SubjectId holder = identities.find(new Named.ByIdentifier(identifier, identities.hashes(identifier)));
        return holder != null && !holder.equals(subject);
    }

    @Override
    public boolean anotherHas(RepresentationId representation, SubjectId subject) {
        return representations
                .subjectOf(representation)
                .filter(described -> !described.equals(subject))
                .isPresent();
    }
}
