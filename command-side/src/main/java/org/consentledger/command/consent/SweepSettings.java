package org.consentledger.command.consent;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a node looks for consents that have ended.
 *
 * @param enabled whether it does at all; one node of a ledger should
 * @param every how often where there is nothing to do, a tenth of a second to an hour
 * @param batch how many are taken at a time, 1 to 1000
 * @param inFlight how many commands are under way at a time, 1 to 256; fewer than a lane takes, so that people's commands
 *     find room
 */
@ConfigurationProperties("ledger.consents.sweep")
record SweepSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("PT5S") Duration every,
        @DefaultValue("200") int batch,
        @DefaultValue("16") int inFlight) {
    SweepSettings {
        check(
                "every",
                every.compareTo(Duration.ofMillis(100)) >= 0 && every.compareTo(Duration.ofHours(1)) <= 0,
                "PT0.1S to PT1H");
        check("batch", batch >= 1 && batch <= 1_000, "1 to 1000");
        check("in-flight", inFlight >= 1 && inFlight <= 256, "1 to 256");
    }

    private static void check(String property, boolean right, String range) {
        if (!right) {
            throw new IllegalArgumentException("ledger.consents.sweep." + property + " must be " + range);
        }
    }
}
