package org.consentledger.app.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;

/** The id of a request: in its log lines, in {@code X-Request-Id}, and in the problem answer of an incident. */
final class Requests {
    private static final String ID = "org.consentledger.http.request-id";

    private Requests() {}

    static String id(HttpServletRequest request) {
        if (request.getAttribute(ID) instanceof String known) {
            return known;
        }
        var id = UUID.randomUUID().toString();
        request.setAttribute(ID, id);
        return id;
    }
}
