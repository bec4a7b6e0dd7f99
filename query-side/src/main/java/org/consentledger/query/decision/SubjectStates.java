package org.consentledger.query.decision;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.consentledger.api.EventId;
import org.consentledger.api.company.CompanyCommand.CompanyStream;
import org.consentledger.api.company.CompanyEvent;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.rules.Entry;
import org.consentledger.query.decision.rules.Kinship;
import org.consentledger.query.decision.rules.SubjectSignals;
import org.consentledger.store.EventNames;
import org.consentledger.store.LedgerSerializer;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads what a person's stream holds for decisions, and the streams of all who were ever merged with them, never stale: one
 * statement, hence one snapshot, reads the folded views of the live generation, whatever the streams hold beyond them, and the
 * head of the catalogue. The view may lag, be reset or be missing.
 */
@Component
class SubjectStates {
    private static final String BY_ID =
            "select 0 as place, cast(? as uuid) as subject_id, null::text as erasure, null::timestamptz as since";
    /** Whoever holds the address, and the erasure that suppressed it first. */
    private static final String BY_HASH = """
            select %1$d as place,
                   (select subject_id from ledger.identifier where hash in (%2$s) limit 1) as subject_id,
                   suppressed.event_id as erasure, suppressed.since
            from (select) one
            left join lateral (select event_id, since from ledger.suppression
                               where hash in (%2$s) order by since limit 1) suppressed on true""";

    /**
     * Small tables have no statistics, and the planner would take one row for thousands: so single values are read as such,
     * and each table is looked into once for each person, by its key.
     */
    private static final String READ = """
            select asked.place, member.others, member.subject_id, asked.erasure, asked.since, view.version, view.entries,
                   asked.catalogue_head,
                   tail.sequence, tail.event_id, tail.recorded_at, tail.payload_type, tail.payload_revision, tail.payload
            from (select place, subject_id, erasure, since,
                         (select version from ledger.catalogue_head) as catalogue_head,
                         (select live from view.projection where name = 'subject') as live
                  from (%s) named) asked
            cross join lateral (select 0 as others, asked.subject_id
                                union all
                                select 1, subject_id from ledger.kin
                                where family = (select family from ledger.kin where subject_id = asked.subject_id)
                                and subject_id <> asked.subject_id offset 0) member
            left join lateral (select version, entries from view.subject
                               where generation = asked.live and subject_id = member.subject_id offset 0) view on true
            left join lateral (select * from ledger.event
                               where aggregate_id = member.subject_id::text and sequence >= coalesce(view.version, 0)
                                 and aggregate_type = 'Subject' offset 0) tail on true""";

    /** Companies have no view: their streams are short, and few questions name one. */
    private static final String AND_COMPANY = """

            union all
            select 2, 0, null, null, null, null, null, null, sequence, event_id, recorded_at, payload_type, payload_revision, payload
            from ledger.event where aggregate_id = ? and aggregate_type = 'Company'""";

    private static final String IN_ORDER = "\norder by place, others, subject_id, sequence";

    /** One for each form of question, of which there are few: a plan is found once for each. */
    private final Map<Form, String> statements = new ConcurrentHashMap<>();

    private final JdbcClient jdbc;
    private final LedgerSerializer serializer;

    /**
     * A person's signals, those of whoever holds the address asked about, and the head of the catalogue, from one snapshot.
     *
     * @param holder those of nobody known, where no address was asked about
     * @param company what the company asked about forbade; nothing, where none was
     */
    record Read(Kinship person, Kinship holder, SubjectSignals company, long catalogueHead) {
        /** Of nobody. */
        static final Read NOTHING = new Read(Kinship.NONE, Kinship.NONE, SubjectSignals.UNKNOWN, 0);

        /** What counts for the person as far as it was known then, with what the holder and the company said against it. */
        SubjectSignals knownAt(Instant knownAt) {
            return person.knownAt(knownAt)
                    .withNegativesOf(holder.knownAt(knownAt))
                    .withNegativesOf(company);
        }

        /** When the last of all this was recorded, or the given time if that is later. */
        Instant notBefore(Instant time) {
            return company.notBefore(holder.notBefore(person.notBefore(time)));
        }
    }

