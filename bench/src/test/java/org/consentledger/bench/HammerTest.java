package org.consentledger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.consentledger.bench.hammer.Hammer;
import org.junit.jupiter.api.Test;

/** A short run; README.md of this module tells how to have a long one. */
class HammerTest {
    private static final Duration TIME = Duration.ofSeconds(35);

    @Test
    void noAcknowledgedCommandIsLostDoubledOrOverlookedOnAnyNode() throws Exception {
        long seed = System.nanoTime();
        assertThat(new Hammer(2, TIME, 4, seed).run(System.out))
                .as("seed %d", seed)
                .isTrue();
    }
}
