package org.consentledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTimesTest {
    /** Times are written with no, three, six or nine digits after the second. */
    private static final long[] WHOLE = {1, 1_000, 1_000_000, 1_000_000_000};

    @Test
    void timesAreReadAsTheyWereWritten() {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long whole = WHOLE[random.nextInt(WHOLE.length)];
            Instant time = Instant.ofEpochSecond(
                    random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000) / whole * whole);
            assertThat(StoredTimes.read(time.toString())).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-02T10:15:30Z",
                "2026-03-02T10:15:30.1Z",
                "2026-03-02T10:15:30.12345Z",
                "2024-02-29T23:59:59.999999999Z",
                "2026-03-02T10:15:30.Z",
                "2026-03-02T10:15:30+01:00",
                "2026-03-02T24:00:00Z",
                "2016-12-31T23:59:60Z",
                "-0044-03-15T12:00:00Z",
                "+12026-03-02T10:15:30Z",
            })
    void everyFormIsReadAsJavaReadsIt(String text) {
        assertThat(StoredTimes.read(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-03-02",
                "2026-03-02T10:15:30",
                "2026-03-02T10:15:30.1234567890Z",
                "2026-03-02T10:15:3oZ",
                "2026-03-02 10:15:30Z",
                "2026-03-02T10:15:30.12x456Z",
                "2026-02-30T10:15:30Z",
                "2026-13-02T10:15:30Z",
                "2026-03-02T25:15:30Z",
                "2026-03-02T10:60:30Z",
            })
    void whatIsNoTimeIsNotRead(String text) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> StoredTimes.read(text));
    }
}
