package org.consentledger.store.identity;

import java.util.List;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectId;

/** How a request names a person, read and found well-formed; whether the ledger knows the person is another question. */
public sealed interface Named {

    /** By the pseudonymous id. */
    record ById(SubjectId subject) implements Named {}

    /**
     * By a name the world uses.
     *
     * @param identifier in its normal form, in clear
     * @param hashes its keyed hashes in {@code ledger.identifier}: one per active pepper, that of the primary first
     */
    record ByIdentifier(Identifier identifier, List<byte[]> hashes) implements Named {
        public ByIdentifier {
            hashes = List.copyOf(hashes);
        }
    }
}
