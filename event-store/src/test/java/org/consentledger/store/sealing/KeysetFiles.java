package org.consentledger.store.sealing;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/** What operators do to the files of keys, step by step. */
public final class KeysetFiles {
    private KeysetFiles() {}

    /** Adds a key that is not yet used for anything new; its id. */
    public static int addWrappingKey(Path file) {
        return add(file, PredefinedAeadParameters.AES256_GCM);
    }

    /** Adds a pepper that is not yet preferred; its id. */
    public static int addPepper(Path file) {
        return add(file, PredefinedPrfParameters.HMAC_SHA256_PRF);
    }

    private static int add(Path file, Parameters parameters) {
        return change(
                        file,
                        keyset -> keyset.addEntry(KeysetHandle.generateEntryFromParameters(parameters)
                                .withRandomId()))
                .getAt(1)
                .getId();
    }

    /** Makes the last key of the file the primary. */
    public static void preferNewest(Path file) {
        change(file, keyset -> {
            keyset.getAt(keyset.size() - 1).makePrimary();
            return keyset;
        });
    }

    /** Removes the first key of the file. */
    public static void removeOldest(Path file) {
        change(file, keyset -> keyset.deleteAt(0));
    }

    private interface Change {
        KeysetHandle.Builder apply(KeysetHandle.Builder keyset) throws GeneralSecurityException;
    }

    private static KeysetHandle change(Path file, Change change) {
        try {
            KeysetHandle before =
                    TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get());
            KeysetHandle after = change.apply(KeysetHandle.newBuilder(before)).build();
            Path draft = file.resolveSibling("draft");
            Files.writeString(draft, TinkJsonProtoKeysetFormat.serializeKeyset(after, InsecureSecretKeyAccess.get()));
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return after;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