    /**
     * How the people are named.
     *
     * @param hashes under how many peppers the person may be known; 0: named by id
     * @param holderHashes the same of the holder; 0: there is none to ask about
     * @param company whether one is asked about
     */
    private record Form(int hashes, int holderHashes, boolean company) {
        String statement() {
            String person = hashes == 0 ? BY_ID : byHash(0, hashes);
            String people = holderHashes == 0 ? person : person + " union all " + byHash(1, holderHashes);
            return READ.formatted(people) + (company ? AND_COMPANY : "") + IN_ORDER;
        }

        private static String byHash(int place, int hashes) {
            return BY_HASH.formatted(place, String.join(", ", Collections.nCopies(hashes, "?")));
        }
    }

    SubjectStates(JdbcClient jdbc, LedgerSerializer serializer) {
        this.jdbc = jdbc;
        this.serializer = serializer;
    }

    Read read(Named person) {
        return read(person, null, null);
    }

    Read read(SubjectId id) {
        return read(new Named.ById(id));
    }

    /**
     * @param holder the name that may be another person's; null: there is none to ask about
     * @param company that the person represents in this; null: none
     */
    Read read(Named person, Named.@Nullable ByIdentifier holder, @Nullable CompanyId company) {
        List<Object> values = new ArrayList<>();
        int hashes = switch (person) {
            case Named.ById(SubjectId id) -> {
                values.add(id.value());
                yield 0;
            }
            case Named.ByIdentifier byIdentifier -> add(byIdentifier, values);
        };
        var form = new Form(hashes, holder == null ? 0 : add(holder, values), company != null);
        if (company != null) {
            values.add(new CompanyStream(company).toString());
        }
        return jdbc.sql(statements.computeIfAbsent(form, Form::statement))
                .params(values)
                .query(this::fold);
    }

    private static int add(Named.ByIdentifier named, List<Object> values) {
        // Once for whoever holds the address, once for its suppression.
        values.addAll(named.hashes());
        values.addAll(named.hashes());
        return named.hashes().size();
    }

    private Read fold(ResultSet row) throws SQLException {
        boolean more = row.next();
        long catalogueHead = row.getLong("catalogue_head");
        List<List<SubjectSignals>> streams = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        while (more) {
            int place = row.getInt("place");
            UUID subject = row.getObject("subject_id", UUID.class);
            String erasure = row.getString("erasure");
            if (subject == null && erasure != null) {
                streams.get(place)
                        .add(SubjectSignals.suppressedBy(
                                EventId.of(erasure),
                                EventNames.of(SubjectErased.class),
                                row.getObject("since", OffsetDateTime.class).toInstant()));
            }
            long version = row.getLong("version");
            List<Entry> entries = new ArrayList<>(Entries.read(row.getBytes("entries")));
            do {
                byte[] payload = row.getBytes("payload");
                if (payload != null) {
                    version = row.getLong("sequence") + 1;
                    Entry entry = entry(row, payload);
                    if (entry != null) {
                        entries.add(entry);
                    }
                }
                more = row.next();
            } while (more && row.getInt("place") == place && isOf(row, subject));
            if (version > 0) {
                SubjectId id = subject == null ? null : new SubjectId(subject);
                streams.get(place).add(new SubjectSignals(id, version, entries));
            }
        }
        SubjectSignals company = streams.getLast().isEmpty()
                ? SubjectSignals.UNKNOWN
                : streams.getLast().getFirst();
        return new Read(new Kinship(streams.get(0)), new Kinship(streams.get(1)), company, catalogueHead);
    }

    private static boolean isOf(ResultSet row, @Nullable UUID subject) throws SQLException {
        return Objects.equals(row.getObject("subject_id", UUID.class), subject);
    }

    private @Nullable Entry entry(ResultSet row, byte[] payload) throws SQLException {
        String type = row.getString("payload_type");
        EventId eventId = EventId.of(row.getString("event_id"));
        Instant recordedAt = row.getObject("recorded_at", OffsetDateTime.class).toInstant();
        return switch (serializer.event(type, row.getString("payload_revision"), payload)) {
            case SubjectEvent event -> Entry.of(event, type, eventId, recordedAt);
            case CompanyEvent event -> Entry.of(event, type, eventId, recordedAt);
            case Object other -> throw new IllegalStateException("Not in the streams read: " + type);
        };
    }
}
