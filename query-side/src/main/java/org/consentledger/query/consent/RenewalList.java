package org.consentledger.query.consent;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentledger.api.AsOf;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.OpenConsent;
import org.consentledger.api.subject.OpenConsent.Renewal;
import org.consentledger.api.subject.Recorded;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.rules.Entry;
import org.consentledger.query.decision.rules.Kinship;
import org.consentledger.query.decision.rules.SubjectSignals;
import org.consentledger.store.EventNames;
import org.consentledger.store.LedgerSerializer;
import org.consentledger.store.catalogue.Catalogues;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/**
 * The consents that have to be renewed. The register of open consents says whom to look at, their streams and those of
 * whoever is merged with them what is so: who has said no, asked to be erased or consented anew is not in the list.
 */
@Component
class RenewalList {
    private final JdbcClient jdbc;
    private final LedgerSerializer serializer;
    private final Catalogues catalogues;
    private final Clock clock;

    RenewalList(JdbcClient jdbc, LedgerSerializer serializer, Catalogues catalogues, Clock clock) {
        this.jdbc = jdbc;
        this.serializer = serializer;
        this.catalogues = catalogues;
        this.clock = clock;
    }

    /** Which are sought; null: any. */
    record Sought(
            @Nullable ControllerId controller,
            @Nullable PurposeId purpose,
            @Nullable Instant dueBefore) {}

    /** A place in the list, which is ordered by time. */
    record Place(Instant time, EventId consent) {}

    /** A consent that has to be renewed. */
    record Found(SubjectId subject, OpenConsent consent, Renewal renewal) {}

    /**
     * A stretch of the list.
     *
     * @param found those of the stretch that are still to be renewed
     * @param next where the next stretch begins; null at the end
     */
    record Stretch(List<Found> found, @Nullable Place next) {}

    /** A row of the register. */
    private record Listed(SubjectId subject, Place place) {}

    /**
     * The next of those sought, the ones first that end first.
     *
     * @param most how many are looked at, of which some may be left out
     */
    Stretch next(Sought sought, @Nullable Place after, int most) {
        Catalogue catalogue = catalogues.current();
        Instant now = clock.instant();
        List<Listed> listed = listed(sought, after, most, catalogue, now);
        Map<SubjectId, Family> families =
                families(listed.stream().map(Listed::subject).collect(Collectors.toSet()));
        List<Found> found = listed.stream()
                .flatMap(one -> found(one, requireNonNull(families.get(one.subject)), sought, catalogue, now).stream())
                .toList();
        return new Stretch(found, listed.size() < most ? null : listed.getLast().place);
    }

    private static Optional<Found> found(Listed one, Family family, Sought sought, Catalogue catalogue, Instant now) {
        List<Recorded> counting = family.counting(now);
        if (counting.stream().anyMatch(recorded -> recorded.event() instanceof ErasureDeferred)) {
            return Optional.empty();
        }
        Predicate<PurposeId> about = purpose -> sought.purpose == null || purpose.equals(sought.purpose);
        return OpenConsent.in(counting, catalogue, now).stream()
                .filter(open -> open.eventId().equals(one.place.consent))
                .findFirst()
                .flatMap(open -> open.renewal(about, catalogue, now)
                        .filter(renewal ->
                                sought.dueBefore == null || renewal.end().at().isBefore(sought.dueBefore))
                        .map(renewal -> new Found(one.subject, open, renewal)));
    }

    private List<Listed> listed(Sought sought, @Nullable Place after, int most, Catalogue catalogue, Instant now) {
        return jdbc.sql("""
                        select subject_id, event_id, renew_at from ledger.open_consent
                        where renew_at is not null
                          and (cast(:dueBefore as timestamptz) is null or renew_at < :dueBefore)
                          and (cast(:controllers as text) is null or controllers && string_to_array(:controllers, ' '))
                          and (cast(:purposes as text) is null or purposes && string_to_array(:purposes, ' '))
                          and (cast(:afterTime as timestamptz) is null
                               or (renew_at, event_id) > (cast(:afterTime as timestamptz), cast(:afterId as uuid)))
                        order by renew_at, event_id limit :most""")
                .param("dueBefore", sought.dueBefore == null ? null : sought.dueBefore.atOffset(ZoneOffset.UTC))
                .param("controllers", sought.controller == null ? null : naming(sought.controller, catalogue, now))
                .param("purposes", sought.purpose == null ? null : naming(sought.purpose, catalogue, now))
                .param("afterTime", after == null ? null : after.time.atOffset(ZoneOffset.UTC))
                .param("afterId", after == null ? null : after.consent.value())
                .param("most", most)
                .query((row, _) -> new Listed(
                        new SubjectId(row.getObject("subject_id", UUID.class)),
                        new Place(
                                row.getObject("renew_at", OffsetDateTime.class).toInstant(),
                                new EventId(row.getObject("event_id", UUID.class)))))
                .list();
    }

