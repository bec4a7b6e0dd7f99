package org.consentledger.api.subject;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a person acted, as told by the one who reports it. */
public sealed interface Occurrence {
    /** The act is reported as it happens. */
    record Live() implements Occurrence {}

    /** The act happened then. */
    record At(Instant time) implements Occurrence {}

    /** Nobody knows when the act happened; the time of an import is never put in its place. */
    record Unknown() implements Occurrence {}

    /** The time of the act, or null where it is unknown. */
    default @Nullable Instant resolve(Instant now) {
        return switch (this) {
            case Live() -> now;
            case At(Instant time) -> time;
            case Unknown() -> null;
        };
    }
}
