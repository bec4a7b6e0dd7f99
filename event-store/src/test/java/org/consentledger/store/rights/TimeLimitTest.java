package org.consentledger.store.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.consentledger.api.rights.Holidays;
import org.consentledger.api.rights.TimeLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each date with its source: the rule it shows, and the holiday or weekend that moves it. */
class TimeLimitTest {
    private static final Holidays HOLIDAYS = HolidayData.load();

    private static TimeLimit limit(String country, LocalDate receivedOn) {
        return new TimeLimit(receivedOn, country, HOLIDAYS);
    }

    @ParameterizedTest(name = "{0}: received {1}, due {2}: {3}")
    @CsvSource({
        "NL, 2026-01-31, 2026-03-02, February ends on Saturday 28; Monday 2 March",
        "NL, 2026-03-03, 2026-04-07, 3 April is Good Friday; Easter Monday is the 6th",
        "NL, 2026-08-31, 2026-09-30, September has 30 days",
        "NL, 2026-11-25, 2026-12-28, Christmas; Saturday and Sunday",
        "NL, 2026-03-27, 2026-04-28, King's Day is Monday 27 April (Wet op de Koningsdag)",
        "NL, 2026-04-05, 2026-05-06, Liberation Day is a Tuesday (Algemene termijnenwet art. 3)",
        "NL, 2026-04-14, 2026-05-15, Ascension Day is 14 May",
        "NL, 2026-04-25, 2026-05-26, Whit Monday is 25 May",
        "NL, 2024-01-30, 2024-02-29, a leap year",
        "NL, 2025-01-30, 2025-02-28, and none",
        "BE, 2026-06-21, 2026-07-22, National Day is Tuesday 21 July (KB 18 april 1974)",
        "BE, 2026-04-03, 2026-05-04, Sunday 3 May",
        "BE, 2026-03-03, 2026-04-03, Good Friday is worked on in Belgium",
        "DE, 2025-09-03, 2025-10-06, Day of German Unity is Friday 3 October (Einigungsvertrag Art. 2)",
        "FR, 2026-06-14, 2026-07-15, National Day is Tuesday 14 July (Code du travail L3133-1)",
        "FR, 2026-04-08, 2026-05-11, Victory Day is Friday 8 May",
        "FI, 2025-12-06, 2026-01-07, Epiphany is Tuesday 6 January (Kirkkolaki)",
        "SE, 2025-05-06, 2025-06-09, National Day is Friday 6 June (SFS 1989:253)",
        "NO, 2027-04-17, 2027-05-18, Whit Monday and Constitution Day are both Monday 17 May",
        "DK, 2026-03-02, 2026-04-07, Maundy Thursday, Good Friday, Easter Monday (Helligdagsloven)",
        "DK, 2023-04-05, 2023-05-08, Great Prayer Day is Friday 5 May 2023, the last one",
        "DK, 2024-03-26, 2024-04-26, and no holiday any more (lov 214/2023)",
        "GB, 2027-11-27, 2027-12-29, Christmas on a Saturday: substitutes on the 27th and 28th",
        "GB, 2026-07-31, 2026-09-01, Summer bank holiday is Monday 31 August",
    })
    void theLastDayIsOneMonthLaterAndWorkedOn(String country, LocalDate received, LocalDate due, String why) {
        assertThat(limit(country, received).due()).as(why).isEqualTo(due);
    }

    @ParameterizedTest(name = "{0}: received {1}, extended to {2}: {3}")
    @CsvSource({
        "NL, 2026-01-31, 2026-04-28, the 28th of February and two months: earlier than 30 April",
        "NL, 2026-02-15, 2026-05-15, three months either way",
        "NL, 2026-03-05, 2026-06-05, only the final date is moved: 5 April is Easter Sunday",
        "NL, 2026-01-25, 2026-04-28, Saturday 25 and Sunday 26 April; King's Day is Monday",
    })
    void anExtensionIsCountedFromReceipt(String country, LocalDate received, LocalDate extended, String why) {
        assertThat(limit(country, received).extended()).as(why).isEqualTo(extended);
    }

    @Test
    void theFirstDayIsTheLocalOneOfTheController() {
        Instant late = Instant.parse("2026-05-31T22:30:00Z");
        assertThat(TimeLimit.of(late, ZoneId.of("Europe/Amsterdam"), "NL", HOLIDAYS)
                        .receivedOn())
                .isEqualTo("2026-06-01");
        assertThat(TimeLimit.of(late, ZoneId.of("Europe/London"), "GB", HOLIDAYS)
                        .receivedOn())
                .isEqualTo("2026-05-31");
    }

    @Test
    void anExtensionIsAnnouncedBeforeTheDateAsItFalls() {
        assertThat(limit("NL", LocalDate.parse("2026-03-03")).unrolled()).isEqualTo("2026-04-03");
    }

    @Test
    void daysOfWaitingMoveOnlyThePausedDate() {
        TimeLimit limit = limit("NL", LocalDate.parse("2026-06-01"));
        assertThat(limit.paused(false, 0)).isEqualTo(limit.due()).isEqualTo("2026-07-01");
        assertThat(limit.paused(false, 10)).as("Saturday 11 July").isEqualTo("2026-07-13");
        assertThat(limit.paused(true, 10)).as("1 September and ten days").isEqualTo("2026-09-11");
    }

    @Test
    void aCountryWithoutCalendarHasWeekendsOnly() {
        assertThat(limit("US", LocalDate.parse("2026-11-25")).due()).isEqualTo("2026-12-25");
        assertThat(limit("US", LocalDate.parse("2026-11-26")).due()).isEqualTo("2026-12-28");
    }
}
