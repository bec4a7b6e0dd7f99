package org.consentledger.bench.measure;

import java.util.Arrays;

/**
 * What a load came to.
 *
 * @param failures answers other than the expected, and connections that broke
 * @param nanos how long it took
 * @param latencyNanos of each expected answer
 * @param serverNanos processor time that the server used meanwhile
 * @param databaseNanos processor time that PostgreSQL used meanwhile
 * @param loadNanos processor time that the load itself used meanwhile
 */
record Figures(long failures, long nanos, long[] latencyNanos, long serverNanos, long databaseNanos, long loadNanos) {
    static final Figures NONE = new Figures(0, 0, new long[0]);

    Figures(long failures, long nanos, long[] latencyNanos) {
        this(failures, nanos, latencyNanos, 0, 0, 0);
    }

    Figures plus(Figures more) {
        long[] all = Arrays.copyOf(latencyNanos, latencyNanos.length + more.latencyNanos.length);
        System.arraycopy(more.latencyNanos, 0, all, latencyNanos.length, more.latencyNanos.length);
        return new Figures(
                failures + more.failures,
                nanos + more.nanos,
                all,
                serverNanos + more.serverNanos,
                databaseNanos + more.databaseNanos,
                loadNanos + more.loadNanos);
    }

    double perSecond() {
        return latencyNanos.length * 1e9 / Math.max(1, nanos);
    }

    /** Processor time a request, in microseconds: of the server, of PostgreSQL, and of the load. */
    String processorMicros() {
        double count = 1e3 * Math.max(1, latencyNanos.length);
        return Table.whole(serverNanos / count) + " + " + Table.whole(databaseNanos / count) + " + "
                + Table.whole(loadNanos / count);
    }

    /** The latency that this share of the answers did not exceed. */
    double millisAt(double share) {
        if (latencyNanos.length == 0) {
            return Double.NaN;
        }
        long[] sorted = latencyNanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
    }
}
