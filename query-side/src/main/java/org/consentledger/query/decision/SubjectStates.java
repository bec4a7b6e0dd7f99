package org.consentledger.query.decision;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
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
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Reads what a person's stream holds for decisions, and the streams of all who were ever merged with them, never stale: one
 * statement, hence one snapshot, reads the folded views of the live generation, whatever the streams hold beyond them, and the
 * head of the catalogue. The view may lag, be reset or be missing. Questions of the same moment share the statement.
 */
@Component
class SubjectStates {
    /**
     * Small tables have no statistics, and the planner would take one row for thousands: so single values are read as such,
     * and each table is looked into once for each person, by its key. Companies have no view: their streams are short.
     */
    private static final String READ = """
            select asked.place, coalesce(relative.subject_id, asked.subject_id) as subject_id,
                   relative.subject_id <> asked.subject_id as is_relative,
                   suppressed.event_id as erasure, suppressed.since, view.version, view.entries, asked.catalogue_head,
                   tail.sequence, tail.event_id, tail.recorded_at, tail.payload_type, tail.payload_revision, tail.payload
            from (select ask.place, coalesce(ask.subject_id, known.subject_id) as subject_id, ask.hash, ask.company,
                         (select version from ledger.catalogue_head) as catalogue_head,
                         (select live from view.projection where name = 'subject') as live
                  from unnest(cast(? as integer[]), cast(? as uuid[]), cast(? as bytea[]), cast(? as text[]))
                       as ask (place, subject_id, hash, company)
                  left join lateral (select subject_id from ledger.identifier
                                     where hash = ask.hash offset 0) known on true offset 0) asked
            left join lateral (select event_id, since from ledger.suppression
                               where asked.subject_id is null and hash = asked.hash
                               order by since limit 1) suppressed on true
            left join lateral (select family from ledger.kin where subject_id = asked.subject_id offset 0) own on true
            left join lateral (select subject_id from ledger.kin where family = own.family offset 0) relative on true
            left join lateral (select version, entries from view.subject
                               where generation = asked.live
                                 and subject_id = coalesce(relative.subject_id, asked.subject_id) offset 0) view on true
            left join lateral (select sequence, event_id, recorded_at, payload_type, payload_revision, payload
                               from ledger.event
                               where aggregate_id = coalesce(asked.company,
                                                             coalesce(relative.subject_id, asked.subject_id)::text)
                                 and sequence >= coalesce(view.version, 0)
                                 and aggregate_type = case when asked.company is null then 'Subject' else 'Company' end
                               offset 0) tail on true
            order by asked.place, is_relative, subject_id, suppressed.since, sequence""";

    /** The server needs processors besides those that read; the fewer reads, the more questions share one. */
    private static final int READS_AT_A_TIME = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    /** Enough to make a round trip cheap, and few enough to keep nobody waiting for long. */
    private static final int QUESTIONS_OF_A_STATEMENT = 64;

    private final JdbcClient jdbc;
    private final LedgerSerializer serializer;
    private final JointReads<Ask, Answer> reads;

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

    /** What one question is about. */
    private record Ask(
            Named person,
            Named.@Nullable ByIdentifier holder,
            @Nullable CompanyId company) {}

    /** What was found for one question, not yet folded: whoever asked does so, and meets what cannot be read. */
    private record Answer(long catalogueHead, List<Row> person, List<Row> holder, List<Row> company) {
        Answer(long catalogueHead) {
            this(catalogueHead, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /**
     * A stream with one of the events beyond its view, if there are any.
     *
     * @param subject null for that of a company, or where nobody is known by the name
     * @param suppressed whether and how the name is, where nobody is known by it
     */
    private record Row(
            @Nullable UUID subject,
            @Nullable SubjectSignals suppressed,
            long version,
            byte @Nullable [] entries,
            @Nullable Beyond event) {}

    private record Beyond(
            long sequence, EventId id, Instant recordedAt, String type, String revision, byte[] payload) {}

    SubjectStates(JdbcClient jdbc, LedgerSerializer serializer) {
        this.jdbc = jdbc;
        this.serializer = serializer;
        this.reads = new JointReads<>(READS_AT_A_TIME, QUESTIONS_OF_A_STATEMENT, this::answers);
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
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("Others would be answered from the snapshot of this transaction");
        }
        Answer answer = reads.read(new Ask(person, holder, company));
        return new Read(
                new Kinship(streams(answer.person)),
                new Kinship(streams(answer.holder)),
                streams(answer.company).stream().findFirst().orElse(SubjectSignals.UNKNOWN),
                answer.catalogueHead);
    }

    private List<Answer> answers(List<Ask> asks) {
        var columns = new Columns();
        asks.forEach(columns::add);
        ResultSetExtractor<List<Answer>> answers = rows -> answers(rows, asks.size());
        return jdbc.sql(READ).params(columns.all()).query(answers);
    }

    private static List<Answer> answers(ResultSet row, int asked) throws SQLException {
        row.next();
        long catalogueHead = row.getLong("catalogue_head");
        List<Answer> answers =
                Stream.generate(() -> new Answer(catalogueHead)).limit(asked).toList();
        do {
            int place = row.getInt("place");
            Answer answer = answers.get(place / Columns.PLACES);
            List<Row> rows = switch (place % Columns.PLACES) {
                case Columns.PERSON -> answer.person;
                case Columns.HOLDER -> answer.holder;
                default -> answer.company;
            };
            rows.add(row(row));
        } while (row.next());
        return answers;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("subject_id", UUID.class),
                suppressed(row),
                row.getLong("version"),
                row.getBytes("entries"),
                beyond(row));
    }

