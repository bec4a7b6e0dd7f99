package org.consentledger.app.web;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes problem answers (RFC 9457) where no controller is involved. */
@Component
public final class ProblemWriter {
    static final String RETRY_AFTER_SECONDS = "1";
    private static final Logger log = LoggerFactory.getLogger(ProblemWriter.class);

    private final JsonMapper json;
    private final MeterRegistry meters;

    ProblemWriter(StrictJson json, MeterRegistry meters) {
        this.json = json.mapper();
        this.meters = meters;
    }

    /** Answers with this code; headers set before are kept. */
    public void write(HttpServletResponse response, Code code) throws IOException {
        write(response, Problem.of(new Refusal(code)));
    }

    void write(HttpServletRequest request, HttpServletResponse response, Throwable failure) throws IOException {
        write(response, problem(failure, Requests.id(request)));
    }

    private void write(HttpServletResponse response, Problem problem) throws IOException {
        count(problem);
        response.resetBuffer();
        response.setStatus(problem.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        if (retryable(problem.code())) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }

    /** Every problem answer adds to the metric, by its code. */
    void count(Problem problem) {
        meters.counter("ledger.refusals", "code", problem.code().name()).increment();
    }

    static boolean retryable(Code code) {
        return code.status() == 429 || code.status() == 503;
    }

    /** The problem a failure is answered with; a failure of the ledger itself is logged as an incident. */
    static Problem problem(Throwable failure, String requestId) {
        var meaning = Failures.meaning(failure);
        if (meaning == null) {
            log.error("Incident {}: {}", requestId, Failures.trace(failure));
            return Problem.incident(Code.INTERNAL, requestId);
        }
        if (meaning.code().status() >= 500) {
            log.warn("Cannot answer {}: {}", requestId, Failures.trace(failure));
        }
        return Problem.of(meaning);
    }
}
