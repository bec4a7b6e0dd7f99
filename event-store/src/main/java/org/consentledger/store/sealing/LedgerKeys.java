package org.consentledger.store.sealing;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.Prf;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.Misconfigured;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The two keysets that are kept outside the database: one wraps the keys of subjects, the other holds the peppers of
 * identifier look-ups. Without the first everything sealed is lost, without the second nobody is found again; so keysets
 * that do not belong to the database, or lack a key it still needs, are refused, at the start and later.
 *
 * <p>They are read again while the server runs ({@link #reload}): ask for them each time, and keep none.
 */
public final class LedgerKeys {
    static final String KEY_ENCRYPTION_KEY = "ledger.keys.key-encryption-key";
    static final String LOOK_UP_PEPPER = "ledger.keys.look-up-pepper";

    private final KeySettings settings;
    private final JdbcClient jdbc;
    private volatile Loaded loaded;

    /**
     * The ids of the keys in a keyset, in the order of its file.
     *
     * @param primary the key that is used for what is new
     */
    public record KeyIds(int primary, List<Integer> all) {
        public KeyIds {
            all = List.copyOf(all);
        }
    }

    /** A secret under which identifiers are hashed. */
    public record Pepper(int keyId, Prf prf) {}

    private record Loaded(
            String content,
            Aead keyEncryption,
            KeyIds keyEncryptionIds,
            PrfSet lookUpPepper,
            KeyIds pepperIds,
            List<Pepper> peppers) {}

    private LedgerKeys(KeySettings settings, JdbcClient jdbc) {
        this.settings = settings;
        this.jdbc = jdbc;
        this.loaded = read();
    }

    /** Loads both keysets, making missing ones where the settings allow it and the database has not yet needed any. */
    static LedgerKeys load(KeySettings settings, JdbcClient jdbc) {
        registerWithTink();
        ensure(
                wrapping(settings),
                settings.generate(),
                PredefinedAeadParameters.AES256_GCM,
                List.of("ledger.subject_key"),
                jdbc);
        ensure(
                pepper(settings),
                settings.generate(),
                PredefinedPrfParameters.HMAC_SHA256_PRF,
                List.of("ledger.identifier", "ledger.suppression"),
                jdbc);
        return new LedgerKeys(settings, jdbc);
    }

    private static KeyFile wrapping(KeySettings settings) {
        return KeyFile.of(KEY_ENCRYPTION_KEY, settings.keyEncryptionKey());
    }

    private static KeyFile pepper(KeySettings settings) {
        return KeyFile.of(LOOK_UP_PEPPER, settings.lookUpPepper());
    }

    private static void registerWithTink() {
        try {
            AeadConfig.register();
            PrfConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The cryptography of this Java runtime cannot be used", e);
        }
    }

    private static void ensure(
            KeyFile file, boolean generate, Parameters parameters, List<String> tables, JdbcClient jdbc) {
        if (file.exists()) {
            return;
        }
        String missing = "The key file " + file.path() + " (" + file.property() + ") does not exist";
        if (!generate) {
            throw new Misconfigured(
                    missing + ".",
                    "Put the file there; for a new ledger, start once with ledger.keys.generate=true, which makes it.");
        }
        for (String table : tables) {
            boolean needed = jdbc.sql("select exists (select from " + table + ")")
                    .query(Boolean.class)
                    .single();
            if (needed) {
                throw new Misconfigured(
                        missing + ", but " + table + " holds rows made with it, which a new key would not open.",
                        "Restore the file from its backup.");
            }
        }
        file.generate(parameters);
    }

    /**
     * Reads the files again; what they hold is used from now on.
     *
     * @throws Misconfigured if they cannot be used, or lack a key that rows in the database need; then the keys read
     *     before stay in use
     */
    public synchronized void reload() {
        loaded = read();
    }

    /** Whether the files no longer hold what is in use. */
    boolean filesDiffer() {
        return !loaded.content.equals(
                wrapping(settings).text() + pepper(settings).text());
    }

    private Loaded read() {
        KeyFile wrapping = wrapping(settings);
        KeyFile pepper = pepper(settings);
        String wrappingText = wrapping.text();
        String pepperText = pepper.text();
        KeysetHandle wrappingKeys = wrapping.parse(wrappingText);
        KeysetHandle pepperKeys = pepper.parse(pepperText);
        PrfSet prfs = primitive(pepperKeys, pepper, PrfSet.class);
        var read = new Loaded(
                wrappingText + pepperText,
                primitive(wrappingKeys, wrapping, Aead.class),
                ids(wrappingKeys),
                prfs,
                ids(pepperKeys),
                peppers(prfs, pepper));
        var rows = new KeysInUse(jdbc);
        rows.refuseUnlessAllOpen(read.keyEncryption, read.keyEncryptionIds);
        rows.refuseUnlessAllAreFound(read.pepperIds);
        return read;
    }

    private static <P> P primitive(KeysetHandle keyset, KeyFile file, Class<P> kind) {
        try {
            return keyset.getPrimitive(RegistryConfiguration.get(), kind);
        } catch (GeneralSecurityException e) {
            throw file.unusable();
        }
    }

    private static KeyIds ids(KeysetHandle keyset) {
        return new KeyIds(
                keyset.getPrimary().getId(),
                IntStream.range(0, keyset.size())
                        .mapToObj(keyset::getAt)
                        .filter(entry -> entry.getStatus().equals(com.google.crypto.tink.KeyStatus.ENABLED))
                        .map(KeysetHandle.Entry::getId)
                        .toList());
    }

    private static List<Pepper> peppers(PrfSet prfs, KeyFile file) {
        try {
            int primary = prfs.getPrimaryId();
            Map<Integer, Prf> byId = prfs.getPrfs();
            return byId.entrySet().stream()
                    .map(entry -> new Pepper(entry.getKey(), entry.getValue()))
                    .sorted(Comparator.<Pepper, Boolean>comparing(one -> one.keyId() != primary)
                            .thenComparing(Pepper::keyId))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw file.unusable();
        }
    }

    /** Wraps and unwraps the keys of subjects. */
    Aead keyEncryption() {
        return loaded.keyEncryption;
    }

    /** HMAC-SHA-256 under each active pepper; the primary is the one for new identifiers. */
    PrfSet lookUpPepper() {
        return loaded.lookUpPepper;
    }

    /** HMAC-SHA-256 under each active pepper: the primary first, the others by id. */
    public List<Pepper> peppers() {
        return loaded.peppers;
    }

    /** The keys that wrap the keys of subjects. */
    public KeyIds keyEncryptionIds() {
        return loaded.keyEncryptionIds;
    }

    /** The peppers. */
    public KeyIds pepperIds() {
        return loaded.pepperIds;
    }

    /** The stored key of a subject, wrapped anew under the primary. */
    public byte[] rewrap(SubjectId subject, byte[] wrapped) {
        return SubjectKey.rewrap(subject, wrapped, loaded.keyEncryption);
    }
}
