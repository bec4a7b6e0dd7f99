package org.consentledger.app.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers for what the servlet container refuses before a controller is found. */
@Controller
final class ErrorPage implements ErrorController {
    private final ProblemWriter problems;

    ErrorPage(ProblemWriter problems) {
        this.problems = problems;
    }

    @RequestMapping("${spring.web.error.path:/error}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            // The container asks here even after half an answer, which it then cuts off.
            return;
        }
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer given ? given : 404;
        var refusal = refusal(status);
        var failure = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable thrown
                ? thrown
                : new IllegalStateException();
        problems.write(request, response, refusal == null ? failure : refusal);
    }

    /** What an HTTP status without further explanation means, or null where it is a failure of the ledger. */
    static @Nullable Refusal refusal(int status) {
        var code = switch (status) {
            case 401 -> Code.UNAUTHENTICATED;
            case 403 -> Code.FORBIDDEN;
            case 404 -> Code.NOT_FOUND;
            case 405 -> Code.METHOD_NOT_ALLOWED;
            case 406 -> Code.NOT_ACCEPTABLE;
            case 409 -> Code.CONFLICT;
            case 412 -> Code.VERSION_MISMATCH;
            case 413 -> Code.BODY_TOO_LARGE;
            case 415 -> Code.UNSUPPORTED_MEDIA_TYPE;
            case 422 -> Code.REFUSED;
            case 429 -> Code.TOO_MANY_REQUESTS;
            case 503 -> Code.UNAVAILABLE;
            default -> status >= 500 ? null : Code.MALFORMED;
        };
        return code == null ? null : new Refusal(code);
    }
}
