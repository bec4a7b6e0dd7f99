package org.consentledger.api.rights;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * How long a controller has to answer (GDPR Article 12(3), counted as Regulation 1182/71 says): one month from the day of
 * receipt where the controller is, two months more where it was extended. Only the last day of all is moved from a
 * weekend or holiday to the next working day.
 *
 * @param receivedOn the local date of receipt
 * @param country of the controller, whose holidays count
 */
public record TimeLimit(LocalDate receivedOn, String country, Holidays holidays) {
    private static final int MONTHS = 1;
    private static final int EXTENSION_MONTHS = 2;

    /** The limit for what was received at that moment. */
    public static TimeLimit of(Instant receivedAt, ZoneId timeZone, String country, Holidays holidays) {
        return new TimeLimit(receivedAt.atZone(timeZone).toLocalDate(), country, holidays);
    }

    /** The last day without an extension, as it falls: an extension is announced with its reasons by then. */
    public LocalDate unrolled() {
        return receivedOn.plusMonths(MONTHS);
    }

    /** The last day on which the answer is in time. */
    public LocalDate due() {
        return holidays.workingDay(unrolled(), country);
    }

    /** The last day after an extension; where the month ends make two readings possible, the earlier. */
    public LocalDate extended() {
        return holidays.workingDay(unrolledExtension(), country);
    }

    /**
     * The last day where days of waiting for proof of identity are not counted (Article 12(6)); for information, since
     * not every authority accepts the pause.
     */
    public LocalDate paused(boolean extended, long daysWaited) {
        LocalDate end = extended ? unrolledExtension() : unrolled();
        return holidays.workingDay(end.plusDays(daysWaited), country);
    }

    private LocalDate unrolledExtension() {
        LocalDate atOnce = receivedOn.plusMonths(MONTHS + EXTENSION_MONTHS);
        LocalDate inTwoSteps = unrolled().plusMonths(EXTENSION_MONTHS);
        return atOnce.isBefore(inTwoSteps) ? atOnce : inTwoSteps;
    }
}
