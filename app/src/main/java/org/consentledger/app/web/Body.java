package org.consentledger.app.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the body of a request to the API into memory, up to a limit, and keeps it as the request attribute
 * {@value #BYTES}; its answer goes out in one piece, too. Streams without end are left to their endpoints. Comes after
 * security: strangers are not read.
 */
@Component
@Order(-50)
final class Body extends OncePerRequestFilter {
    static final String BYTES = "org.consentledger.http.body";
    private static final Set<String> STREAMED = Set.of("/v1/decisions/batch", "/v1/imports");

    private final int maxBytes;

    Body(@Value("${ledger.http.max-body-bytes:262144}") int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var path = request.getRequestURI();
        return !path.startsWith("/v1/") || STREAMED.contains(path);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > maxBytes) {
            throw new Refusal(Code.BODY_TOO_LARGE);
        }
        // A chunked body does not tell its length before; one byte over the limit is enough to know.
        var bytes = request.getInputStream().readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new Refusal(Code.BODY_TOO_LARGE);
        }
        request.setAttribute(BYTES, bytes);
        // What is read may be a stream.
        boolean isRead = HttpMethod.GET.matches(request.getMethod());
        chain.doFilter(new Kept(request, bytes), isRead ? response : new InOnePiece(response));
    }

    /** Tells its length and is sent at once, where the framework would flush it before its end: that costs a second packet. */
    private static final class InOnePiece extends HttpServletResponseWrapper {
        InOnePiece(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void flushBuffer() {
            // The container sends what is complete.
        }
    }

    private static final class Kept extends HttpServletRequestWrapper {
        private final byte[] bytes;

        Kept(HttpServletRequest request, byte[] bytes) {
            super(request);
            this.bytes = bytes;
        }

        @Override
        public ServletInputStream getInputStream() {
            return new KeptStream(new ByteArrayInputStream(bytes));
        }

        @Override
        public BufferedReader getReader() {
            var encoding = getCharacterEncoding();
            var charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
            return new BufferedReader(new InputStreamReader(getInputStream(), charset));
        }
    }

    private static final class KeptStream extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        KeptStream(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("The body is in memory; there is nothing to wait for");
        }
    }
}
