package org.consentledger.command;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.ReadAhead;
import org.consentledger.store.ReadAhead.StoredEvent;
import org.consentledger.store.erasure.Suppression;
import org.consentledger.store.erasure.Suppressions;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/**
 * Reads everything the commands of a batch need in one statement, hence in one round trip and from one snapshot: who is
 * meant, their streams and keys, the head of the catalogue, and the answers kept under Idempotency-Keys, which it takes
 * for the current transaction.
 */
@Component
class BatchRead {
    /** A row for each event of each person asked for; one without an event where there is none. */
    private static final String READ = """
            with asked as materialized (
                select ask.place, coalesce(ask.subject_id, known.subject_id) as subject_id,
                       case when ask.lock is not null then pg_try_advisory_xact_lock(ask.lock) end as locked,
                       kept.fingerprint, kept.outcome, suppressed.scope as suppressed_scope, suppressed.since as suppressed
                from unnest(cast(? as integer[]), cast(? as uuid[]), cast(? as bytea[]), cast(? as bigint[]), cast(? as bytea[]))
                     as ask (place, subject_id, hash, lock, key_hash)
                left join lateral (select subject_id from ledger.identifier
                                   where hash = ask.hash limit 1) known on true
                left join lateral (select scope, since from ledger.suppression
                                   where hash = ask.hash order by since desc limit 1) suppressed on true
                left join lateral (select fingerprint, outcome from ledger.idempotency
                                   where key_hash = ask.key_hash and recorded_at > ? limit 1) kept on true)
            select (select version from ledger.catalogue_head) as catalogue_head, asked.*, sealing.wrapped_key,
                   event.sequence, event.event_id, event.aggregate_type, event.recorded_at,
                   event.payload_type, event.payload_revision, event.payload, event.metadata
            from asked
            left join lateral (select wrapped_key from ledger.subject_key
                               where subject_id = asked.subject_id limit 1) sealing on true
            left join lateral (select * from ledger.event
                               where aggregate_id = asked.subject_id::text and aggregate_type = 'Subject'
                               order by sequence offset 0) event on true
            order by asked.place, event.sequence""";

    private final JdbcClient jdbc;
    private final Idempotency idempotency;

    BatchRead(JdbcClient jdbc, Idempotency idempotency) {
        this.jdbc = jdbc;
        this.idempotency = idempotency;
    }

    /**
     * What was read.
     *
     * @param people by the place of the command, null where nobody is known by that name. The stream of a person named
     *     by id may be empty: then there is no such person either
     * @param keys by the place of the command, null where it has no Idempotency-Key
     * @param suppressions by the place of the command, null where it names nobody by an address that is suppressed
     */
    record Read(
            ReadAhead ahead,
            @Nullable SubjectId[] people,
            Idempotency.@Nullable Found[] keys,
            @Nullable Suppression[] suppressions) {}

    Read read(List<QueuedCommand> commands) {
        var asks = new Asks(commands.size());
        var keys = new Idempotency.@Nullable Key[commands.size()];
        for (int place = 0; place < commands.size(); place++) {
            QueuedCommand command = commands.get(place);
            keys[place] = idempotency.keyOf(command.metadata());
            asks.add(place, command.person(), keys[place]);
        }
        ResultSetExtractor<Read> answers = rows -> answers(rows, keys);
        return jdbc.sql(READ).params(asks.columns()).param(idempotency.since()).query(answers);
    }

    private static Read answers(ResultSet row, Idempotency.@Nullable Key[] keys) throws SQLException {
        row.next();
        var ahead = new ReadAhead(row.getLong("catalogue_head"));
        var people = new @Nullable SubjectId[keys.length];
        var found = new Idempotency.@Nullable Found[keys.length];
        var suppressions = new @Nullable Suppression[keys.length];
        var streams = new HashMap<UUID, List<StoredEvent>>();
        do {
            int place = row.getInt("place");
            Idempotency.Key key = keys[place];
            if (key != null) {
                found[place] = found(row, key, found[place]);
            }
            suppressions[place] = latest(suppressions[place], suppression(row));
            UUID person = row.getObject("subject_id", UUID.class);
            if (person != null) {
                addEvent(row, person, ahead, streams);
                people[place] = new SubjectId(person);
            }
        } while (row.next());
        return new Read(ahead, people, found, suppressions);
    }

