package org.consentledger.store.identity;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The normal form of e-mail addresses (RFC 5321, RFC 6531). Dots and tags stay: only the provider knows whether they
 * matter.
 */
final class EmailAddresses {
    private static final int MAX_CHARACTERS = 254;
    private static final int MAX_LOCAL_CHARACTERS = 64;
    private static final int MAX_DOMAIN_CHARACTERS = 253;
    private static final Pattern LOCAL_PART =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\\.[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern DOMAIN =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])");
    /**
     * Letters that IDNA 2003, which Java speaks, folds into others while IDNA 2008 keeps them: the same name may be two
     * domains. Guessing could merge two people; the A-label ({@code xn--…}) says which is meant.
     */
    private static final Pattern AMBIGUOUS = Pattern.compile("[ßς\\u200C\\u200D]");

    private EmailAddresses() {}

    /** The normal form, or null where the text is not an e-mail address. */
    static @Nullable String normalise(String text) {
        if (text.length() > MAX_CHARACTERS) {
            return null;
        }
        String address = composed(text);
        int at = address.indexOf('@');
        if (at < 0 || at != address.lastIndexOf('@')) {
            return null;
        }
        String local = localPart(address.substring(0, at));
        String domain = domain(address.substring(at + 1));
        if (local == null || domain == null) {
            return null;
        }
        String normal = local + "@" + domain;
        return normal.length() <= MAX_CHARACTERS ? normal : null;
    }

    private static @Nullable String localPart(String text) {
        // Lower case may bring letters apart from their marks again.
        String lower = composed(text.toLowerCase(Locale.ROOT));
        return lower.length() <= MAX_LOCAL_CHARACTERS
                        && LOCAL_PART.matcher(lower).matches()
                ? lower
                : null;
    }

    private static @Nullable String domain(String text) {
        String labels = labels(text);
        return labels != null
                        && labels.length() <= MAX_DOMAIN_CHARACTERS
                        && DOMAIN.matcher(labels).matches()
                ? labels
                : null;
    }

    private static @Nullable String labels(String domain) {
        if (isAscii(domain)) {
            return domain.toLowerCase(Locale.ROOT);
        }
        if (AMBIGUOUS.matcher(domain).find()) {
            return null;
        }
        try {
            // Letters younger than IDNA 2003 are let through: refusing them would refuse living addresses.
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES | IDN.ALLOW_UNASSIGNED)
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Nearly all addresses are plain, and have nothing to compose. */
    private static String composed(String text) {
        return isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > '\u007f') {
                return false;
            }
        }
        return true;
    }
}
