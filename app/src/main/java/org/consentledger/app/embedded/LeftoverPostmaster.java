package org.consentledger.app.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a killed server left behind. PostgreSQL runs on when the Java process dies, and {@code postmaster.pid} says where;
 * but the process that has this id now may be any other.
 *
 * @param process the process that has the id now
 * @param use what it does with the database's files
 */
record LeftoverPostmaster(ProcessHandle process, Use use) {

    enum Use {
        /** It is the server we started on these files. */
        OURS,
        /** It is a PostgreSQL somebody else started on these files. */
        FOREIGN,
        /** It merely has the same process id. */
        UNRELATED
    }

    /** Above the greatest process id of Linux and macOS, so it names no process, now or later. */
    private static final String NOBODY = Integer.toString(Integer.MAX_VALUE);

    /** Finds the running process that the database's files name; the files are given by their real path. */
    static Optional<LeftoverPostmaster> find(Path files, PostgresBinaries binaries) throws IOException {
        var pidFile = pidFile(files);
        if (Files.notExists(pidFile)) {
            return Optional.empty();
        }
        return Files.readAllLines(pidFile).stream()
                .findFirst()
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,10}"))
                .flatMap(text -> ProcessHandle.of(Long.parseLong(text)))
                .map(process -> new LeftoverPostmaster(process, use(process.info(), files, binaries)));
    }

    private static Use use(ProcessHandle.Info process, Path files, PostgresBinaries binaries) {
        var program = Path.of(process.command().orElse(""));
        var onTheseFiles = List.of(process.arguments().orElse(new String[0])).contains(files.toString());
        if (!program.endsWith("bin/postgres") || !onTheseFiles) {
            return Use.UNRELATED;
        }
        return binaries.include(program) ? Use.OURS : Use.FOREIGN;
    }

    /**
     * Frees the files from an id that by now belongs to an unrelated process, which PostgreSQL would take for its
     * predecessor. Only the id goes: PostgreSQL itself still checks by the rest of the file that no other is at work.
     */
    static void forget(Path files) throws IOException {
        var lines = Files.readAllLines(pidFile(files));
        lines.set(0, NOBODY);
        PrivateFiles.write(pidFile(files), String.join("\n", lines) + "\n");
    }

    private static Path pidFile(Path files) {
        return files.resolve("postmaster.pid");
    }
}
