package org.consentledger.command.subject;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How consents are taken.
 *
 * @param confirmWithin how long a consent by double opt-in waits for its confirmation, a minute to 90 days
 */
@ConfigurationProperties("ledger.consents")
record ConsentSettings(@DefaultValue("P7D") Duration confirmWithin) {
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofDays(90);

    ConsentSettings {
        if (confirmWithin.compareTo(LEAST) < 0 || confirmWithin.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("ledger.consents.confirm-within must be PT1M to P90D");
        }
    }
}
