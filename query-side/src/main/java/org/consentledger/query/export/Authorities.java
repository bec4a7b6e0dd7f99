package org.consentledger.query.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Where people complain (GDPR Article 77): data, by country. */
@Component
class Authorities {
    /** The European Data Protection Board, which lists them all. */
    private static final String ANYWHERE = "*";

    private final Map<String, Authority> byCountry;

    private record Authority(String name, String url) {}

    Authorities() {
        try (var file = Authorities.class.getResourceAsStream("authorities.json")) {
            byCountry = JsonMapper.shared().readValue(file, new TypeReference<Map<String, Authority>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The authorities of these countries, in their order, and the list of all others. */
    List<Export.Authority> of(Collection<String> countries) {
        var named = new LinkedHashSet<>(countries);
        named.retainAll(byCountry.keySet());
        named.add(ANYWHERE);
        return named.stream().map(this::authority).toList();
    }

    private Export.Authority authority(String country) {
        Authority known = Objects.requireNonNull(byCountry.get(country));
        return new Export.Authority(country, known.name(), known.url());
    }
}
