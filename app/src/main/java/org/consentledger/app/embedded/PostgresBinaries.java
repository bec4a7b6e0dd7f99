package org.consentledger.app.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.springframework.util.FileSystemUtils;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL for this machine, unpacked from the class path. */
final class PostgresBinaries {

    private final Path parent;
    private final Path directory;

    private PostgresBinaries(Path parent, Path directory) {
        this.parent = parent;
        this.directory = directory;
    }

    /**
     * Unpacks the programs below the given directory unless they are there. The name of the result is the digest of the
     * archive, so another release unpacks beside this one, and it appears only once complete.
     */
    static PostgresBinaries unpackInto(Path parent) throws IOException {
        var realParent = PrivateFiles.createDirectory(parent);
        var archive = archive();
        var unpacked = realParent.resolve(digest(archive));
        if (Files.notExists(unpacked)) {
            var unfinished = PrivateFiles.createTemporaryDirectory(realParent, "unpacking-");
            unpack(archive, unfinished);
            publish(unfinished, unpacked);
        }
        return new PostgresBinaries(realParent, unpacked);
    }

    private static byte[] archive() throws IOException {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "Darwin" : "Linux";
        try (var stream = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, System.getProperty("os.arch"))) {
            return stream.readAllBytes();
        } catch (IllegalStateException e) {
            throw new EmbeddedPostgresFailure(
                    "This build of Consent Ledger brings no PostgreSQL for this operating system and processor.",
                    "On this machine, " + EmbeddedPostgresFailure.USE_ANOTHER_DATABASE,
                    e);
        }
    }

    private static String digest(byte[] archive) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        try (InputStream plain = new XZInputStream(new ByteArrayInputStream(archive));
                var tar = new TarArchiveInputStream(plain)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, target);
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, TarArchiveInputStream tar, Path target) throws IOException {
        var file = entry.resolveIn(target);
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            var executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(executable ? "rwx------" : "rw-------"));
        }
    }

    private static void publish(Path unfinished, Path unpacked) throws IOException {
        try {
            Files.move(unfinished, unpacked, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            FileSystemUtils.deleteRecursively(unfinished);
            if (Files.notExists(unpacked)) {
                throw e;
            }
            // Another process unpacked the same archive meanwhile, and its result serves as well.
        }
    }

    /** Whether the program is one of these or of an earlier release that was unpacked beside these. */
    boolean include(Path program) {
        return program.startsWith(parent);
    }

    /**
     * Runs one of the programs to its end, its output going to the log, and returns its exit status.
     *
     * @throws EmbeddedPostgresFailure if it takes longer than the limit; it is ended then
     */
    int run(Path log, Duration limit, String program, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it has no powers to misuse.
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(directory.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // The environment of the person who starts the server is not to steer this database.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return exitStatus(builder.start(), limit, program);
    }

    private static int exitStatus(Process process, Duration limit, String program) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new EmbeddedPostgresFailure(
                    "PostgreSQL's %s did not finish within %d seconds.".formatted(program, limit.toSeconds()),
                    "See whether the machine is overloaded, and start again.",
                    null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresFailure(
                    "The wait for PostgreSQL's %s was interrupted.".formatted(program), "Start again.", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
