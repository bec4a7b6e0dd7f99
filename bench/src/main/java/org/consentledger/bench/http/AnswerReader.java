package org.consentledger.bench.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Puts one HTTP/1.1 answer after the other together from what arrives. One request is under way at a time. */
public final class AnswerReader {
    private static final int MAX_BYTES = 16 << 20;
    private static final int UNKNOWN = -1;

    private byte[] bytes = new byte[4096];
    private int filled;

    private int bodyStart = UNKNOWN;
    private int status;
    private int contentLength;
    private boolean chunked;
    private boolean lastOfConnection;

    /** Forgets the answer read before. */
    public void reset() {
        filled = 0;
        bodyStart = UNKNOWN;
    }

    /** Takes what has arrived, and tells whether the answer is complete now. */
    public boolean take(ByteBuffer arrived) throws IOException {
        int more = arrived.remaining();
        if (filled + more > MAX_BYTES) {
            throw new IOException("The answer is too large");
        }
        if (filled + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, filled + more));
        }
        arrived.get(bytes, filled, more);
        int from = Math.max(0, filled - 3);
        filled += more;
        if (bodyStart == UNKNOWN && !readHead(from)) {
            return false;
        }
        return chunked ? endsLikeChunks() : filled - bodyStart >= contentLength;
    }

    public int status() {
        return status;
    }

    /** Whether the server closes the connection after this answer. */
    public boolean isLastOfConnection() {
        return lastOfConnection;
    }

    /** The complete answer. */
    public Answer answer() {
        return new Answer(status, chunked ? unchunked() : text(bodyStart, filled));
    }

    private boolean readHead(int from) throws IOException {
        int end = indexOfBlankLine(from);
        if (end == UNKNOWN) {
            return false;
        }
        if (end < 12 || bytes[0] != 'H') {
            throw new IOException("This is not an answer of HTTP");
        }
        status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
        contentLength = 0;
        chunked = false;
        lastOfConnection = false;
        int line = lineEnd(0) + 2;
        while (line < end) {
            int lineEnd = lineEnd(line);
            // Text only of the few lines that matter: this runs some thousand times a second.
            switch (bytes[line] | 0x20) {
                case 'c' -> {
                    String header = text(line, lineEnd).toLowerCase(Locale.ROOT);
                    if (header.startsWith("content-length:")) {
                        contentLength = Integer.parseInt(header.substring(15).strip());
                    } else if (header.startsWith("connection:")) {
                        lastOfConnection = header.contains("close");
                    }
                }
                case 't' ->
                    chunked |= text(line, lineEnd).toLowerCase(Locale.ROOT).startsWith("transfer-encoding:");
                default -> {}
            }
            line = lineEnd + 2;
        }
        bodyStart = end + 4;
        return true;
    }

    private int lineEnd(int from) {
        int i = from;
        while (bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    private int indexOfBlankLine(int from) {
        for (int i = from; i + 3 < filled; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i;
            }
        }
        return UNKNOWN;
    }

    /** Bodies are JSON, which holds no bare line ends, so this ends no chunk early. */
    private boolean endsLikeChunks() {
        int end = filled - 5;
        return end >= bodyStart
                && bytes[end] == '0'
                && bytes[end + 1] == '\r'
                && bytes[end + 2] == '\n'
                && bytes[end + 3] == '\r'
                && bytes[end + 4] == '\n'
                && (end == bodyStart || bytes[end - 1] == '\n');
    }

    private String unchunked() {
        var whole = new ByteArrayOutputStream(filled);
        int at = bodyStart;
        while (true) {
            int lineEnd = lineEnd(at);
            int size = Integer.parseInt(text(at, lineEnd).strip(), 16);
            if (size == 0) {
                return whole.toString(StandardCharsets.UTF_8);
            }
            whole.write(bytes, lineEnd + 2, size);
            at = lineEnd + 2 + size + 2;
        }
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
