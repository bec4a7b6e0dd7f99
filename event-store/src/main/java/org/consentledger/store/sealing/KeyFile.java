package org.consentledger.store.sealing;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.consentledger.store.Misconfigured;
import org.jspecify.annotations.Nullable;

/**
 * A file that holds one keyset.
 *
 * @param property the setting that names the file, for messages
 */
record KeyFile(String property, Path path) {
    private static final Set<PosixFilePermission> OPEN_TO_ALL = Set.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    static KeyFile of(String property, @Nullable Path path) {
        if (path == null) {
            throw new Misconfigured(
                    "The property " + property + " is missing: it names the file of a key.",
                    "Name a file there, the same on every node; where it does not exist yet, ledger.keys.generate=true"
                            + " makes it at the first start.");
        }
        return new KeyFile(property, path.toAbsolutePath());
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** What the file holds, which nothing may show. */
    String text() {
        refuseIfOpenToAll();
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new Misconfigured(
                    "The key file " + path + " (" + property + ") cannot be read.",
                    "Make it readable for the user of the server, and for nobody else (mode 0600).");
        }
    }

    /** The keyset. No message and no cause ever carries what the file holds. */
    KeysetHandle parse(String text) {
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(text, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException | RuntimeException e) {
            throw unusable();
        }
    }

    Misconfigured unusable() {
        return new Misconfigured(
                "The key file " + path + " (" + property + ") does not hold a Tink keyset of the right kind as JSON.",
                "Restore the file from its backup.");
    }

    /**
     * Makes the file with one new key. It appears complete and on disk or not at all, and never takes the place of
     * another: what was sealed under a replaced key could never be read again.
     */
    void generate(Parameters parameters) {
        try {
            Path directory = Objects.requireNonNull(path.getParent(), property + " names no file");
            Files.createDirectories(directory, onlyForOwner("rwx------"));
            Path draft = directory.resolve("." + path.getFileName() + "." + UUID.randomUUID());
            try {
                write(
                        draft,
                        TinkJsonProtoKeysetFormat.serializeKeyset(
                                KeysetHandle.generateNew(parameters), InsecureSecretKeyAccess.get()));
                publish(draft);
            } finally {
                Files.deleteIfExists(draft);
            }
            force(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + path + " (" + property + ") cannot be made", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No key can be made for " + property, e);
        }
    }

    private void write(Path draft, String json) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(draft, options, onlyForOwner("rw-------"))) {
            ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void publish(Path draft) throws IOException {
        try {
            // A rename would silently replace a file that another process made meanwhile; a second link cannot.
            Files.createLink(path, draft);
        } catch (FileAlreadyExistsException e) {
            // The other process's key is as good as ours, and it is the one that counts.
        } catch (UnsupportedOperationException e) {
            Files.move(draft, path);
        }
    }

    private static void force(Path directory) throws IOException {
        if (isPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private void refuseIfOpenToAll() {
        try {
            if (isPosix(path) && Files.getPosixFilePermissions(path).stream().anyMatch(OPEN_TO_ALL::contains)) {
                throw new Misconfigured(
                        "The key file " + path + " (" + property + ") is open to every user of the machine.",
                        "Make it mode 0600, and consider who may have read it.");
            }
        } catch (IOException e) {
            throw new Misconfigured(
                    "The key file " + path + " (" + property + ") cannot be read.", "Put the file back, mode 0600.");
        }
    }

    private FileAttribute<?>[] onlyForOwner(String permissions) {
        Path root = path.getRoot();
        boolean posix = root != null && isPosix(root);
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }
}
