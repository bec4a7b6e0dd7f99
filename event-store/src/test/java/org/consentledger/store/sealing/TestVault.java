package org.consentledger.store.sealing;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.file.Path;

/** A vault on the real database, for tests outside this package. */
public final class TestVault {
    private TestVault() {}

    /** A vault with those keys, and nothing remembered yet. */
    public static Vault with(LedgerKeys keys) {
        return TestLedger.node(keys, Ticker.systemTicker());
    }

    /** A vault with the keys in that directory, which are made if there are none. */
    public static Vault in(Path directory) {
        TestLedger.clear();
        return TestLedger.node(TestLedger.keys(directory), Ticker.systemTicker());
    }
}
