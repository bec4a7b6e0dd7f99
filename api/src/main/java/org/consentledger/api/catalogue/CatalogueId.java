package org.consentledger.api.catalogue;

import org.jspecify.annotations.Nullable;

/** The form of all ids that people give to entries of the catalogue: they stand in URLs and are never personal. */
public final class CatalogueId {
    private static final int MAX_CHARACTERS = 100;

    private CatalogueId() {}

    /**
     * Whether it is 1 to 100 letters, digits, dots, low lines and hyphens of ASCII, a letter or digit first. Each id in each
     * event that is read passes here, so no regular expression is at work.
     */
    public static boolean isValid(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_CHARACTERS || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    static void check(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException("Not an id of the catalogue");
        }
    }
}
