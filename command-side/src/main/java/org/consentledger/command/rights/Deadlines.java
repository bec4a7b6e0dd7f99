package org.consentledger.command.rights;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.deadline.DeadlineManager;
import org.consentledger.api.rights.Holidays;
import org.consentledger.api.rights.Progress;
import org.consentledger.api.rights.RightsRequestEvent.DeadlineKind;

/**
 * When somebody has to be told that a request waits: at half of its time, five working days before its last day, and on
 * the day after; always as that day begins where the controller is.
 */
final class Deadlines {
    private static final int WORKING_DAYS = 5;

    private Deadlines() {}

    private record Deadline(DeadlineKind kind, Instant time) {}

    /**
     * Schedules what lies ahead. Of what has passed only the last is told: who enters an old letter need not hear that
     * half of its time is over when all of it is.
     *
     * @param since when the time began that the present date is the end of
     */
    static void schedule(Progress progress, Instant since, Holidays holidays, Instant now, DeadlineManager deadlines) {
        List<Deadline> ahead = new ArrayList<>();
        Deadline lastPassed = null;
        for (Deadline deadline : deadlines(progress, progress.localDay(since), holidays)) {
            if (deadline.time().isAfter(now)) {
                ahead.add(deadline);
            } else {
                lastPassed = deadline;
            }
        }
        if (lastPassed != null) {
            ahead.add(lastPassed);
        }
        ahead.forEach(deadline -> deadlines.schedule(
                deadline.time(), RightsRequest.DEADLINE, text(deadline.kind(), progress.dueStatutory())));
    }

    private static List<Deadline> deadlines(Progress progress, LocalDate since, Holidays holidays) {
        LocalDate due = progress.dueStatutory();
        LocalDate halfway = since.plusDays(ChronoUnit.DAYS.between(since, due) / 2);
        LocalDate soon = holidays.workingDaysBefore(
                WORKING_DAYS, due, progress.received().country());
        return List.of(
                new Deadline(DeadlineKind.REMINDER, begin(progress, halfway.isBefore(soon) ? halfway : soon)),
                new Deadline(DeadlineKind.DUE_SOON, begin(progress, soon)),
                new Deadline(DeadlineKind.OVERDUE, progress.overdueFrom()));
    }

    private static Instant begin(Progress progress, LocalDate day) {
        return day.atStartOfDay(progress.received().timeZone()).toInstant();
    }

    // Stored for months: so it is a text, which no change of Java names can make unreadable.
    private static String text(DeadlineKind kind, LocalDate due) {
        return kind + " " + due;
    }

    static DeadlineKind kind(String text) {
        return DeadlineKind.valueOf(text.substring(0, text.indexOf(' ')));
    }

    static LocalDate due(String text) {
        return LocalDate.parse(text.substring(text.indexOf(' ') + 1));
    }
}
