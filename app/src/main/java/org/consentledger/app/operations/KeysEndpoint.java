package org.consentledger.app.operations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentledger.store.Misconfigured;
import org.consentledger.store.rotation.KeyRotation;
import org.consentledger.store.rotation.KeyRotation.Keyset;
import org.consentledger.store.sealing.KeyFileWatch;
import org.consentledger.store.sealing.KeysInUse;
import org.consentledger.store.sealing.LedgerKeys;
import org.consentledger.store.sealing.LedgerKeys.KeyIds;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The keys outside the database, at {@code /actuator/keys}: which are in use, and replacing them while the server runs. */
@Component
@Endpoint(id = "keys")
class KeysEndpoint {
    private static final int CONFLICT = 409;

    private final LedgerKeys keys;
    private final KeyFileWatch files;
    private final KeyRotation rotation;
    private final KeysInUse inUse;

    KeysEndpoint(LedgerKeys keys, KeyFileWatch files, KeyRotation rotation, JdbcClient jdbc) {
        this.keys = keys;
        this.files = files;
        this.rotation = rotation;
        this.inUse = new KeysInUse(jdbc);
    }

    /** What can be asked. In a request the words are in lower case with hyphens. */
    enum Action {
        /** Reads the files again, on this node. */
        RELOAD,
        /** Wraps the keys of people under the primary key. */
        ROTATE_KEY_ENCRYPTION_KEY,
        /** Hashes identifiers under the primary pepper. */
        ROTATE_LOOK_UP_PEPPER,
        /** Deletes the hashes under peppers that are no longer in the file. */
        FORGET_REMOVED_PEPPERS
    }

    /**
     * How the keys stand.
     *
     * @param refused why the files as they are now are not in use on this node
     */
    record Keys(@Nullable String refused, Keyring keyEncryptionKey, Keyring lookUpPepper) {}

    /**
     * One keyset. Ids are those in its file.
     *
     * @param primary the key for what is new
     * @param known the keys this node has
     * @param rows how many rows were made with each key: keys of people, hashes of identifiers
     * @param needed the other keys that cannot be removed, by how many people need them
     */
    record Keyring(
            String primary,
            List<String> known,
            Map<String, Long> rows,
            Map<String, Long> needed,
            @Nullable Rotation rotation) {}

    /** How far the rotation to a key has come. */
    record Rotation(
            String key,
            long done,
            long total,
            Instant startedAt,
            Instant workedAt,
            @Nullable Instant finishedAt) {}

    /** Why something was not done, and what to do about it. */
    record NotDone(String refused, String action) {}

    @ReadOperation
    Keys keys() {
        return new Keys(files.refused(), keyEncryptionKey(), lookUpPepper());
    }

    /** Answers at once; a rotation goes on in the background. */
    @WriteOperation
    WebEndpointResponse<Object> act(Action action) {
        try {
            switch (action) {
                case RELOAD -> files.reload();
                case ROTATE_KEY_ENCRYPTION_KEY -> rotation.start(Keyset.KEY_ENCRYPTION_KEY);
                case ROTATE_LOOK_UP_PEPPER -> rotation.start(Keyset.LOOK_UP_PEPPER);
                case FORGET_REMOVED_PEPPERS -> rotation.forgetRemovedPeppers();
            }
        } catch (Misconfigured refused) {
            return new WebEndpointResponse<>(new NotDone(refused.what(), refused.action()), CONFLICT);
        }
        return new WebEndpointResponse<>(keys());
    }

    private Keyring keyEncryptionKey() {
        KeyIds ids = keys.keyEncryptionIds();
        Map<Integer, Long> rows = inUse.wrapped();
        var needed = new TreeMap<>(rows);
        needed.remove(ids.primary());
        return keyring(ids, rows, needed, Keyset.KEY_ENCRYPTION_KEY);
    }

    private Keyring lookUpPepper() {
        KeyIds ids = keys.pepperIds();
        Map<Integer, Long> rows = inUse.hashed();
        var needed = new TreeMap<Integer, Long>();
        for (int pepper : rows.keySet()) {
            var others = new ArrayList<>(ids.all());
            others.remove((Integer) pepper);
            long people = inUse.peopleFoundOnlyUnder(pepper, others);
            if (people > 0 && pepper != ids.primary()) {
                needed.put(pepper, people);
            }
        }
        return keyring(ids, rows, needed, Keyset.LOOK_UP_PEPPER);
    }

    private Keyring keyring(KeyIds ids, Map<Integer, Long> rows, Map<Integer, Long> needed, Keyset keyset) {
        KeyRotation.Progress progress = rotation.progress(keyset);
        return new Keyring(
                shown(ids.primary()),
                ids.all().stream().map(KeysEndpoint::shown).toList(),
                shown(rows),
                shown(needed),
                progress == null
                        ? null
                        : new Rotation(
                                shown(progress.keyId()),
                                progress.done(),
                                progress.total(),
                                progress.startedAt(),
                                progress.workedAt(),
                                progress.finishedAt()));
    }

    private static Map<String, Long> shown(Map<Integer, Long> counts) {
        var shown = new TreeMap<String, Long>();
        counts.forEach((id, count) -> shown.put(shown(id), count));
        return shown;
    }

    private static String shown(int keyId) {
        return Integer.toUnsignedString(keyId);
    }
}
