package org.consentledger.api.catalogue;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form of all ids that people give to entries of the catalogue: they stand in URLs and are never personal. */
public final class CatalogueId {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private CatalogueId() {}

    public static boolean isValid(@Nullable String text) {
        return text != null && FORM.matcher(text).matches();
    }

    static void check(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException("Not an id of the catalogue");
        }
    }
}
