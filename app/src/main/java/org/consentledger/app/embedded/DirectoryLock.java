package org.consentledger.app.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says that this process alone uses a directory. The operating system lets go of the lock when the process ends, however it
 * ends, so it is never stale.
 */
final class DirectoryLock implements AutoCloseable {

    /**
     * Directories locked by this JVM. POSIX drops a process's locks on a file when it closes any channel to it, so within
     * the JVM a second attempt must be refused before it opens one.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final int LONGEST_PROCESS_ID = 20;

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Locks a directory given by its real path, or fails at once if anyone holds it. */
    static DirectoryLock acquire(Path directory) throws IOException {
        if (!HELD.add(directory)) {
            throw inUse(directory, Long.toString(ProcessHandle.current().pid()));
        }
        try {
            return new DirectoryLock(directory, lockedChannel(directory));
        } catch (IOException | RuntimeException e) {
            HELD.remove(directory);
            throw e;
        }
    }

    private static FileChannel lockedChannel(Path directory) throws IOException {
        var file = PrivateFiles.createIfMissing(directory.resolve("server.lock"));
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(directory, read(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(LONGEST_PROCESS_ID);
        channel.read(bytes);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }

    private static EmbeddedPostgresFailure inUse(Path directory, String processId) {
        return new EmbeddedPostgresFailure(
                "The directory %s is in use by another Consent Ledger server (process %s)."
                        .formatted(directory, processId),
                "Stop that server, or give this one its own directory with ledger.embedded.directory. Servers that are to"
                        + " share one ledger share one database: "
                        + EmbeddedPostgresFailure.USE_ANOTHER_DATABASE,
                null);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(directory);
    }
}
