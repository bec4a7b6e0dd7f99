package org.consentledger.bench.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.consentledger.bench.http.Call;
import org.consentledger.bench.http.Line;
import org.jspecify.annotations.Nullable;

/**
 * One server, in a process of its own on the JDK and class path of this one. It can be killed and started again, and then
 * has the same port and settings.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final int LOG_LINES_SHOWN = 30;

    private final String name;
    private final int port;
    private final List<String> command;
    private final Map<String, String> settings;
    private final Path directory;
    private final Path log;
    private volatile @Nullable Process process;

    /**
     * @param name of the log file
     * @param directory where it works and writes its log
     * @param options of the JVM
     * @param settings of the server, as environment variables: the list of processes would show arguments to everyone
     */
    public ServerProcess(
            String name, Path directory, Class<?> main, List<String> options, Map<String, String> settings) {
        this.name = name;
        this.directory = directory;
        this.settings = settings;
        this.log = directory.resolve(name + ".log");
        this.port = freePort();
        command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        // As operations.md has it, unless another is asked for: two together would keep the JVM from starting.
        if (options.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
            command.add("-XX:+UseParallelGC");
        }
        command.addAll(options);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.add("--server.port=" + port);
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return running().pid();
    }

    /** Starts the process, and does not wait. */
    public void start() throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(settings);
        builder.environment().put("SPRING_PROFILES_ACTIVE", "plain");
        process = builder.start();
    }

    /** Waits until the server answers that it is in service. */
    public void awaitAnswer() throws IOException, InterruptedException {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        try (var line = new Line(port, Duration.ofSeconds(10))) {
            while (!answers(line)) {
                if (!running().isAlive()) {
                    throw new IOException(name + " ended with " + running().exitValue() + tail());
                }
                if (System.nanoTime() > limit) {
                    throw new IOException(name + " does not answer" + tail());
                }
                Thread.sleep(20);
            }
        }
    }

    private static boolean answers(Line line) {
        try {
            return line.send(Call.getWithoutToken("/actuator/health")).status() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    public boolean isAlive() {
        var started = process;
        return started != null && started.isAlive();
    }

    /** Ends it at once, as kill -9 does. */
    public void kill() throws InterruptedException {
        running().destroyForcibly();
        running().waitFor();
    }

    /** Ends it in order. */
    public void stop() throws InterruptedException {
        running().destroy();
        if (!running().waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** Takes all processor time from it until {@link #thaw()}. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Has it write to its log what each of its threads does. */
    public void dumpThreads() throws IOException, InterruptedException {
        signal("QUIT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
    }

    /** What of it is in memory now, in bytes (Linux). */
    public long residentBytes() throws IOException {
        return status("VmRSS:");
    }

    /** The most of it that ever was in memory, in bytes (Linux). */
    public long mostResidentBytes() throws IOException {
        return status("VmHWM:");
    }

    /** Processor time used so far. */
    public Duration processorTime() {
        return running().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private long status(String field) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("There is no " + field));
        }
    }

    private String tail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    }

    private Process running() {
        var started = process;
        if (started == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return started;
    }

    @Override
    public void close() throws InterruptedException {
        if (isAlive()) {
            // Only what is frozen ignores the request to end.
            stop();
        }
    }

    /** Ours, and good from any directory. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