    private static @Nullable SubjectSignals suppressed(ResultSet row) throws SQLException {
        String erasure = row.getString("erasure");
        return erasure == null
                ? null
                : SubjectSignals.suppressedBy(
                        EventId.of(erasure), EventNames.of(SubjectErased.class), instant(row, "since"));
    }

    private static @Nullable Beyond beyond(ResultSet row) throws SQLException {
        byte[] payload = row.getBytes("payload");
        return payload == null
                ? null
                : new Beyond(
                        row.getLong("sequence"),
                        EventId.of(row.getString("event_id")),
                        instant(row, "recorded_at"),
                        row.getString("payload_type"),
                        row.getString("payload_revision"),
                        payload);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** The streams of one place. A person known under two peppers is read twice: each event counts once. */
    private List<SubjectSignals> streams(List<Row> rows) {
        var streams = new ArrayList<SubjectSignals>();
        for (int i = 0; i < rows.size(); ) {
            Row first = rows.get(i);
            long version = first.version;
            List<Entry> entries = new ArrayList<>(Entries.read(first.entries));
            for (; i < rows.size() && Objects.equals(rows.get(i).subject, first.subject); i++) {
                Beyond event = rows.get(i).event;
                if (event != null && event.sequence > version) {
                    throw new IllegalStateException("The stream has a hole after " + version + " events");
                }
                if (event != null && event.sequence == version) {
                    version++;
                    Entry entry = entry(event);
                    if (entry != null) {
                        entries.add(entry);
                    }
                }
            }
            if (version > 0) {
                SubjectId id = first.subject == null ? null : new SubjectId(first.subject);
                streams.add(new SubjectSignals(id, version, entries));
            } else if (first.suppressed != null && streams.isEmpty()) {
                streams.add(first.suppressed);
            }
        }
        return streams;
    }

    private @Nullable Entry entry(Beyond event) {
        return switch (serializer.event(event.type, event.revision, event.payload)) {
            case SubjectEvent of -> Entry.of(of, event.type, event.id, event.recordedAt);
            case CompanyEvent of -> Entry.of(of, event.type, event.id, event.recordedAt);
            case Object other -> throw new IllegalStateException("Not in the streams read: " + event.type);
        };
    }

    /** What is asked, as columns: a row for each hash of a name, of which there are as many as peppers. */
    private static final class Columns {
        /** A question has so many places, these three. */
        static final int PLACES = 3;

        static final int PERSON = 0;
        static final int HOLDER = 1;
        static final int COMPANY = 2;

        private final List<Integer> places = new ArrayList<>();
        private final List<@Nullable UUID> subjects = new ArrayList<>();
        private final List<byte @Nullable []> hashes = new ArrayList<>();
        private final List<@Nullable String> companies = new ArrayList<>();
        private int questions;

        void add(Ask ask) {
            int first = PLACES * questions++;
            add(first + PERSON, ask.person);
            if (ask.holder != null) {
                add(first + HOLDER, ask.holder);
            }
            if (ask.company != null) {
                add(first + COMPANY, null, null, new CompanyStream(ask.company).toString());
            }
        }

        private void add(int place, Named named) {
            switch (named) {
                case Named.ById(SubjectId subject) -> add(place, subject.value(), null, null);
                case Named.ByIdentifier identifier -> identifier.hashes().forEach(hash -> add(place, null, hash, null));
            }
        }

        private void add(int place, @Nullable UUID subject, byte @Nullable [] hash, @Nullable String company) {
            places.add(place);
            subjects.add(subject);
            hashes.add(hash);
            companies.add(company);
        }

        List<SqlArrayValue> all() {
            return List.of(
                    new SqlArrayValue("integer", places.toArray()),
                    new SqlArrayValue("uuid", subjects.toArray()),
                    new SqlArrayValue("bytea", (Object[]) hashes.toArray(byte[][]::new)),
                    new SqlArrayValue("text", companies.toArray()));
        }
    }
}
