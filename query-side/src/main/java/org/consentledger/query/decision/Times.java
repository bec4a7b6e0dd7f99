package org.consentledger.query.decision;

import java.time.Clock;
import java.time.Instant;
import org.consentledger.api.AsOf;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.query.decision.SubjectStates.Read;
import org.jspecify.annotations.Nullable;

/** The two times as a question names them; each absent one means now. */
record Times(@Nullable Instant validAt, @Nullable Instant knownAt) {

    void check(Clock clock, String pointer, Faults faults) {
        if (knownAt != null) {
            faults.unless(!knownAt.isAfter(clock.instant()), pointer, Code.KNOWN_AT_IN_FUTURE);
        }
    }

    /**
     * "Now" is never before the last thing the ledger recorded: the clock of the node that recorded it may be ahead of
     * this one's, and an acknowledged opt-out is in force for the very next question.
     */
    AsOf resolve(Clock clock, Read read, Instant catalogueRecordedAt) {
        Instant now = read.notBefore(clock.instant());
        Instant latest = catalogueRecordedAt.isAfter(now) ? catalogueRecordedAt : now;
        return new AsOf(validAt == null ? latest : validAt, knownAt == null ? latest : knownAt);
    }
}
