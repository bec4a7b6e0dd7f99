package org.consentledger.command;

import java.util.IllformedLocaleException;
import java.util.Locale;

/** Language tags (BCP 47). */
public final class Languages {
    /** Room for every registered tag (RFC 5646, section 4.4.1), and for no free text in private subtags. */
    private static final int MAX_TAG = 35;

    private Languages() {}

    /** Whether the text is a well-formed tag that names a language. */
    public static boolean isTag(String text) {
        if (text.length() > MAX_TAG) {
            return false;
        }
        try {
            return !new Locale.Builder()
                    .setLanguageTag(text)
                    .build()
                    .getLanguage()
                    .isEmpty();
        } catch (IllformedLocaleException e) {
            return false;
        }
    }
}
