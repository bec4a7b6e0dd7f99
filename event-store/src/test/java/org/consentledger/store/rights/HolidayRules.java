package org.consentledger.store.rights;

import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.temporal.TemporalAdjusters.firstInMonth;
import static java.time.temporal.TemporalAdjusters.lastInMonth;

import java.time.LocalDate;
import java.time.Month;
import java.util.LinkedHashMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.consentledger.api.rights.Holidays;

/**
 * The laws that the holiday data are made from. What falls on a Saturday or Sunday is left out, since no period ends on
 * those days anyway. Days that custom or labour agreements add (the eves of Christmas and Midsummer in the north) and
 * those of single states are left out as well: they would make answers later.
 */
final class HolidayRules {
    static final int FROM = 2018;
    static final int UNTIL = 2045;
    static final String VERSION = "2026-1";

    private final int year;
    private final LocalDate easter;
    private final SortedMap<LocalDate, String> days;

    private HolidayRules(int year, SortedMap<LocalDate, String> days) {
        this.year = year;
        this.easter = easter(year);
        this.days = days;
    }

    static Holidays generate() {
        var sources = new LinkedHashMap<String, String>();
        sources.put("NL", "Algemene termijnenwet, artikel 3, and Koninklijk besluit on Good Friday as an equal day");
        sources.put("BE", "Koninklijk besluit van 18 april 1974, artikel 1");
        sources.put("DE", "Feiertagsgesetze der Länder, days of all sixteen; Einigungsvertrag, Artikel 2");
        sources.put("FR", "Code du travail, article L3133-1");
        sources.put(
                "FI",
                "Kirkkolaki (652/2023), 3 luku; laki itsenäisyyspäivän viettämisestä (388/1937); laki (272/1944)");
        sources.put("SE", "Lag (1989:253) om allmänna helgdagar, 1 §");
        sources.put(
                "NO", "Lov 24. februar 1995 nr. 12 om helligdager og helligdagsfred, § 2; lov 26. april 1947 nr. 1");
        sources.put(
                "DK", "Danske Lov 6-3-1 and Helligdagsloven; lov nr. 214 af 06/03/2023 (Store bededag, until 2023)");
        sources.put("GB", "Banking and Financial Dealings Act 1971, Schedule 1, England and Wales, with proclamations");
        var countries = new LinkedHashMap<String, SortedMap<LocalDate, String>>();
        sources.keySet().forEach(country -> countries.put(country, days(country)));
        return new Holidays(VERSION, sources, countries);
    }

    private static SortedMap<LocalDate, String> days(String country) {
        var days = new TreeMap<LocalDate, String>();
        for (int year = FROM; year <= UNTIL; year++) {
            new HolidayRules(year, days).of(country);
        }
        days.keySet().removeIf(day -> day.getDayOfWeek() == SATURDAY || day.getDayOfWeek() == SUNDAY);
        return days;
    }

    private void of(String country) {
        on(Month.JANUARY, 1, "New Year's Day");
        on(Month.DECEMBER, 25, "Christmas Day");
        easter(1, "Easter Monday");
        switch (country) {
            case "NL" -> {
                easter(-2, "Good Friday");
                kingsDay();
                on(Month.MAY, 5, "Liberation Day");
                easter(39, "Ascension Day");
                easter(50, "Whit Monday");
                on(Month.DECEMBER, 26, "Second Christmas Day");
            }
            case "BE" -> {
                on(Month.MAY, 1, "Labour Day");
                easter(39, "Ascension Day");
                easter(50, "Whit Monday");
                on(Month.JULY, 21, "National Day");
                on(Month.AUGUST, 15, "Assumption Day");
                on(Month.NOVEMBER, 1, "All Saints' Day");
                on(Month.NOVEMBER, 11, "Armistice Day");
            }
            case "DE" -> {
                easter(-2, "Good Friday");
                on(Month.MAY, 1, "Labour Day");
                easter(39, "Ascension Day");
                easter(50, "Whit Monday");
                on(Month.OCTOBER, 3, "Day of German Unity");
                on(Month.DECEMBER, 26, "Second Christmas Day");
            }
            case "FR" -> {
                on(Month.MAY, 1, "Labour Day");
                on(Month.MAY, 8, "Victory Day");
                easter(39, "Ascension Day");
                easter(50, "Whit Monday");
                on(Month.JULY, 14, "National Day");
                on(Month.AUGUST, 15, "Assumption Day");
                on(Month.NOVEMBER, 1, "All Saints' Day");
                on(Month.NOVEMBER, 11, "Armistice Day");
            }
            case "FI" -> {
                on(Month.JANUARY, 6, "Epiphany");
                easter(-2, "Good Friday");
                on(Month.MAY, 1, "May Day");
                easter(39, "Ascension Day");
                on(Month.DECEMBER, 6, "Independence Day");
                on(Month.DECEMBER, 26, "Second Christmas Day");
            }
            case "SE" -> {
                on(Month.JANUARY, 6, "Epiphany");
                easter(-2, "Good Friday");
                on(Month.MAY, 1, "May Day");
                easter(39, "Ascension Day");
                on(Month.JUNE, 6, "National Day");
                on(Month.DECEMBER, 26, "Second Christmas Day");
            }
            case "NO" -> {
                easter(-3, "Maundy Thursday");
                easter(-2, "Good Friday");
                on(Month.MAY, 1, "Labour Day");
                on(Month.MAY, 17, "Constitution Day");
                easter(39, "Ascension Day");
                easter(50, "Whit Monday");
                on(Month.DECEMBER, 26, "Second Christmas Day");
            }
            case "DK" -> {
                easter(-3, "Maundy Thursday");
                easter(-2, "Good Friday");
                if (year <= 2023) {
                    easter(26, "Great Prayer Day");
                }
                easter(39, "Ascension Day");
                easter(50, "Whit Monday");
                on(Month.DECEMBER, 26, "Second Christmas Day");
            }
            case "GB" -> britain();
            default -> throw new IllegalArgumentException(country);
        }
    }