    /** Under what names a consent may concern the controller. */
    private static String naming(ControllerId id, Catalogue catalogue, Instant now) {
        return catalogue
                .controller(id, now)
                .map(known -> known.event().group())
                .map(group -> id.value() + " " + new ControllerRef.Group(group).text())
                .orElse(id.value());
    }

    /** Under what names a consent may reach the purpose. */
    private static String naming(PurposeId id, Catalogue catalogue, Instant now) {
        return String.join(
                " ",
                catalogue.lineage(id, AsOf.now(now)).stream()
                        .map(PurposeId::value)
                        .toList());
    }

    private Map<SubjectId, Family> families(Collection<SubjectId> people) {
        var families = new LinkedHashMap<SubjectId, Family>();
        people.forEach(person -> families.put(person, new Family(person)));
        if (people.isEmpty()) {
            return families;
        }
        jdbc.sql("""
                        select asked.subject_id as person, event.aggregate_id, event.event_id, event.recorded_at,
                               event.payload_type, event.payload_revision, event.payload
                        from unnest(?) as asked (subject_id)
                        left join lateral (select family from ledger.kin
                                           where subject_id = asked.subject_id offset 0) own on true
                        left join lateral (select subject_id from ledger.kin
                                           where family = own.family offset 0) relative on true
                        cross join lateral (
                            select * from ledger.event
                            where aggregate_id = coalesce(relative.subject_id, asked.subject_id)::text
                              and aggregate_type = 'Subject' offset 0) event
                        order by event.aggregate_id, event.sequence""")
                .param(new SqlArrayValue(
                        "uuid", people.stream().map(SubjectId::value).toArray()))
                .query(row -> {
                    requireNonNull(families.get(new SubjectId(row.getObject("person", UUID.class))))
                            .add(SubjectId.of(row.getString("aggregate_id")), serializer.recorded(row));
                });
        return families;
    }

    /** The stream of a person, and those of all who were ever merged with them. */
    private static final class Family {
        private final SubjectId person;
        private final Map<SubjectId, List<Recorded>> streams = new LinkedHashMap<>();

        Family(SubjectId person) {
            this.person = person;
            streams.put(person, new ArrayList<>());
        }

        void add(SubjectId whose, Recorded recorded) {
            streams.computeIfAbsent(whose, _ -> new ArrayList<>()).add(recorded);
        }

        /** What of it all counts for the person, in the order of recording. */
        List<Recorded> counting(Instant now) {
            List<Recorded> own = requireNonNull(streams.get(person));
            if (streams.size() == 1) {
                return own;
            }
            var family = new Kinship(streams.entrySet().stream()
                    .map(stream -> new SubjectSignals(
                            stream.getKey(),
                            stream.getValue().size(),
                            stream.getValue().stream().flatMap(Family::entry).toList()))
                    .toList());
            // Clocks of nodes differ: what was read is known.
            Set<Entry> counting =
                    Set.copyOf(family.knownAt(family.notBefore(now)).entries());
            return streams.entrySet().stream()
                    .flatMap(stream -> stream.getKey().equals(person)
                            ? own.stream()
                            : stream.getValue().stream()
                                    .filter(one -> entry(one).anyMatch(counting::contains)))
                    .sorted(Comparator.comparing(Recorded::recordedAt))
                    .toList();
        }

        private static Stream<Entry> entry(Recorded one) {
            return Stream.ofNullable(
                    Entry.of(one.event(), EventNames.of(one.event().getClass()), one.eventId(), one.recordedAt()));
        }
    }
}
