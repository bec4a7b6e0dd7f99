package org.consentledger.api.catalogue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentledger.api.AsOf;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.jspecify.annotations.Nullable;

/**
 * The whole catalogue as it stands after its first {@link #version()} events, with all its past: every question names
 * the moment it is about and the moment of knowledge ({@link AsOf}).
 */
public final class Catalogue {

    /** An entry of the catalogue and when the ledger recorded it. */
    public record Recorded<E extends CatalogueEvent>(E event, Instant recordedAt) {}

    private final long version;
    private final Instant recordedAt;
    private final Map<ControllerId, List<Recorded<ControllerDescribed>>> controllers = new LinkedHashMap<>();
    private final Map<PurposeId, List<Recorded<PurposePublished>>> purposes = new LinkedHashMap<>();

    /** When versions of purposes take effect. */
    private final NavigableSet<Instant> changes = new TreeSet<>();

    private final Map<NoticeId, List<Recorded<NoticePublished>>> notices = new LinkedHashMap<>();
    private final Map<RecipientId, List<Recorded<RecipientDescribed>>> recipients = new LinkedHashMap<>();

    /** @param events every event of the catalogue, oldest first within each stream */
    public Catalogue(List<Recorded<? extends CatalogueEvent>> events) {
        version = events.size();
        recordedAt = events.stream()
                .map(Recorded::recordedAt)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        for (Recorded<? extends CatalogueEvent> recorded : events) {
            Instant at = recorded.recordedAt();
            switch (recorded.event()) {
                case ControllerDescribed e -> add(controllers, e.controller(), new Recorded<>(e, at));
                case PurposePublished e -> {
                    var version = new Recorded<>(e, at);
                    add(purposes, e.purpose(), version);
                    changes.add(effectiveFrom(version));
                }
                case NoticePublished e -> add(notices, e.notice(), new Recorded<>(e, at));
                case RecipientDescribed e -> add(recipients, e.recipient(), new Recorded<>(e, at));
            }
        }
    }

    private static <K, V> void add(Map<K, List<V>> map, K key, V value) {
        map.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
    }

    /** How many events made it what it is. */
    public long version() {
        return version;
    }

    /** When the latest of them was recorded. */
    public Instant recordedAt() {
        return recordedAt;
    }

    /** Every controller known at that time, in the order they were first described. */
    public List<Recorded<ControllerDescribed>> controllers(Instant knownAt) {
        return controllers.keySet().stream()
                .flatMap(id -> controller(id, knownAt).stream())
                .toList();
    }

    /** The controller as it was known then. */
    public Optional<Recorded<ControllerDescribed>> controller(ControllerId id, Instant knownAt) {
        return last(controllers.getOrDefault(id, List.of()), knownAt);
    }

    /** The controller as it was first described: what a question falls back on that asks about a time before. */
    public Optional<Recorded<ControllerDescribed>> firstDescription(ControllerId id) {
        return controllers.getOrDefault(id, List.of()).stream().findFirst();
    }

    /** Whether the ledger has ever known the controller. */
    public boolean knows(ControllerId id) {
        return controllers.containsKey(id);
    }

    /** Whether any controller has ever belonged to the group. */
    public boolean knows(GroupId id) {
        return controllers.values().stream()
                .flatMap(List::stream)
                .anyMatch(recorded -> id.equals(recorded.event().group()));
    }

