package org.consentledger.api.rights;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The public holidays on which no period ends (Regulation 1182/71, Article 2): data, with a version that every computed
 * date names. Countries are ISO 3166-1 alpha-2. A country without a calendar, and a year outside it, has weekends alone:
 * a date that is too early keeps every promise, one that is too late breaks it.
 *
 * @param version of the data
 * @param sources by country: the law that names the days
 * @param countries by country: what each holiday is called
 */
public record Holidays(
        String version, Map<String, String> sources, Map<String, SortedMap<LocalDate, String>> countries) {

    /** The day itself where it is worked on in that country, else the next one that is. */
    public LocalDate workingDay(LocalDate day, String country) {
        LocalDate worked = day;
        while (!isWorkedOn(worked, country)) {
            worked = worked.plusDays(1);
        }
        return worked;
    }

    /** The day from which on so many working days are left before the given one. */
    public LocalDate workingDaysBefore(int days, LocalDate day, String country) {
        LocalDate before = day;
        int left = days;
        while (left > 0) {
            before = before.minusDays(1);
            if (isWorkedOn(before, country)) {
                left--;
            }
        }
        return before;
    }

    private boolean isWorkedOn(LocalDate day, String country) {
        Set<LocalDate> holidays =
                countries.containsKey(country) ? countries.get(country).keySet() : Set.of();
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.contains(day);
    }
}
