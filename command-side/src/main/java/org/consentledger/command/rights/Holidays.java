package org.consentledger.command.rights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public holidays on which no period ends (Regulation 1182/71, Article 2): data, with a version that every computed
 * date names. Countries are ISO 3166-1 alpha-2. A country without a calendar, and a year outside it, has weekends alone:
 * a date that is too early keeps every promise, one that is too late breaks it.
 *
 * @param version of the data
 * @param sources by country: the law that names the days
 * @param countries by country: what each holiday is called
 */
record Holidays(String version, Map<String, String> sources, Map<String, SortedMap<LocalDate, String>> countries) {

    static Holidays load() {
        try (var data = Holidays.class.getResourceAsStream("holidays.json")) {
            return JsonMapper.shared().readValue(data, Holidays.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The day itself where it is worked on in that country, else the next one that is. */
    LocalDate workingDay(LocalDate day, String country) {
        Set<LocalDate> holidays =
                countries.containsKey(country) ? countries.get(country).keySet() : Set.of();
        LocalDate worked = day;
        while (isWeekend(worked) || holidays.contains(worked)) {
            worked = worked.plusDays(1);
        }
        return worked;
    }

    private static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }
}
