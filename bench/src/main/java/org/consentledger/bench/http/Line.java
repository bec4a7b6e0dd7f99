package org.consentledger.bench.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection to one server on this machine, opened when needed and kept open. For one thread. */
public final class Line implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1_000;

    /** Less than a server keeps a connection that nobody uses. */
    private static final long UNUSED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int port;
    private final int answerMillis;
    private final AnswerReader reader = new AnswerReader();
    private final byte[] arrived = new byte[16_384];
    private @Nullable Socket socket;
    private long usedNanos;

    /** @param answerWithin how long an answer may take */
    public Line(int port, Duration answerWithin) {
        this.port = port;
        this.answerMillis = Math.toIntExact(answerWithin.toMillis());
    }

    /** @throws IOException where no answer came; whether the request was done is then not known */
    public Answer send(byte[] request) throws IOException {
        try {
            if (System.nanoTime() - usedNanos > UNUSED_NANOS) {
                close();
            }
            var connected = connected();
            connected.getOutputStream().write(request);
            reader.reset();
            boolean complete;
            do {
                int count = connected.getInputStream().read(arrived);
                if (count < 0) {
                    throw new IOException("The server hung up");
                }
                complete = reader.take(ByteBuffer.wrap(arrived, 0, count));
            } while (!complete);
            if (reader.isLastOfConnection()) {
                close();
            }
            usedNanos = System.nanoTime();
            return reader.answer();
        } catch (IOException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /** An access token of a demo client. */
    public String token(String client) throws IOException {
        String credentials = Base64.getEncoder().encodeToString((client + ":demo").getBytes(StandardCharsets.UTF_8));
        Answer answer = send(Call.request(
                "POST",
                "/oauth2/token",
                "Basic " + credentials,
                "application/x-www-form-urlencoded",
                "grant_type=client_credentials"));
        if (answer.status() != 200) {
            throw new IOException("No token for " + client + ": " + answer.status());
        }
        return answer.json().required("access_token").asString();
    }

    private Socket connected() throws IOException {
        if (socket == null) {
            var fresh = new Socket();
            try {
                fresh.setTcpNoDelay(true);
                fresh.setSoTimeout(answerMillis);
                fresh.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), CONNECT_MILLIS);
            } catch (IOException failure) {
                fresh.close();
                throw failure;
            }
            socket = fresh;
        }
        return socket;
    }

    @Override
    public void close() {
        var open = socket;
        socket = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // Nothing was to come over it any more.
            }
        }
    }
}
