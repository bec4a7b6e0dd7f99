package org.consentledger.store;

import java.time.Instant;
import java.time.LocalDate;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads times as the ledger stores them, in one form only: {@code 2026-03-02T10:15:30.123456Z}. Every event has some, and
 * a general parser takes a quarter of the time in which an event is read.
 */
public final class StoredTimes extends ValueDeserializer<Instant> {
    /** Where the digits of a fraction begin. */
    private static final int FRACTION = 20;

    private static final int DIGITS_OF_A_FRACTION = 9;

    private StoredTimes() {}

    /** For mappers that read what is stored. */
    public static JacksonModule module() {
        return new SimpleModule("times as stored").addDeserializer(Instant.class, new StoredTimes());
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) {
        return read(json.getString());
    }

    static Instant read(String text) {
        int end = text.length() - 1;
        if (!isOfTheForm(text, end)) {
            return Instant.parse(text);
        }
        long days = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        int hours = number(text, 11, 13);
        int minutes = number(text, 14, 16);
        int seconds = number(text, 17, 19);
        if (hours > 23 || minutes > 59 || seconds > 59) {
            return Instant.parse(text);
        }
        int nanos = 0;
        for (int i = 0; i < DIGITS_OF_A_FRACTION; i++) {
            int at = FRACTION + i;
            nanos = nanos * 10 + (at < end ? text.charAt(at) - '0' : 0);
        }
        return Instant.ofEpochSecond(((days * 24 + hours) * 60 + minutes) * 60 + seconds, nanos);
    }

    /** Digits and signs where they belong; whether the numbers are those of a time is another question. */
    private static boolean isOfTheForm(String text, int end) {
        if (end != FRACTION - 1 && (end <= FRACTION || end > FRACTION + DIGITS_OF_A_FRACTION)) {
            return false;
        }
        for (int i = 0; i <= end; i++) {
            char c = text.charAt(i);
            boolean fits = switch (i) {
                case 4, 7 -> c == '-';
                case 10 -> c == 'T';
                case 13, 16 -> c == ':';
                default -> i == end ? c == 'Z' : i == FRACTION - 1 ? c == '.' : c >= '0' && c <= '9';
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
