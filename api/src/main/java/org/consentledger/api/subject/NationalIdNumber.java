package org.consentledger.api.subject;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises what looks like a Dutch national identity number (burgerservicenummer, BSN), which never enters the ledger
 * (GDPR Article 87 and Article 46 of the Dutch implementation act). One number in eleven passes the check by chance; a
 * text refused for that can be written without the number.
 */
public final class NationalIdNumber {
    /** Nine digits on their own, or in the groups in which forms print them; a telephone number abroad is none. */
    private static final Pattern NINE_DIGITS = Pattern.compile("(?<!\\d)(?<!\\+\\d{1,3}[\\h.-]?)"
            + "(?:\\d{9}|\\d{3}([.\\h])\\d{3}\\1\\d{3}|\\d{4}([.\\h])\\d{2}\\2\\d{3})(?!\\d)");

    private NationalIdNumber() {}

    /** Whether the text holds such a number anywhere. */
    public static boolean isIn(String text) {
        Matcher candidate = NINE_DIGITS.matcher(text);
        int from = 0;
        while (candidate.find(from)) {
            if (!isPartOfLongerGrouping(text, candidate) && passesElevenTest(candidate.group())) {
                return true;
            }
            from = candidate.start() + 1;
        }
        return false;
    }

    /** Groups of digits that go on before or after are another number: 1.123.456.782 or 612 345 678 90. */
    private static boolean isPartOfLongerGrouping(String text, Matcher candidate) {
        String separator = candidate.group(1) != null ? candidate.group(1) : candidate.group(2);
        if (separator == null) {
            return false;
        }
        char between = separator.charAt(0);
        int start = candidate.start();
        int end = candidate.end();
        boolean goesOnBefore = start >= 2 && text.charAt(start - 1) == between && isDigit(text.charAt(start - 2));
        boolean goesOnAfter = end + 1 < text.length() && text.charAt(end) == between && isDigit(text.charAt(end + 1));
        return goesOnBefore || goesOnAfter;
    }

    private static boolean passesElevenTest(String candidate) {
        int weight = 9;
        int sum = 0;
        boolean onlyZeros = true;
        for (int i = 0; i < candidate.length(); i++) {
            char c = candidate.charAt(i);
            if (isDigit(c)) {
                int digit = c - '0';
                sum += digit * (weight == 1 ? -1 : weight);
                weight--;
                onlyZeros &= digit == 0;
            }
        }
        return !onlyZeros && sum % 11 == 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
