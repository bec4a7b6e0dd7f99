package org.consentledger.store.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.rights.Holidays;
import org.consentledger.api.rights.Progress;
import org.consentledger.api.rights.RequestState;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestEvent.DeadlineKind;
import org.consentledger.api.rights.RightsRequestEvent.IdentityCheckAsked;
import org.consentledger.api.rights.RightsRequestEvent.IdentityConfirmed;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestDeadline;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestExtended;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestWithdrawn;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.subject.SubjectId;
import org.junit.jupiter.api.Test;

/** A request received on Monday 1 June 2026 in Amsterdam and due on 1 July; extended, on 1 September. */
class ProgressTest {
    private static final Holidays HOLIDAYS = HolidayData.load();
    private static final RightsRequestId REQUEST = new RightsRequestId(new UUID(0, 7));
    private static final SubjectId JAN = new SubjectId(new UUID(0, 1));
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
    private static final LocalDate DUE = LocalDate.parse("2026-07-01");
    private static final LocalDate EXTENDED = LocalDate.parse("2026-09-01");
    private static final Personal TEXT = new Personal.Erased();

    private static Instant noon(String day) {
        return LocalDate.parse(day).atTime(12, 0).atZone(AMSTERDAM).toInstant();
    }

    private static final RightsRequestEvent RECEIVED = new RightsRequestReceived(
            REQUEST,
            JAN,
            new ControllerId("north"),
            Right.ACCESS,
            noon("2026-06-01"),
            Channel.EMAIL,
            null,
            null,
            null,
            "NL",
            AMSTERDAM,
            "2026-1",
            DUE);

    private static RightsRequestEvent asked(String day) {
        return new IdentityCheckAsked(REQUEST, JAN, noon(day), null, null);
    }

    private static RightsRequestEvent confirmed(String day) {
        return new IdentityConfirmed(REQUEST, JAN, noon(day), null);
    }

    private static final RightsRequestEvent EXTENSION =
            new RightsRequestExtended(REQUEST, JAN, noon("2026-06-20"), null, TEXT, "2026-1", EXTENDED);

    private static RightsRequestEvent fulfilled(String day, boolean partly) {
        return new RightsRequestFulfilled(REQUEST, JAN, noon(day), null, partly, null, null);
    }

    private static Progress after(RightsRequestEvent... events) {
        Progress progress = Progress.after(null, RECEIVED);
        for (RightsRequestEvent event : events) {
            progress = Progress.after(progress, event);
        }
        return progress;
    }

    private static LocalDate paused(Progress progress, String today) {
        return progress.duePaused(HOLIDAYS, noon(today));
    }

    @Test
    void stateFollowsTheSteps() {
        assertThat(after().state()).isEqualTo(RequestState.RECEIVED);
        assertThat(after(asked("2026-06-02")).state()).isEqualTo(RequestState.IDENTITY_CHECK_ASKED);
        assertThat(after(asked("2026-06-02"), confirmed("2026-06-03")).state()).isEqualTo(RequestState.IN_PROGRESS);
        assertThat(after(EXTENSION).state()).isEqualTo(RequestState.EXTENDED);
        assertThat(after(asked("2026-06-02"), EXTENSION).state()).isEqualTo(RequestState.IDENTITY_CHECK_ASKED);
        assertThat(after(asked("2026-06-02"), EXTENSION, confirmed("2026-06-23"))
                        .state())
                .isEqualTo(RequestState.EXTENDED);
        assertThat(after(fulfilled("2026-06-09", false)).state()).isEqualTo(RequestState.FULFILLED);
        assertThat(after(fulfilled("2026-06-09", true)).state()).isEqualTo(RequestState.PARTLY_FULFILLED);
        assertThat(after(new RightsRequestRefused(REQUEST, JAN, noon("2026-06-09"), null, TEXT, TEXT))
                        .state())
                .isEqualTo(RequestState.REFUSED);
        assertThat(after(new RightsRequestWithdrawn(REQUEST, JAN, noon("2026-06-09"), null, null))
                        .state())
                .isEqualTo(RequestState.WITHDRAWN);
    }

    @Test
    void identityCheckMovesThePausedDateAndNeverTheStatutoryOne() {
        var waiting = after(asked("2026-06-10"));
        assertThat(paused(waiting, "2026-06-10")).isEqualTo(DUE);
        assertThat(paused(waiting, "2026-06-20")).as("Saturday 11 July").isEqualTo("2026-07-13");
        assertThat(waiting.dueStatutory()).isEqualTo(DUE);
        var confirmed = after(asked("2026-06-10"), confirmed("2026-06-15"));
        assertThat(paused(confirmed, "2026-06-20")).isEqualTo("2026-07-06");
        assertThat(confirmed.dueStatutory()).isEqualTo(DUE);
    }

    @Test
    void daysOfTwoChecksAddUp() {
        var twice = after(asked("2026-06-10"), confirmed("2026-06-15"), asked("2026-06-20"), confirmed("2026-06-22"));
        assertThat(paused(twice, "2026-06-30")).isEqualTo("2026-07-08");
    }

    @Test
    void waitingIsCountedInLocalDays() {
        var asked = new IdentityCheckAsked(REQUEST, JAN, Instant.parse("2026-06-10T21:59:00Z"), null, null);
        var confirmed = new IdentityConfirmed(REQUEST, JAN, Instant.parse("2026-06-10T22:01:00Z"), null);
        assertThat(paused(after(asked, confirmed), "2026-06-20")).isEqualTo("2026-07-02");
    }

    @Test
    void anEndStopsTheCount() {
        assertThat(paused(after(asked("2026-06-10"), fulfilled("2026-06-15", false)), "2026-06-30"))
                .isEqualTo("2026-07-06");
    }

    @Test
    void extensionMovesBothDates() {
        var extended = after(asked("2026-06-10"), confirmed("2026-06-15"), EXTENSION);
        assertThat(extended.dueStatutory()).isEqualTo(EXTENDED);
        assertThat(paused(extended, "2026-06-30")).as("Sunday 6 September").isEqualTo("2026-09-07");
    }

    @Test
    void requestIsOverdueFromTheDayAfterAndUntilItEnds() {
        Instant midnight = Instant.parse("2026-07-01T22:00:00Z");
        assertThat(after().overdue(midnight.minusNanos(1_000))).isFalse();
        assertThat(after().overdue(midnight)).isTrue();
        assertThat(after(EXTENSION).overdue(midnight)).isFalse();
        assertThat(after(asked("2026-06-10")).overdue(midnight))
                .as("the statutory date counts")
                .isTrue();
        assertThat(after(fulfilled("2026-07-09", false)).overdue(noon("2026-07-10")))
                .isFalse();
    }

    @Test
    void deadlinesAreToldAboutOneDate() {
        var reminder = new RightsRequestDeadline(REQUEST, JAN, DeadlineKind.REMINDER, DUE);
        assertThat(after(reminder).told()).containsExactly(DeadlineKind.REMINDER);
        assertThat(after(reminder, EXTENSION).told()).isEmpty();
        assertThat(after(EXTENSION, reminder).told()).isEmpty();
        assertThat(after(reminder, fulfilled("2026-06-09", false)).told()).containsExactly(DeadlineKind.REMINDER);
    }
}
