package org.consentledger.command.catalogue;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Period;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueCommand.Companion;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.NoticeRef;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.command.Languages;
import org.jspecify.annotations.Nullable;

/** Reads the fields of catalogue entries as callers write them, noting every fault. */
final class Check {
    private static final int MAX_ENTRIES = 200;
    private static final int MAX_MONTHS = 1_200;
    private static final int MAX_DAYS = 36_525;
    private static final int MAX_TEXT = 200;
    private static final int MAX_URL = 2_000;
    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Set<String> COUNTRIES = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

    private final Faults faults = new Faults();

    void unless(boolean condition, String pointer, Code code) {
        faults.unless(condition, pointer, code);
    }

    <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable String name, String pointer, Code otherwise) {
        return faults.constant(type, name, pointer, otherwise);
    }

    void refuseIfAny() {
        faults.refuseIfAny();
    }

    @Nullable
    String text(@Nullable String text, String pointer) {
        if (text == null || text.isBlank()) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        unless(text.length() <= MAX_TEXT, pointer, Code.TEXT_TOO_LONG);
        return text.strip();
    }

    void id(@Nullable String text, String pointer) {
        unless(CatalogueId.isValid(text), pointer, Code.INVALID_ID);
    }

    @Nullable
    String country(@Nullable String code, String pointer) {
        if (code == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        unless(COUNTRIES.contains(code), pointer, Code.INVALID_COUNTRY);
        return code;
    }

    @Nullable
    ZoneId timeZone(@Nullable String id, String pointer) {
        if (id == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        if (!ZoneId.getAvailableZoneIds().contains(id)) {
            faults.add(pointer, Code.INVALID_TIME_ZONE);
            return null;
        }
        return ZoneId.of(id);
    }

    @Nullable
    GroupId group(@Nullable String id, String pointer) {
        if (id == null) {
            return null;
        }
        id(id, pointer);
        return CatalogueId.isValid(id) ? new GroupId(id) : null;
    }

    Map<String, String> contact(@Nullable Map<String, String> contact, String pointer) {
        if (contact == null) {
            return Map.of();
        }
        unless(contact.size() <= MAX_ENTRIES, pointer, Code.TOO_MANY);
        contact.forEach((way, address) -> text(address, pointer + "/" + escaped(way)));
        return contact;
    }

    Map<String, String> names(@Nullable Map<String, String> names, String pointer) {
        if (names == null || names.isEmpty()) {
            faults.add(pointer, Code.MISSING);
            return Map.of();
        }
        unless(names.size() <= MAX_ENTRIES, pointer, Code.TOO_MANY);
        var read = new LinkedHashMap<String, String>();
        names.forEach((language, name) -> {
            String at = pointer + "/" + escaped(language);
            language(language, at);
            String text = text(name, at);
            if (text != null) {
                read.put(language, text);
            }
        });
        return read;
    }

    @Nullable
    String language(@Nullable String tag, String pointer) {
        if (tag == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        unless(Languages.isTag(tag), pointer, Code.INVALID_LANGUAGE);
        return tag;
    }

    Set<Channel> channels(@Nullable List<String> names, String pointer) {
        var channels = new LinkedHashSet<Channel>();
        List<String> named = names == null ? List.of() : names;
        unless(named.size() <= MAX_ENTRIES, pointer, Code.TOO_MANY);
        for (int i = 0; i < Math.min(named.size(), MAX_ENTRIES); i++) {
            Channel channel = constant(Channel.class, named.get(i), pointer + "/" + i, Code.UNKNOWN_CHANNEL);
            if (channel != null) {
                channels.add(channel);
            }
        }
        return channels;
    }

    @Nullable
    Period period(@Nullable String text, String pointer) {
        if (text == null) {
            return null;
        }
        try {
            Period period = Period.parse(text);
            boolean positive = !period.isNegative() && !period.isZero();
            boolean ofHumanLength = period.toTotalMonths() <= MAX_MONTHS && period.getDays() <= MAX_DAYS;
            unless(positive && ofHumanLength, pointer, Code.INVALID_PERIOD);
            return period;
        } catch (DateTimeException e) {
            faults.add(pointer, Code.INVALID_PERIOD);
            return null;
        }
    }

    @Nullable
    String hash(@Nullable String text, String pointer) {
        if (text == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        unless(HASH.matcher(text).matches(), pointer, Code.INVALID_HASH);
        return text;
    }

    @Nullable
    String url(@Nullable String text, String pointer) {
        if (text == null) {
            return null;
        }
        try {
            unless(text.length() <= MAX_URL && new URI(text).isAbsolute(), pointer, Code.INVALID_URL);
        } catch (URISyntaxException e) {
            faults.add(pointer, Code.INVALID_URL);
        }
        return text;
    }

    @Nullable
    PurposeId purpose(@Nullable String id, String pointer, Code otherwise, Catalogue catalogue) {
        if (id == null) {
            return null;
        }
        if (!CatalogueId.isValid(id) || !catalogue.knows(new PurposeId(id))) {
            faults.add(pointer, otherwise);
            return null;
        }
        return new PurposeId(id);
    }

    Set<PurposeId> purposes(@Nullable List<String> ids, String pointer, Catalogue catalogue) {
        var purposes = new LinkedHashSet<PurposeId>();
        List<String> named = ids == null ? List.of() : ids;
        unless(named.size() <= MAX_ENTRIES, pointer, Code.TOO_MANY);
        for (int i = 0; i < Math.min(named.size(), MAX_ENTRIES); i++) {
            unless(named.get(i) != null, pointer + "/" + i, Code.MISSING);
            PurposeId purpose = purpose(named.get(i), pointer + "/" + i, Code.UNKNOWN_PURPOSE, catalogue);
            if (purpose != null) {
                purposes.add(purpose);
            }
        }
        return purposes;
    }

    /** Purposes, of which the list may be empty, and {@code *} for every one. */
    Set<PurposeRef> purposeRefs(@Nullable List<String> named, String pointer, Catalogue catalogue) {
        return refs(named, pointer, (text, at) -> {
            if (!text.equals("*") && purpose(text, at, Code.UNKNOWN_PURPOSE, catalogue) == null) {
                return null;
            }
            return PurposeRef.parse(text);
        });
    }

    /** Controllers, groups, and {@code *} for every controller; at least one of them. */
    Set<ControllerRef> controllers(@Nullable List<String> named, String pointer, Catalogue catalogue) {
        unless(named == null || !named.isEmpty(), pointer, Code.EMPTY);
        return refs(named, pointer, (text, at) -> controller(text, at, catalogue));
    }

    private @Nullable ControllerRef controller(String text, String pointer, Catalogue catalogue) {
        boolean group = text.startsWith("group:");
        String id = group ? text.substring("group:".length()) : text;
        boolean known = text.equals("*")
                || CatalogueId.isValid(id)
                        && (group ? catalogue.knows(new GroupId(id)) : catalogue.knows(new ControllerId(id)));
        unless(known, pointer, group ? Code.UNKNOWN_GROUP : Code.UNKNOWN_CONTROLLER);
        return known ? ControllerRef.parse(text) : null;
    }

    private <R> Set<R> refs(
            @Nullable List<String> named, String pointer, BiFunction<String, String, @Nullable R> read) {
        if (named == null) {
            faults.add(pointer, Code.MISSING);
            return Set.of();
        }
        unless(named.size() <= MAX_ENTRIES, pointer, Code.TOO_MANY);
        var refs = new LinkedHashSet<R>();
        for (int i = 0; i < Math.min(named.size(), MAX_ENTRIES); i++) {
            String at = pointer + "/" + i;
            unless(named.get(i) != null, at, Code.MISSING);
            R ref = named.get(i) == null ? null : read.apply(named.get(i), at);
            if (ref != null) {
                refs.add(ref);
            }
        }
        return refs;
    }

    @Nullable
    NoticeRef companion(@Nullable Companion named, String pointer, Catalogue catalogue) {
        if (named == null) {
            return null;
        }
        String id = named.id();
        String version = named.version();
        if (id == null || version == null || !CatalogueId.isValid(id)) {
            faults.add(pointer, Code.UNKNOWN_NOTICE_VERSION);
            return null;
        }
        var companion = new NoticeRef(new NoticeId(id), version);
        unless(catalogue.notice(companion).isPresent(), pointer, Code.UNKNOWN_NOTICE_VERSION);
        return companion;
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
