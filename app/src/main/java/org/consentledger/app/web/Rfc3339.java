package org.consentledger.app.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * The one form of times: RFC 3339 with offset, answered in UTC. Nothing finer than a microsecond is read or written,
 * since the database keeps no more. Days have the form of its full-date: years of four digits, which any calendar keeps.
 */
final class Rfc3339 {
    private static final Pattern FORM = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)", Pattern.CASE_INSENSITIVE);

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

    private Rfc3339() {}

    static Instant read(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new DateTimeException("Not a time of RFC 3339");
        }
        return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                .toInstant()
                .truncatedTo(ChronoUnit.MICROS);
    }

    static LocalDate readDay(String text) {
        if (!DAY.matcher(text).matches()) {
            throw new DateTimeException("Not a full-date of RFC 3339");
        }
        return LocalDate.parse(text);
    }

    static String write(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MICROS));
    }
}
