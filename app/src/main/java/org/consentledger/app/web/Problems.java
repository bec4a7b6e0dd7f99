package org.consentledger.app.web;

import java.util.List;
import org.consentledger.api.Code;
import org.consentledger.api.Fault;
import org.consentledger.api.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Turns whatever a controller, or the framework around it, throws into a problem answer (RFC 9457).
 *
 * <p>Faults outside the body are pointed at as {@code #/query/limit}, {@code #/path/id} and {@code #/header/If-Match}.
 */
@RestControllerAdvice
final class Problems extends ResponseEntityExceptionHandler {
    private final ProblemWriter writer;

    Problems(ProblemWriter writer) {
        this.writer = writer;
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> failed(Exception failure, WebRequest request) throws Exception {
        if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            return null;
        }
        if (committed(request)) {
            // Half an answer must not look like a whole one: passed on, the failure cuts the connection.
            throw failure;
        }
        return answer(ProblemWriter.problem(failure, id(request)), new HttpHeaders());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (committed(request)) {
            return null;
        }
        var meaning = meaning(failure, status);
        var problem = meaning == null ? ProblemWriter.problem(failure, id(request)) : Problem.of(meaning);
        return answer(problem, headers);
    }

    private ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
        writer.count(problem);
        var answer = ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (ProblemWriter.retryable(problem.code())) {
            answer.header(HttpHeaders.RETRY_AFTER, ProblemWriter.RETRY_AFTER_SECONDS);
        }
        return answer.body(problem);
    }

    private static @Nullable Refusal meaning(Exception failure, HttpStatusCode status) {
        return switch (failure) {
            case TypeMismatchException mismatch -> mismatch(mismatch);
            case MissingServletRequestParameterException missing ->
                new Refusal(Code.MISSING, "#/query/" + missing.getParameterName());
            case MissingRequestHeaderException missing ->
                new Refusal(Code.MISSING, "#/header/" + missing.getHeaderName());
            case HttpMessageNotReadableException unread -> unread(unread);
            default -> ErrorPage.refusal(status.value());
        };
    }

    private static @Nullable Refusal unread(HttpMessageNotReadableException unread) {
        return unread.getCause() == null
                ? Refusal.of(List.of(new Fault("#", Code.MALFORMED, "A JSON body is required")))
                : Failures.meaning(unread);
    }

    private static Refusal mismatch(TypeMismatchException mismatch) {
        var meaning = Failures.meaning(mismatch);
        return new Refusal(meaning == null ? Code.BAD_VALUE : meaning.code(), pointer(mismatch));
    }

    private static String pointer(TypeMismatchException mismatch) {
        if (mismatch instanceof MethodArgumentTypeMismatchException argument) {
            return "#/" + place(argument.getParameter()) + "/" + argument.getName();
        }
        var name = mismatch.getPropertyName();
        return name == null ? "#" : "#/query/" + name;
    }

    private static String place(MethodParameter parameter) {
        if (parameter.hasParameterAnnotation(PathVariable.class)) {
            return "path";
        }
        return parameter.hasParameterAnnotation(RequestHeader.class) ? "header" : "query";
    }

    private static boolean committed(WebRequest request) {
        var response = ((ServletWebRequest) request).getResponse();
        return response != null && response.isCommitted();
    }

    private static String id(WebRequest request) {
        return Requests.id(((ServletWebRequest) request).getRequest());
    }
}
