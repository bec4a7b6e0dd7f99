package org.consentledger.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.util.FileSystemUtils;

/**
 * A temporary directory and what runs in it. Closing it, also by Ctrl-C, ends the latter, last started first, and removes
 * the directory.
 */
public final class Workspace implements AutoCloseable {
    private final Path directory;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Thread atExit = new Thread(this::end, "workspace-end");
    private boolean ended;

    public Workspace() {
        try {
            directory = Files.createTempDirectory("consent-ledger-bench-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    public Path directory() {
        return directory;
    }

    /** Copies the logs to a directory that is not removed, and names it. */
    public Path keptLogs() throws IOException {
        Path kept = Files.createTempDirectory("consent-ledger-logs-");
        try (var logs = Files.newDirectoryStream(directory, "*.log")) {
            for (Path log : logs) {
                Files.copy(log, kept.resolve(log.getFileName()));
            }
        }
        return kept;
    }

    /** Has it closed before the directory is removed. */
    public synchronized <T extends AutoCloseable> T keep(T process) {
        running.push(process);
        return process;
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        running.forEach(Workspace::end);
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void end(AutoCloseable process) {
        try {
            process.close();
        } catch (Exception failure) {
            System.err.println("Cannot end " + process + ": " + failure);
        }
    }
}
