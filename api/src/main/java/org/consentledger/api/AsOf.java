package org.consentledger.api;

import java.time.Instant;

/**
 * A point in both times of the ledger.
 *
 * @param validAt the moment asked about: what applied then
 * @param knownAt the moment of knowledge: only what the ledger had recorded by then counts
 */
public record AsOf(Instant validAt, Instant knownAt) {
    public static AsOf now(Instant now) {
        return new AsOf(now, now);
    }
}
