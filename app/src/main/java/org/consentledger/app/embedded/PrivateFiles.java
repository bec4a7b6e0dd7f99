package org.consentledger.app.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** Files and directories that only the user running the server can read, from the moment they exist. */
final class PrivateFiles {

    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int PASSWORD_BYTES = 32;

    private PrivateFiles() {}

    /** Creates the directory with its parents, and returns its real path; one that exists keeps its mode. */
    static Path createDirectory(Path directory) throws IOException {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            throw new EmbeddedPostgresFailure(
                    "The embedded database needs a file system with POSIX permissions to keep its files private.",
                    "On this operating system, " + EmbeddedPostgresFailure.USE_ANOTHER_DATABASE,
                    null);
        }
        return Files.createDirectories(directory, DIRECTORY_MODE).toRealPath();
    }

    /** A new directory with a name nobody else uses, so that what an interrupted run left behind cannot interfere. */
    static Path createTemporaryDirectory(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(parent, prefix, DIRECTORY_MODE);
    }

    static Path createIfMissing(Path file) throws IOException {
        try {
            return Files.createFile(file, FILE_MODE);
        } catch (FileAlreadyExistsException e) {
            return file;
        }
    }

    /** Reads the password kept in the file; if there is none yet, makes one and has it on disk before returning. */
    static String password(Path file) throws IOException {
        if (Files.notExists(file)) {
            var bytes = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(bytes);
            write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        return Files.readString(file).strip();
    }

    /** Replaces the file as a whole: after a crash or power failure it holds the old text or the new one. */
    static void write(Path file, String text) throws IOException {
        var unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, FILE_MODE);
        try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(file.resolveSibling("."));
    }

    /** Has the names in the directory on disk, as a renamed file is otherwise lost with the power. */
    static void force(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
