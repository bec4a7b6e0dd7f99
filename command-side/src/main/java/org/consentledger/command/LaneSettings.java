package org.consentledger.command;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How commands wait for each other.
 *
 * @param lanes how many transactions of commands a node has open at a time, 1 to 16; 0 becomes one for every two
 *     processors, at most 4: with fewer lanes more commands share a transaction
 * @param batch how many commands share a transaction at most, 1 to 1000
 * @param queue how many commands may wait on a node, all lanes together, 1 to 100000; further ones are answered 503
 * @param waitSeconds after how long a command is answered 503 though its outcome is not known, 1 to 300
 */
@ConfigurationProperties("ledger.commands")
record LaneSettings(
        @DefaultValue("0") int lanes,
        @DefaultValue("64") int batch,
        @DefaultValue("1024") int queue,
        @DefaultValue("30") int waitSeconds) {
    private static final int MOST_LANES_BY_ITSELF = 4;

    LaneSettings {
        if (lanes == 0) {
            lanes = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_LANES_BY_ITSELF);
        }
        check("lanes", lanes, 16);
        check("batch", batch, 1_000);
        check("queue", queue, 100_000);
        check("wait-seconds", waitSeconds, 300);
    }

    private static void check(String property, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("ledger.commands." + property + " must be 1 to " + most);
        }
    }
}
