package org.consentledger.store.erasure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When the bytes of shredded keys are removed from the files of the database.
 *
 * @param rewriteAfter how long after the first erasure the keys are written anew, for all erasures until then together; up
 *     to thirty days
 */
@ConfigurationProperties("ledger.erasure")
record ErasureSettings(@DefaultValue("PT1H") Duration rewriteAfter) {
    private static final Duration LONGEST = Duration.ofDays(30);

    ErasureSettings {
        if (rewriteAfter.isNegative() || rewriteAfter.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("ledger.erasure.rewrite-after must be PT0S to P30D");
        }
    }
}