    /**
     * The groups the controller belonged to at any time from a moment on, up to {@code asOf.validAt()}. Before its first
     * description it counts as first described.
     */
    public Set<GroupId> groups(ControllerId id, Instant since, AsOf asOf) {
        var groups = new HashSet<GroupId>();
        List<Recorded<ControllerDescribed>> descriptions = controllers.getOrDefault(id, List.of());
        for (int i = 0; i < descriptions.size(); i++) {
            boolean begun = i == 0 || isKnown(descriptions.get(i), asOf);
            boolean over = i + 1 < descriptions.size()
                    && isKnown(descriptions.get(i + 1), asOf)
                    && !descriptions.get(i + 1).recordedAt().isAfter(since);
            GroupId group = descriptions.get(i).event().group();
            if (begun && !over && group != null) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** When the controller is described anew after {@code asOf.validAt()}, as far as was known, or null. */
    public @Nullable Instant nextDescriptionFrom(ControllerId id, AsOf asOf) {
        return controllers.getOrDefault(id, List.of()).stream()
                .skip(1)
                .map(Recorded::recordedAt)
                .filter(at -> at.isAfter(asOf.validAt()) && !at.isAfter(asOf.knownAt()))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static boolean isKnown(Recorded<?> description, AsOf asOf) {
        return !description.recordedAt().isAfter(asOf.knownAt())
                && !description.recordedAt().isAfter(asOf.validAt());
    }

    /** Whether the ledger has ever known the purpose. */
    public boolean knows(PurposeId id) {
        return purposes.containsKey(id);
    }

    /** The ids of all purposes ever published, in the order of their first publication. */
    public Set<PurposeId> purposeIds() {
        return purposes.keySet();
    }

    /** The version of the purpose that is in force: the latest to take effect, among equals the last published. */
    public Optional<Recorded<PurposePublished>> purpose(PurposeId id, AsOf asOf) {
        return Optional.ofNullable(inForce(id, asOf));
    }

    private @Nullable Recorded<PurposePublished> inForce(PurposeId id, AsOf asOf) {
        Recorded<PurposePublished> inForce = null;
        for (Recorded<PurposePublished> candidate : purposes.getOrDefault(id, List.of())) {
            boolean known = !candidate.recordedAt().isAfter(asOf.knownAt());
            Instant from = effectiveFrom(candidate);
            if (known && !from.isAfter(asOf.validAt()) && (inForce == null || !from.isBefore(effectiveFrom(inForce)))) {
                inForce = candidate;
            }
        }
        return inForce;
    }

    /** All versions of the purpose, oldest first. */
    public List<Recorded<PurposePublished>> versions(PurposeId id) {
        return List.copyOf(purposes.getOrDefault(id, List.of()));
    }

    /** When the version in force at {@code asOf.validAt()} gives way to the next that is known, or null. */
    public @Nullable Instant nextVersionFrom(PurposeId id, AsOf asOf) {
        Instant next = null;
        for (Recorded<PurposePublished> candidate : purposes.getOrDefault(id, List.of())) {
            Instant from = effectiveFrom(candidate);
            boolean known = !candidate.recordedAt().isAfter(asOf.knownAt());
            if (known && from.isAfter(asOf.validAt()) && (next == null || from.isBefore(next))) {
                next = from;
            }
        }
        return next;
    }

    /** The purpose and all purposes it is part of, nearest first; empty where it is not in force. */
    public List<PurposeId> lineage(PurposeId id, AsOf asOf) {
        List<PurposeId> lineage = new ArrayList<>();
        PurposeId next = id;
        // A purpose met twice would be a cycle, which publishing refuses; the walk ends there all the same.
        while (next != null && !lineage.contains(next)) {
            Recorded<PurposePublished> node = inForce(next, asOf);
            if (node == null) {
                break;
            }
            lineage.add(next);
            next = node.event().parent();
        }
        return List.copyOf(lineage);
    }

    /** Every lineage the purpose had from a moment on, up to {@code asOf.validAt()}: the tree may have changed between. */
    public List<List<PurposeId>> lineages(PurposeId id, Instant since, AsOf asOf) {
        var lineages = new LinkedHashSet<List<PurposeId>>();
        lineages.add(lineage(id, new AsOf(since, asOf.knownAt())));
        lineages.add(lineage(id, asOf));
        if (since.isBefore(asOf.validAt())) {
            // One that was not known by then changes no lineage.
            changes.subSet(since, false, asOf.validAt(), false)
                    .forEach(time -> lineages.add(lineage(id, new AsOf(time, asOf.knownAt()))));
        }
        return List.copyOf(lineages);
    }

    /** All versions of the notice, oldest first. */
    public List<Recorded<NoticePublished>> notices(NoticeId id) {
        return List.copyOf(notices.getOrDefault(id, List.of()));
    }

    /** The ids of all notices, in the order of their first publication. */
    public Set<NoticeId> noticeIds() {
        return notices.keySet();
    }

    /** One version of a notice. */
    public Optional<Recorded<NoticePublished>> notice(NoticeRef ref) {
        return notices(ref.id()).stream()
                .filter(recorded -> recorded.event().version().equals(ref.version()))
                .findFirst();
    }

    /** Every recipient known at that time, in the order they were first described. */
    public List<Recorded<RecipientDescribed>> recipients(Instant knownAt) {
        return recipients.keySet().stream()
                .flatMap(id -> recipient(id, knownAt).stream())
                .toList();
    }

    /** The recipient as it was known then. */
    public Optional<Recorded<RecipientDescribed>> recipient(RecipientId id, Instant knownAt) {
        return last(recipients.getOrDefault(id, List.of()), knownAt);
    }

    /**
     * When what people were told changes materially for one of these purposes after that version of the notice, or null.
     *
     * @param given when they were told, or null where that is unknown: then every version that took effect after the one
     *     they were told counts
     */
    public @Nullable Instant materialChange(
            NoticeRef told, @Nullable Instant given, Collection<PurposeId> about, Instant knownAt) {
        Instant since = given != null
                ? given
                : notice(told)
                        .filter(recorded -> !recorded.recordedAt().isAfter(knownAt))
                        .map(recorded -> recorded.event().effectiveFrom())
                        .orElse(Instant.MIN);
        return notices.getOrDefault(told.id(), List.of()).stream()
                .filter(recorded -> !recorded.recordedAt().isAfter(knownAt))
                .map(Recorded::event)
                .filter(notice -> notice.change() == Change.MATERIAL)
                .filter(notice -> !notice.version().equals(told.version()))
                .filter(notice -> notice.purposes().stream().anyMatch(about::contains))
                .map(NoticePublished::effectiveFrom)
                .filter(from -> from.isAfter(since))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static Instant effectiveFrom(Recorded<PurposePublished> recorded) {
        Instant from = recorded.event().effectiveFrom();
        return from == null ? Instant.MIN : from;
    }

    private static <E extends CatalogueEvent> Optional<Recorded<E>> last(List<Recorded<E>> all, Instant knownAt) {
        Recorded<E> last = null;
        for (Recorded<E> recorded : all) {
            if (!recorded.recordedAt().isAfter(knownAt)) {
                last = recorded;
            }
        }
        return Optional.ofNullable(last);
    }
}