    private void kingsDay() {
        LocalDate birthday = LocalDate.of(year, Month.APRIL, 27);
        days.put(birthday.getDayOfWeek() == SUNDAY ? birthday.minusDays(1) : birthday, "King's Day");
    }

    private void britain() {
        substituted(LocalDate.of(year, Month.JANUARY, 1), 2, "New Year's Day (substitute)");
        easter(-2, "Good Friday");
        LocalDate may = LocalDate.of(year, Month.MAY, 1);
        days.put(year == 2020 ? LocalDate.of(2020, Month.MAY, 8) : may.with(firstInMonth(MONDAY)), "Early May holiday");
        days.put(year == 2022 ? LocalDate.of(2022, Month.JUNE, 2) : may.with(lastInMonth(MONDAY)), "Spring holiday");
        days.put(LocalDate.of(year, Month.AUGUST, 1).with(lastInMonth(MONDAY)), "Summer holiday");
        on(Month.DECEMBER, 26, "Boxing Day");
        LocalDate christmas = LocalDate.of(year, Month.DECEMBER, 25);
        switch (christmas.getDayOfWeek()) {
            case FRIDAY -> days.put(christmas.plusDays(3), "Boxing Day (substitute)");
            case SATURDAY, SUNDAY -> {
                days.put(LocalDate.of(year, Month.DECEMBER, 27), "Christmas Day (substitute)");
                days.put(
                        christmas.getDayOfWeek() == SATURDAY ? christmas.plusDays(3) : christmas.plusDays(1),
                        "Boxing Day");
            }
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY -> {}
        }
        if (year == 2022) {
            days.put(LocalDate.of(2022, Month.JUNE, 3), "Platinum Jubilee");
            days.put(LocalDate.of(2022, Month.SEPTEMBER, 19), "State Funeral of Queen Elizabeth II");
        }
        if (year == 2023) {
            days.put(LocalDate.of(2023, Month.MAY, 8), "Coronation of King Charles III");
        }
    }

    private void substituted(LocalDate day, int most, String name) {
        LocalDate worked = day;
        while (worked.getDayOfWeek() == SATURDAY || worked.getDayOfWeek() == SUNDAY) {
            worked = worked.plusDays(1);
        }
        if (!worked.equals(day) && worked.isBefore(day.plusDays(most + 1))) {
            days.put(worked, name);
        }
    }

    private void on(Month month, int day, String name) {
        days.put(LocalDate.of(year, month, day), name);
    }

    private void easter(int daysAfter, String name) {
        days.put(easter.plusDays(daysAfter), name);
    }

    /** The Gregorian computus, as Meeus, Jones and Butcher give it. */
    static LocalDate easter(int year) {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int d = b / 4;
        int e = b % 4;
        int g = (8 * b + 13) / 25;
        int h = (19 * a + b - d - g + 15) % 30;
        int i = c / 4;
        int k = c % 4;
        int l = (32 + 2 * e + 2 * i - h - k) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int n = h + l - 7 * m + 114;
        return LocalDate.of(year, n / 31, n % 31 + 1);
    }
}
