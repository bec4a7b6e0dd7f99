package org.consentledger.store.rights;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Year;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.consentledger.api.rights.Holidays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class HolidaysTest {
    private static final Path MADE = Path.of("target", "holidays.json");

    /** What is made lies in {@code target/holidays.json}: after a change of the rules it is copied over the data. */
    @Test
    void theDataAreWhatTheRulesMake() throws IOException {
        Holidays made = HolidayRules.generate();
        Files.writeString(
                MADE,
                JsonMapper.builder()
                                .enable(SerializationFeature.INDENT_OUTPUT)
                                .build()
                                .writeValueAsString(made)
                        + "\n");
        assertThat(HolidayData.load()).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({"2024, 2024-03-31", "2025, 2025-04-20", "2026, 2026-04-05", "2038, 2038-04-25", "2019, 2019-04-21"})
    void easterIsWhereTheAlmanacsHaveIt(int year, LocalDate easter) {
        assertThat(HolidayRules.easter(year)).isEqualTo(easter);
    }

    /** Differences are named: a new one is a fault of one of the two. */
    @ParameterizedTest
    @CsvSource({
        "NL, nl, , ",
        "BE, be, , ALL_SOULS KINGS_FEAST NEW_YEARS_EVE",
        "DE, de, , ",
        "FR, fr, , ",
        "FI, fi, , MIDSUMMER_EVE CHRISTMAS_EVE",
        "SE, se, , MIDSUMMER_EVE CHRISTMAS_EVE NEW_YEARS_EVE",
        "NO, no, , ",
        "DK, dk, , ",
        "GB, gb, eng, ",
    })
    void jollydayKnowsTheSameDays(
            String country, String calendar, @Nullable String region, @Nullable String onlyTheirs) {
        var manager = HolidayManager.getInstance(ManagerParameters.create(calendar));
        Set<String> ours = new TreeSet<>();
        Set<String> theirs = new TreeSet<>();
        for (int year = HolidayRules.FROM; year <= 2030; year++) {
            Set<Holiday> known =
                    region == null ? manager.getHolidays(Year.of(year)) : manager.getHolidays(Year.of(year), region);
            known.stream()
                    .filter(holiday -> onWeekday(holiday.getDate()))
                    .filter(holiday -> onlyTheirs == null
                            || !List.of(onlyTheirs.split(" ")).contains(holiday.getPropertiesKey()))
                    .forEach(holiday -> theirs.add(holiday.getDate() + " " + holiday.getPropertiesKey()));
        }
        requireNonNull(HolidayData.load().countries().get(country)).keySet().stream()
                .filter(day -> day.getYear() <= 2030)
                .forEach(day -> ours.add(day.toString()));
        assertThat(theirs)
                .as("days of Jollyday that are not ours")
                .filteredOn(day -> !ours.contains(day.substring(0, 10)))
                .isEmpty();
        assertThat(ours)
                .as("days of ours that Jollyday does not know")
                .filteredOn(day -> theirs.stream().noneMatch(known -> known.startsWith(day)))
                .isEmpty();
    }

    private static boolean onWeekday(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }
}
