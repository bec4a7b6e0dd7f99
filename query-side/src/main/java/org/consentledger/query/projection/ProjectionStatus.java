package org.consentledger.query.projection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a projection stands.
 *
 * @param liveGeneration the generation that is read: 0 or 1
 * @param stopped whether an operator stopped it, on all nodes
 * @param running whether this node is ready to do the work
 * @param working whether it is this node that does it now; one of them all does
 * @param failing whether the work failed on this node and is tried again
 * @param position the last event of the log that the live generation has dealt with
 * @param head the last event of the log
 * @param lag how many events there are between the two
 * @param deadLetters how many events wait because they, or an earlier one of their stream, could not be read
 * @param parkedStreams in how many streams
 * @param rebuild the rebuild that is running, or else the last one
 */
public record ProjectionStatus(
        int liveGeneration,
        boolean stopped,
        boolean running,
        boolean working,
        boolean failing,
        long position,
        long head,
        long lag,
        long deadLetters,
        long parkedStreams,
        @Nullable Rebuild rebuild) {

    /**
     * A rebuild, from the command to the moment when the new generation is read.
     *
     * @param working whether it is this node that does the work
     * @param eventsDone how many events it has dealt with
     * @param eventsTotal how many there are; once finished, as many as were done
     * @param eventsPerSecond events done in the time from start to finish, or to now
     * @param secondsLeft at this rate; null before the first event and once finished
     * @param deadLetters as of a projection
     * @param finishedAt null while it is running
     */
    public record Rebuild(
            int generation,
            boolean working,
            Instant startedAt,
            @Nullable Instant finishedAt,
            long eventsDone,
            long eventsTotal,
            double eventsPerSecond,
            @Nullable Double secondsLeft,
            long deadLetters) {}
}
