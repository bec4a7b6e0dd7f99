package org.consentledger.bench.measure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.consentledger.bench.http.AnswerReader;

/**
 * Callers over kept connections, each of which sends its next request when it has its answer. One thread serves them all:
 * the load shares the processors with what it measures, and a thread a caller would cost more.
 */
final class Load {
    private static final long POLL_MILLIS = 100;
    private static final long ANSWER_WITHIN_NANOS = Duration.ofSeconds(30).toNanos();

    private final InetSocketAddress server;
    private final Supplier<byte[]> requests;
    private final int expectedStatus;
    private final ByteBuffer arrived = ByteBuffer.allocate(65_536);
    private long[] latencies = new long[65_536];
    private int answers;
    private long failures;

    private static final class Client {
        final AnswerReader reader = new AnswerReader();
        long sentNanos;
        boolean waiting = true;
        SocketChannel channel;

        Client(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private Load(int port, Supplier<byte[]> requests, int expectedStatus) {
        this.server = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        this.requests = requests;
        this.expectedStatus = expectedStatus;
    }

    /** @param requests called from one thread; the bytes are not changed */
    static Figures run(int port, int clients, Duration time, Supplier<byte[]> requests, int expectedStatus)
            throws IOException {
        return new Load(port, requests, expectedStatus).run(clients, time.toNanos(), Long.MAX_VALUE);
    }

    /** Sends so many requests instead of for so long. */
    static Figures count(int port, int clients, long requestCount, Supplier<byte[]> requests, int expectedStatus)
            throws IOException {
        return new Load(port, requests, expectedStatus).run(clients, Long.MAX_VALUE / 2, requestCount);
    }

    private Figures run(int clients, long timeNanos, long most) throws IOException {
        try (var selector = Selector.open()) {
            var all = new ArrayList<Client>();
            long start = System.nanoTime();
            long left = most;
            for (int i = 0; i < clients && left > 0; i++, left--) {
                var client = new Client(connect());
                all.add(client);
                client.channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, client);
                send(client);
            }
            int waiting = all.size();
            while (waiting > 0) {
                selector.select(POLL_MILLIS);
                long now = System.nanoTime();
                for (var key : selector.selectedKeys()) {
                    var client = (Client) key.attachment();
                    if (!receive(client, selector)) {
                        continue;
                    }
                    if (now - start < timeNanos && left > 0) {
                        left--;
                        send(client);
                    } else {
                        waiting--;
                        client.waiting = false;
                    }
                }
                selector.selectedKeys().clear();
                requireNoneStuck(all, now);
            }
            long nanos = System.nanoTime() - start;
            for (var client : all) {
                client.channel.close();
            }
            return new Figures(failures, nanos, Arrays.copyOf(latencies, answers));
        }
    }

    private static void requireNoneStuck(List<Client> clients, long now) throws IOException {
        for (var client : clients) {
            if (client.waiting && now - client.sentNanos > ANSWER_WITHIN_NANOS) {
                throw new IOException("An answer did not come within 30 s");
            }
        }
    }

    private SocketChannel connect() throws IOException {
        var channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }

    private void send(Client client) throws IOException {
        client.reader.reset();
        var request = ByteBuffer.wrap(requests.get());
        client.sentNanos = System.nanoTime();
        while (request.hasRemaining()) {
            client.channel.write(request);
        }
    }

    /** Whether the client has its answer, or will have none. */
    private boolean receive(Client client, Selector selector) throws IOException {
        arrived.clear();
        int count;
        try {
            count = client.channel.read(arrived);
        } catch (IOException _) {
            count = -1;
        }
        if (count < 0) {
            failures++;
            reconnect(client, selector);
            return true;
        }
        if (!client.reader.take(arrived.flip())) {
            return false;
        }
        if (client.reader.status() == expectedStatus) {
            record(System.nanoTime() - client.sentNanos);
        } else {
            failures++;
        }
        if (client.reader.isLastOfConnection()) {
            reconnect(client, selector);
        }
        return true;
    }

    private void reconnect(Client client, Selector selector) throws IOException {
        client.channel.close();
        client.channel = connect();
        client.channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, client);
    }

    private void record(long nanos) {
        if (answers == latencies.length) {
            latencies = Arrays.copyOf(latencies, answers * 2);
        }
        latencies[answers++] = nanos;
    }
}
