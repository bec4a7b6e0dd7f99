package org.consentledger.store.rotation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.EventNames;
import org.consentledger.store.LedgerSerializer;
import org.consentledger.store.Misconfigured;
import org.consentledger.store.identity.Identities;
import org.consentledger.store.sealing.KeysInUse;
import org.consentledger.store.sealing.LedgerKeys;
import org.consentledger.store.sealing.LedgerKeys.KeyIds;
import org.consentledger.store.sealing.Vault;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings the rows of the database from older keys to the primary one, in small transactions beside the requests. Progress
 * stands in the database: after a crash the next start of the rotation, on any node, goes on where it ended.
 *
 * <p>All nodes must know the new primary before it is made primary, and it must be primary on all of them before rows are
 * brought to it: what a lagging node writes meanwhile stays under the old key, which then cannot be removed yet.
 */
@Component
public class KeyRotation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);
    private static final int BATCH = 500;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final LedgerKeys keys;
    private final Vault vault;
    private final Identities identities;
    private final LedgerSerializer events;
    private final KeysInUse inUse;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("key-rotation").factory());
    private volatile boolean closed;

    KeyRotation(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            LedgerKeys keys,
            Vault vault,
            Identities identities,
            LedgerSerializer events) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.keys = keys;
        this.vault = vault;
        this.identities = identities;
        this.events = events;
        this.inUse = new KeysInUse(jdbc);
    }

    /** What can be rotated. */
    public enum Keyset {
        /** The keys of people are wrapped anew. */
        KEY_ENCRYPTION_KEY("key-encryption-key"),
        /** Identifiers are hashed anew, read from the sealed events that tell of them. */
        LOOK_UP_PEPPER("look-up-pepper");

        private final String stored;

        Keyset(String stored) {
            this.stored = stored;
        }
    }

    /**
     * How far a rotation has come.
     *
     * @param keyId the key it brings rows to
     * @param done how many keys of people, or events that tell of an identifier, were looked at
     * @param total how many there were when it began
     * @param workedAt when the last of them were
     */
    public record Progress(
            int keyId,
            long done,
            long total,
            Instant startedAt,
            Instant workedAt,
            @Nullable Instant finishedAt) {}

    private record Turn(String reached, int looked, boolean changed) {}

    /** Begins, or goes on with what was begun under the same primary; returns at once. */
    public Future<?> start(Keyset keyset) {
        begin(keyset);
        return worker.submit(() -> work(keyset));
    }

    /** How far the last rotation has come, if there was one. */
    public @Nullable Progress progress(Keyset keyset) {
        return jdbc.sql("select * from ledger.rotation where keys = ?")
                .param(keyset.stored)
                .query((row, number) -> {
                    OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
                    return new Progress(
                            row.getInt("key_id"),
                            row.getLong("done"),
                            row.getLong("total"),
                            row.getObject("started_at", OffsetDateTime.class).toInstant(),
                            row.getObject("worked_at", OffsetDateTime.class).toInstant(),
                            finished == null ? null : finished.toInstant());
                })
                .optional()
                .orElse(null);
    }

    /**
     * Deletes the hashes of identifiers under peppers that were removed from the keyset.
     *
     * @return how many
     * @throws Misconfigured unless everybody was carried over to this node's primary pepper
     */
    public int forgetRemovedPeppers() {
        Progress rotation = progress(Keyset.LOOK_UP_PEPPER);
        KeyIds known = keys.pepperIds();
        boolean carried = rotation != null && rotation.finishedAt() != null && rotation.keyId() == known.primary();
        List<Integer> removed = inUse.hashed().keySet().stream()
                .filter(pepper -> !known.all().contains(pepper))
                .toList();
        long lost = removed.stream()
                .mapToLong(pepper -> inUse.peopleFoundOnlyUnder(pepper, known.all()))
                .sum();
        if (!removed.isEmpty() && (!carried || lost > 0)) {
            throw new Misconfigured(
                    "Hashes under a removed pepper are still needed.", "Rotate to the primary of this keyset first.");
        }
        return jdbc.sql("delete from ledger.identifier where pepper_key_id = any(?)")
                .param(new SqlArrayValue("integer", removed.toArray()))
                .update();
    }

    void begin(Keyset keyset) {
        jdbc.sql("""
                        insert into ledger.rotation as before
                            (keys, key_id, done, total, reached, started_at, worked_at, finished_at)
                        values (?, ?, 0, ?, '', now(), now(), null)
                        on conflict (keys) do update
                        set key_id = excluded.key_id, done = 0, total = excluded.total, reached = '',
                            started_at = now(), worked_at = now(), finished_at = null
                        where before.key_id <> excluded.key_id or before.finished_at is not null""").params(keyset.stored, primary(keyset), total(keyset)).update();
    }

    private int primary(Keyset keyset) {
        return switch (keyset) {
            case KEY_ENCRYPTION_KEY -> keys.keyEncryptionIds().primary();
            case LOOK_UP_PEPPER -> keys.pepperIds().primary();
        };
    }

    private long total(Keyset keyset) {
        return switch (keyset) {
            case KEY_ENCRYPTION_KEY -> left(keyset);
            case LOOK_UP_PEPPER ->
                jdbc.sql("select count(*) from ledger.event where payload_type = ?")
                        .param(EventNames.of(IdentifierAdded.class))
                        .query(Long.class)
                        .single();
        };
    }

    /** How many rows, or people, are not brought to the primary. */
    private long left(Keyset keyset) {
        int primary = primary(keyset);
        return switch (keyset) {
            case KEY_ENCRYPTION_KEY ->
                inUse.wrapped().entrySet().stream()
                        .filter(rows -> rows.getKey() != primary)
                        .mapToLong(rows -> rows.getValue())
                        .sum();
            case LOOK_UP_PEPPER ->
                inUse.hashed().keySet().stream()
                        .filter(pepper -> pepper != primary)
                        .mapToLong(pepper -> inUse.peopleFoundOnlyUnder(pepper, List.of(primary)))
                        .sum();
        };
    }

    private void work(Keyset keyset) {
        try {
            log.info("Rotation of the {} to {} begins or goes on", keyset.stored, primary(keyset));
            boolean more = true;
            while (more && !closed) {
                more = pass(keyset);
            }
        } catch (RuntimeException e) {
            // The message of a database error may repeat what a row holds.
            log.error(
                    "Rotation of the {} stopped: {}",
                    keyset.stored,
                    e instanceof Misconfigured ? e.getMessage() : e.getClass().getName());
        }
    }

    /** Goes once through what there is; true where another look is worth it, for what came in between. */
    private boolean pass(Keyset keyset) {
        boolean changed = false;
        while (!closed) {
            Turn turn = turn(keyset);
            if (turn == null) {
                return false;
            }
            changed |= turn.changed();
            if (turn.looked() == 0) {
                return ended(keyset, changed);
            }
        }
        return false;
    }

    /** What cannot be brought over (people erased meanwhile, nodes that lag) is left, and keeps its key needed. */
    private boolean ended(Keyset keyset, boolean changed) {
        long left = left(keyset);
        if (left > 0 && changed) {
            jdbc.sql("update ledger.rotation set reached = '' where keys = ?")
                    .param(keyset.stored)
                    .update();
            return true;
        }
        jdbc.sql("update ledger.rotation set finished_at = now(), worked_at = now() where keys = ? and key_id = ?")
                .params(keyset.stored, primary(keyset))
                .update();
        log.info("Rotation of the {} is finished; {} still need another key", keyset.stored, left);
        return false;
    }

    /** One batch in one transaction; null where there is nothing to go on with. */
    @Nullable
    Turn turn(Keyset keyset) {
        return transaction.execute(status -> {
            // Whoever holds the row works; a second node waits here and goes on behind it.
            String reached = jdbc.sql("""
                            select reached from ledger.rotation
                            where keys = ? and key_id = ? and finished_at is null for update""")
                    .params(keyset.stored, primary(keyset))
                    .query(String.class)
                    .optional()
                    .orElse(null);
            if (reached == null) {
                return null;
            }
            Turn turn = switch (keyset) {
                case KEY_ENCRYPTION_KEY -> wrapAnew(reached);
                case LOOK_UP_PEPPER -> hashAnew(reached);
            };
            jdbc.sql("""
                            update ledger.rotation set done = least(total, done + ?), reached = ?, worked_at = now()
                            where keys = ?""").params(turn.looked(), turn.reached(), keyset.stored).update();
            return turn;
        });
    }

    private record Wrapped(SubjectId subject, byte[] key) {}

    private Turn wrapAnew(String reached) {
        List<Wrapped> batch = jdbc.sql("""
                        select subject_id, wrapped_key from ledger.subject_key
                        where subject_id > coalesce(nullif(?, ''), '00000000-0000-0000-0000-000000000000')::uuid
                            and ledger.wrapping_key_id(wrapped_key) is distinct from ?
                        order by subject_id limit ? for update""")
                .params(reached, primary(Keyset.KEY_ENCRYPTION_KEY), BATCH)
                .query((row, number) -> new Wrapped(
                        new SubjectId(row.getObject("subject_id", UUID.class)), row.getBytes("wrapped_key")))
                .list();
        if (batch.isEmpty()) {
            return new Turn(reached, 0, false);
        }
        Object[] subjects = batch.stream().map(one -> one.subject().value()).toArray();
        Object[] anew =
                batch.stream().map(one -> keys.rewrap(one.subject(), one.key())).toArray(byte[][]::new);
        jdbc.sql("""
                        update ledger.subject_key k set wrapped_key = anew.wrapped
                        from unnest(?, ?) as anew (subject_id, wrapped) where k.subject_id = anew.subject_id""")
                .params(new SqlArrayValue("uuid", subjects), new SqlArrayValue("bytea", anew))
                .update();
        return new Turn(batch.getLast().subject().toString(), batch.size(), true);
    }

    private record Told(long globalIndex, IdentifierAdded event) {}

    private Turn hashAnew(String reached) {
        List<Told> batch = jdbc.sql("""
                        select global_index, payload_type, payload_revision, payload from ledger.event
                        where payload_type = ? and global_index > ? order by global_index limit ?""")
                .params(EventNames.of(IdentifierAdded.class), reached.isEmpty() ? 0L : Long.parseLong(reached), BATCH)
                .query((row, number) -> new Told(row.getLong("global_index"), (IdentifierAdded) events.event(
                        row.getString("payload_type"), row.getString("payload_revision"), row.getBytes("payload"))))
                .list();
        if (batch.isEmpty()) {
            return new Turn(reached, 0, false);
        }
        int carried = batch.stream().mapToInt(told -> carryOver(told.event())).sum();
        return new Turn(Long.toString(batch.getLast().globalIndex()), batch.size(), carried > 0);
    }

    /** How many hashes were added: of an erased person none. */
    private int carryOver(IdentifierAdded event) {
        Identifier identifier = event.identifier();
        Personal value = switch (identifier.value()) {
            case Personal.Sealed sealedValue -> vault.open(event.subject(), sealedValue);
            case Personal.Known known -> known;
            case Personal.Erased erased -> erased;
        };
        return switch (value) {
            case Personal.Known known ->
                identities.carryOver(new Identifier(identifier.kind(), identifier.namespace(), known));
            case Personal.Sealed _, Personal.Erased _ -> 0;
        };
    }

    /** Stops after the batch at hand; the next start goes on. */
    @Override
    public void close() {
        closed = true;
        worker.close();
    }
}
