package org.consentledger.store.sealing;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import java.security.GeneralSecurityException;
import org.consentledger.store.Misconfigured;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The two keys that are kept outside the database: one wraps the keys of subjects, the other is the pepper of identifier
 * look-ups. Without the first everything sealed is lost, without the second nobody is found again; so neither is ever
 * replaced, and a start with keys that do not belong to the database is refused.
 */
public final class LedgerKeys {
    private static final String KEY_ENCRYPTION_KEY = "ledger.keys.key-encryption-key";
    private static final String LOOK_UP_PEPPER = "ledger.keys.look-up-pepper";

    private final Aead keyEncryption;
    private final PrfSet lookUpPepper;

    private LedgerKeys(Aead keyEncryption, PrfSet lookUpPepper) {
        this.keyEncryption = keyEncryption;
        this.lookUpPepper = lookUpPepper;
    }

    /** Loads both keys, making missing ones where the settings allow it and the database has not yet needed any. */
    static LedgerKeys load(KeySettings settings, JdbcClient jdbc) {
        registerWithTink();
        KeyFile wrapping = KeyFile.of(KEY_ENCRYPTION_KEY, settings.keyEncryptionKey());
        KeyFile pepper = KeyFile.of(LOOK_UP_PEPPER, settings.lookUpPepper());
        ensure(wrapping, settings.generate(), PredefinedAeadParameters.AES256_GCM, "ledger.subject_key", jdbc);
        ensure(pepper, settings.generate(), PredefinedPrfParameters.HMAC_SHA256_PRF, "ledger.identifier", jdbc);
        LedgerKeys keys = new LedgerKeys(primitive(wrapping, Aead.class), primitive(pepper, PrfSet.class));
        keys.refuseUnlessOfThisDatabase(jdbc);
        return keys;
    }

    private static void registerWithTink() {
        try {
            AeadConfig.register();
            PrfConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The cryptography of this Java runtime cannot be used", e);
        }
    }

    private static void ensure(KeyFile file, boolean generate, Parameters parameters, String table, JdbcClient jdbc) {
        if (file.exists()) {
            return;
        }
        String missing = "The key file " + file.path() + " (" + file.property() + ") does not exist";
        if (!generate) {
            throw new Misconfigured(
                    missing + ".",
                    "Put the file there; for a new ledger, start once with ledger.keys.generate=true, which makes it.");
        }
        boolean needed = jdbc.sql("select exists (select from " + table + ")")
                .query(Boolean.class)
                .single();
        if (needed) {
            throw new Misconfigured(
                    missing + ", but " + table + " holds rows made with it, which a new key would not open.",
                    "Restore the file from its backup.");
        }
        file.generate(parameters);
    }

    private static <P> P primitive(KeyFile file, Class<P> kind) {
        KeysetHandle keyset = file.read();
        try {
            return keyset.getPrimitive(RegistryConfiguration.get(), kind);
        } catch (GeneralSecurityException e) {
            throw file.unusable();
        }
    }

    /** One row of each table tells whether these are the keys it was made with; a mix-up is noticed before it spreads. */
    private void refuseUnlessOfThisDatabase(JdbcClient jdbc) {
        boolean opens = jdbc.sql("select subject_id, wrapped_key from ledger.subject_key limit 1")
                .query((row, number) -> SubjectKey.opens(
                        row.getObject("subject_id", java.util.UUID.class), row.getBytes("wrapped_key"), keyEncryption))
                .optional()
                .orElse(true);
        if (!opens) {
            throw new Misconfigured(
                    "The key of " + KEY_ENCRYPTION_KEY
                            + " does not open the keys in this database: it is another ledger's.",
                    "Restore the file that belongs to this database.");
        }
        boolean knows = jdbc.sql("select pepper_key_id from ledger.identifier limit 1")
                .query(Integer.class)
                .optional()
                .map(this::hasPepper)
                .orElse(true);
        if (!knows) {
            throw new Misconfigured(
                    "The keyset of " + LOOK_UP_PEPPER
                            + " lacks the key of identifiers in this database: nobody would be found.",
                    "Restore the file that belongs to this database.");
        }
    }

    private boolean hasPepper(int keyId) {
        try {
            return lookUpPepper.getPrfs().containsKey(keyId);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The keyset of " + LOOK_UP_PEPPER + " cannot be used", e);
        }
    }

    /** Wraps and unwraps the keys of subjects. */
    Aead keyEncryption() {
        return keyEncryption;
    }

    /** HMAC-SHA-256 under each active pepper; the primary is the one for new identifiers. */
    public PrfSet lookUpPepper() {
        return lookUpPepper;
    }
}
