package org.consentledger.query.export;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A language that exports are written in, with its words. */
enum Language {
    EN,
    NL;

    private final Locale locale = Locale.of(name().toLowerCase(Locale.ROOT));
    private final Properties words = read(locale);

    private static Properties read(Locale locale) {
        var words = new Properties();
        try (var file = new InputStreamReader(
                Objects.requireNonNull(Language.class.getResourceAsStream("words_" + locale + ".properties")),
                StandardCharsets.UTF_8)) {
            words.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }

    /** The language of that tag (BCP 47), or null where exports are not written in it. */
    static @Nullable Language of(String tag) {
        String language = Locale.forLanguageTag(tag).getLanguage();
        for (Language one : values()) {
            if (one.tag().equals(language)) {
                return one;
            }
        }
        return null;
    }

    /** Its tag: {@code nl}. */
    @JsonValue
    String tag() {
        return locale.getLanguage();
    }

    Locale locale() {
        return locale;
    }

    /** The keys of all words. */
    Set<String> keys() {
        return words.stringPropertyNames();
    }

    /** The words for a key; there have to be some. */
    String say(String key) {
        return find(key).orElseThrow(() -> new IllegalStateException("No words in " + tag() + " for " + key));
    }

    /** The words for a key, if there are some. */
    Optional<String> find(String key) {
        return Optional.ofNullable(words.getProperty(key));
    }

    /** The words for a constant; there have to be some. */
    String say(Enum<?> constant) {
        return say(constant.getDeclaringClass().getSimpleName() + "." + constant.name());
    }

    /** The name in this language, or in another where there is none. */
    String name(Map<String, String> names, Object otherwise) {
        String name = names.get(tag());
        return name != null ? name : names.values().stream().findFirst().orElseGet(otherwise::toString);
    }
}
