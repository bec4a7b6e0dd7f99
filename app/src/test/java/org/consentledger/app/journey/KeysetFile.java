package org.consentledger.app.journey;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/** A file of keys as operators change it, step by step. */
record KeysetFile(Path path) {
    private interface Change {
        KeysetHandle.Builder apply(KeysetHandle.Builder keyset) throws GeneralSecurityException;
    }

    /** Adds a key that is not yet used for anything new. */
    void add(Parameters parameters) {
        change(keyset -> keyset.addEntry(
                KeysetHandle.generateEntryFromParameters(parameters).withRandomId()));
    }

    void preferNewest() {
        change(keyset -> {
            keyset.getAt(keyset.size() - 1).makePrimary();
            return keyset;
        });
    }

    void removeOldest() {
        change(keyset -> keyset.deleteAt(0));
    }

    String text() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Replaces the file as a whole, as tools that distribute secrets do. */
    void put(String text) {
        try {
            Path draft = path.resolveSibling(path.getFileName() + ".draft");
            Files.writeString(draft, text);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void change(Change change) {
        try {
            KeysetHandle before = TinkJsonProtoKeysetFormat.parseKeyset(text(), InsecureSecretKeyAccess.get());
            KeysetHandle after = change.apply(KeysetHandle.newBuilder(before)).build();
            put(TinkJsonProtoKeysetFormat.serializeKeyset(after, InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