    private static @Nullable Suppression suppression(ResultSet row) throws SQLException {
        String scope = row.getString("suppressed_scope");
        return scope == null
                ? null
                : new Suppression(
                        Suppressions.scope(scope),
                        row.getObject("suppressed", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Suppression latest(@Nullable Suppression one, @Nullable Suppression other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.since().isBefore(other.since()) ? other : one;
    }

    private static Idempotency.Found found(ResultSet row, Idempotency.Key key, Idempotency.@Nullable Found before)
            throws SQLException {
        boolean locked = row.getBoolean("locked") || (before != null && before.locked());
        byte[] fingerprint = row.getBytes("fingerprint");
        Idempotency.Kept kept = fingerprint == null
                ? before == null ? null : before.kept()
                : new Idempotency.Kept(fingerprint, row.getString("outcome"));
        return new Idempotency.Found(key, locked, kept);
    }

    /** Who is named twice, or known under two peppers, is read twice: each event counts once. */
    private static void addEvent(ResultSet row, UUID person, ReadAhead ahead, Map<UUID, List<StoredEvent>> streams)
            throws SQLException {
        List<StoredEvent> stream = streams.get(person);
        if (stream == null) {
            stream = new ArrayList<>();
            streams.put(person, stream);
            ahead.add(new SubjectId(person), new ReadAhead.Person(stream, row.getBytes("wrapped_key")));
        }
        byte[] payload = row.getBytes("payload");
        if (payload != null && row.getLong("sequence") == stream.size()) {
            stream.add(StoredEvent.of(
                    row.getString("aggregate_type"),
                    person.toString(),
                    row.getLong("sequence"),
                    row.getString("event_id"),
                    row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                    row.getString("payload_type"),
                    row.getString("payload_revision"),
                    payload,
                    row.getBytes("metadata")));
        }
    }

    /** The columns of what is asked: a row for each hash of a name or key, of which there are as many as peppers. */
    private static final class Asks {
        private final List<@Nullable Integer> places;
        private final List<@Nullable UUID> subjects;
        private final List<byte @Nullable []> hashes;
        private final List<@Nullable Long> locks;
        private final List<byte @Nullable []> keyHashes;

        Asks(int commands) {
            places = new ArrayList<>(commands);
            subjects = new ArrayList<>(commands);
            hashes = new ArrayList<>(commands);
            locks = new ArrayList<>(commands);
            keyHashes = new ArrayList<>(commands);
        }

        void add(int place, Named person, Idempotency.@Nullable Key key) {
            UUID id = person instanceof Named.ById(SubjectId subject) ? subject.value() : null;
            List<byte[]> names = person instanceof Named.ByIdentifier named ? named.hashes() : List.of();
            List<byte[]> kept = key == null ? List.of() : key.hashes();
            for (int i = 0; i < Math.max(1, Math.max(names.size(), kept.size())); i++) {
                places.add(place);
                subjects.add(i == 0 ? id : null);
                hashes.add(i < names.size() ? names.get(i) : null);
                locks.add(i == 0 && key != null ? key.lock() : null);
                keyHashes.add(i < kept.size() ? kept.get(i) : null);
            }
        }

        List<SqlArrayValue> columns() {
            return List.of(
                    new SqlArrayValue("integer", places.toArray()),
                    new SqlArrayValue("uuid", subjects.toArray()),
                    new SqlArrayValue("bytea", (Object[]) hashes.toArray(byte[][]::new)),
                    new SqlArrayValue("bigint", locks.toArray()),
                    new SqlArrayValue("bytea", (Object[]) keyHashes.toArray(byte[][]::new)));
        }
    }
}
