package org.consentledger.app.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.AbstractProtocol;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Tomcat's last word, for requests so broken that they reach no filter: a problem answer instead of its HTML page. */
public final class ContainerProblems extends ErrorReportValve {

    /** Made by Tomcat, by name. */
    public ContainerProblems() {}

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        if (isStopping(request)) {
            response.setStatus(Code.UNAVAILABLE.status());
            response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        var refusal = ErrorPage.refusal(response.getStatus());
        var code = refusal == null ? Code.INTERNAL : refusal.code();
        var problem = """
                {"type":"%s","title":"%s","status":%d,"detail":"%s","code":"%s"}""".formatted(
                        Problem.of(new Refusal(code)).type(), code.title(), response.getStatus(), code.title(), code);
        try {
            response.setContentType("application/problem+json");
            response.getOutputStream().write(problem.getBytes(StandardCharsets.UTF_8));
            response.finishResponse();
        } catch (IOException _) {
            // The client is gone; nobody is left to be told.
        }
    }

    /**
     * Whether the server takes no more requests. Where one has just begun on a kept connection, Tomcat does not read its
     * headers, and then calls it a bad one for want of a Host.
     */
    private static boolean isStopping(Request request) {
        return request.getConnector().getProtocolHandler() instanceof AbstractProtocol<?> protocol
                && protocol.isPaused();
    }
}
