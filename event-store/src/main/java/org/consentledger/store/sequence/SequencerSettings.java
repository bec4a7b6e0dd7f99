package org.consentledger.store.sequence;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events get their positions.
 *
 * @param pollMillis how long the leader waits before it looks for new events again; 1 to 1000
 * @param batchEvents how many events at most get their positions in one transaction; 1 to 100,000
 */
@ConfigurationProperties("ledger.sequencer")
record SequencerSettings(
        @DefaultValue("20") int pollMillis,
        @DefaultValue("5000") int batchEvents) {

    SequencerSettings {
        if (pollMillis < 1 || pollMillis > 1_000) {
            throw new IllegalArgumentException("ledger.sequencer.poll-millis is 1 to 1000");
        }
        if (batchEvents < 1 || batchEvents > 100_000) {
            throw new IllegalArgumentException("ledger.sequencer.batch-events is 1 to 100000");
        }
    }
}
