package org.consentledger.store.identity;

import org.consentledger.store.sealing.LedgerKeys;
import org.consentledger.store.sealing.TestLedger;

/** Look-ups on the real database, for tests outside this package. */
public final class TestIdentities {
    private TestIdentities() {}

    /** Those of a node with these keys. */
    public static Identities with(LedgerKeys keys) {
        return new Identities(TestLedger.JDBC, keys, new IdentitySettings(null));
    }
}
