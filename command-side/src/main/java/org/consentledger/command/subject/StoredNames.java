package org.consentledger.command.subject;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.RepresentationId;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.IdentifierRemoved;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SuppressedIdentifier;
import org.consentledger.store.erasure.Suppression;
import org.consentledger.store.erasure.Suppressions;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.identity.Named;
import org.consentledger.store.representation.Representations;
import org.consentledger.store.sealing.Vault;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Opens identifiers with the key of their subject, and finds their holders by hash. */
@Component
class StoredNames implements Names {
    private final Vault vault;
    private final Identities identities;
    private final Representations representations;
    private final Suppressions suppressions;

    StoredNames(Vault vault, Identities identities, Representations representations, Suppressions suppressions) {
        this.vault = vault;
        this.identities = identities;
        this.representations = representations;
        this.suppressions = suppressions;
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

    @Override
    public @Nullable Suppression suppression(Identifier identifier) {
        return suppressions.last(identities.hashes(identifier));
    }

    @Override
    public List<SuppressedIdentifier> hashed(SubjectId subject, List<SubjectEvent> stream) {
        Vault.Opener opener = vault.openerFor(subject);
        Set<Identifier> held = new LinkedHashSet<>();
        for (SubjectEvent event : stream) {
            if (event instanceof IdentifierAdded added) {
                held.add(opened(added.identifier(), opener));
            } else if (event instanceof IdentifierRemoved removed) {
                held.remove(opened(removed.identifier(), opener));
            }
        }
        return held.stream()
                .filter(name -> name.value() instanceof Personal.Known)
                .map(identities::suppressed)
                .flatMap(Collection::stream)
                .toList();
    }

    private static Identifier opened(Identifier name, Vault.Opener opener) {
        return name.value() instanceof Personal.Sealed sealed
                ? new Identifier(name.kind(), name.namespace(), opener.open(sealed))
                : name;
    }
}
