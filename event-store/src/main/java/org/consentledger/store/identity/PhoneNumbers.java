package org.consentledger.store.identity;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The normal form of phone numbers: E.164 ({@code +31612345678}). */
final class PhoneNumbers {
    /** Digits as people group them. The library would also take letters, extensions and sentences around a number. */
    private static final Pattern FORM = Pattern.compile("\\+?[\\p{Nd}\\p{Zs}\\p{Pd}()./]{4,40}");

    private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    private final @Nullable String defaultRegion;

    PhoneNumbers(@Nullable String defaultRegion) {
        if (defaultRegion != null && !library.getSupportedRegions().contains(defaultRegion)) {
            throw new IllegalArgumentException(
                    "ledger.identity.default-region must be an ISO 3166-1 alpha-2 code such as NL");
        }
        this.defaultRegion = defaultRegion;
    }

    /** The normal form, or null where the text is not a phone number. */
    @Nullable
    String normalise(String text) {
        String written = Normalizer.normalize(text, Normalizer.Form.NFKC);
        if (!FORM.matcher(written).matches()) {
            return null;
        }
        String number = written.startsWith("00") ? "+" + written.substring(2) : written;
        if (!number.startsWith("+") && defaultRegion == null) {
            return null;
        }
        try {
            PhoneNumber parsed = library.parse(number, defaultRegion);
            // Not isValidNumber: it refuses ranges issued after this version of the library, and with them opt-outs.
            return library.isPossibleNumberWithReason(parsed) == ValidationResult.IS_POSSIBLE
                    ? library.format(parsed, PhoneNumberFormat.E164)
                    : null;
        } catch (NumberParseException e) {
            return null;
        }
    }
}
