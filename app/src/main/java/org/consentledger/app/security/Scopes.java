package org.consentledger.app.security;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** Which scope opens which door. What is not listed here is closed to everyone, whatever their token says. */
public final class Scopes {
    /** Operations; opens every listed door. */
    public static final String ADMIN = "admin";

    private static final String CATALOGUE_WRITE = "catalogue:write";
    private static final String CATALOGUE_READ = "catalogue:read";
    private static final String CONSENT_WRITE = "consent:write";
    private static final String PREFERENCES_READ = "preferences:read";
    private static final String AUDIT_READ = "audit:read";
    private static final String RIGHTS_MANAGE = "rights:manage";

    /** Beyond the fixed part of the API: for those who receive data, and are to know what became of them. */
    private static final String RECIPIENT = "recipient";

    private static final Map<String, String> DESCRIBED = Map.of(
            CATALOGUE_WRITE, "publish controllers, purposes, notices and recipients",
            CATALOGUE_READ, "read controllers, purposes, notices and recipients",
            CONSENT_WRITE, "record signals, make unsubscribe links, import",
            PREFERENCES_READ, "ask for decisions, and follow how they change",
            AUDIT_READ, "read histories, events, proofs and receipts",
            RIGHTS_MANAGE, "handle rights requests, identities, erasure, restrictions, objections and notifications",
            RECIPIENT, "read and acknowledge the notifications of the recipient that this client speaks for",
            ADMIN, "operate; implies all others");

    /** Doors without a lock. Links of unsubscribe messages carry their own secret. */
    static final List<String> OPEN = List.of(
            "/actuator/health/**",
            "/v3/api-docs/**",
            "/v3/api-docs.yaml",
            "/swagger-ui.html",
            "/swagger-ui/**",
            "/u/**",
            "/p/**",
            "/.well-known/gpc.json",
            "/.well-known/jwks.json");

    static final List<Rule> RULES = List.of(
            rule(PUT, "/v1/controllers/{id}", CATALOGUE_WRITE),
            rule(PUT, "/v1/purposes/{id}", CATALOGUE_WRITE),
            rule(PUT, "/v1/notices/{id}/versions/{version}", CATALOGUE_WRITE),
            rule(PUT, "/v1/recipients/{id}", CATALOGUE_WRITE),
            rule(GET, "/v1/controllers/**", CATALOGUE_READ),
            rule(GET, "/v1/purposes/**", CATALOGUE_READ),
            rule(GET, "/v1/notices/**", CATALOGUE_READ),
            rule(GET, "/v1/recipients/**", CATALOGUE_READ),
            rule(POST, "/v1/consents", CONSENT_WRITE),
            rule(POST, "/v1/consents/{eventId}/confirmation", CONSENT_WRITE),
            rule(GET, "/v1/renewals", CONSENT_WRITE),
            rule(POST, "/v1/withdrawals", CONSENT_WRITE),
            rule(POST, "/v1/opt-outs", CONSENT_WRITE),
            rule(POST, "/v1/opt-ins", CONSENT_WRITE),
            rule(POST, "/v1/objections", CONSENT_WRITE),
            rule(POST, "/v1/preferences", CONSENT_WRITE),
            rule(POST, "/v1/companies/{company}/prohibitions", CONSENT_WRITE),
            rule(POST, "/v1/unsubscribe-links", CONSENT_WRITE),
            rule(POST, "/v1/imports", CONSENT_WRITE),
            rule(GET, "/v1/imports/{id}", CONSENT_WRITE),
            rule(POST, "/v1/imports/{id}/reversal", CONSENT_WRITE),
            rule(POST, "/v1/decisions", PREFERENCES_READ),
            rule(POST, "/v1/decisions/batch", PREFERENCES_READ),
            rule(GET, "/v1/subjects/{subjectId}/preferences", PREFERENCES_READ),
            rule(GET, "/v1/changes", PREFERENCES_READ),
            rule(POST, "/v1/subscriptions", PREFERENCES_READ),
            rule(GET, "/v1/subscriptions/**", PREFERENCES_READ),
            rule(DELETE, "/v1/subscriptions/{id}", PREFERENCES_READ),
            rule(POST, "/v1/subscriptions/{id}/**", PREFERENCES_READ),
            rule(PUT, "/v1/consumers/{id}/position", PREFERENCES_READ),
            rule(GET, "/v1/audiences/**", PREFERENCES_READ),
            rule(POST, "/v1/audiences/**", PREFERENCES_READ),
            rule(GET, "/v1/suppressions", PREFERENCES_READ),
            rule(POST, "/v1/subjects/resolve", AUDIT_READ),
            rule(GET, "/v1/subjects/{subjectId}/history", AUDIT_READ),
            rule(GET, "/v1/subjects/{subjectId}/evidence", AUDIT_READ),
            rule(GET, "/v1/companies/{company}/history", AUDIT_READ),
            rule(GET, "/v1/events", AUDIT_READ),
            rule(GET, "/v1/events/{eventId}", AUDIT_READ),
            rule(GET, "/v1/log/**", AUDIT_READ),
            rule(GET, "/v1/receipts/{eventId}", AUDIT_READ),
            rule(POST, "/v1/simulations", AUDIT_READ),
            rule(GET, "/v1/simulations/{id}", AUDIT_READ),
            rule(POST, "/v1/objections/{eventId}/decision", RIGHTS_MANAGE),
            rule(POST, "/v1/rights-requests", RIGHTS_MANAGE),
            rule(GET, "/v1/rights-requests", RIGHTS_MANAGE),
            rule(GET, "/v1/rights-requests/{id}", RIGHTS_MANAGE),
            rule(POST, "/v1/rights-requests/{id}/{step}", RIGHTS_MANAGE),
            rule(POST, "/v1/subjects/{id}/identifiers", RIGHTS_MANAGE),
            rule(DELETE, "/v1/subjects/{id}/identifiers", RIGHTS_MANAGE),
            rule(POST, "/v1/subjects/merge", RIGHTS_MANAGE),
            rule(POST, "/v1/subjects/split", RIGHTS_MANAGE),
            rule(POST, "/v1/subjects/{id}/erasure", RIGHTS_MANAGE),
            rule(POST, "/v1/subjects/{id}/legal-holds", RIGHTS_MANAGE),
            rule(DELETE, "/v1/subjects/{id}/legal-holds/{eventId}", RIGHTS_MANAGE),
            rule(POST, "/v1/subjects/{id}/restrictions", RIGHTS_MANAGE),
            rule(POST, "/v1/subjects/{id}/restrictions/{eventId}/announcement", RIGHTS_MANAGE),
            rule(DELETE, "/v1/subjects/{id}/restrictions/**", RIGHTS_MANAGE),
            rule(GET, "/v1/subjects/{id}/export", RIGHTS_MANAGE),
            rule(PUT, "/v1/representations/{id}", RIGHTS_MANAGE),
            rule(GET, "/v1/notifications", RIGHTS_MANAGE, RECIPIENT),
            rule(POST, "/v1/notifications/{id}/acknowledgement", RIGHTS_MANAGE, RECIPIENT),
            rule(GET, "/v1/representations", RIGHTS_MANAGE),
            rule(POST, "/v1/companies/{company}/prohibitions/{eventId}/lift", RIGHTS_MANAGE),
            rule(GET, "/actuator/**", ADMIN),
            rule(POST, "/actuator/**", ADMIN));

    private Scopes() {}

    /** Every scope there is, with what it lets do. */
    public static SortedMap<String, String> described() {
        return new TreeMap<>(DESCRIBED);
    }

    /** The scopes of which each opens this door; none, where it cannot be opened at all. */
    public static List<String> of(HttpMethod method, String path) {
        var asked = method.equals(HttpMethod.HEAD) ? GET : method;
        return matching(path)
                .filter(rule -> rule.method.equals(asked))
                .findFirst()
                .map(Rule::scopes)
                .orElse(List.of());
    }

    /** What a token with these scopes lets do. */
    static Set<String> implied(Collection<String> granted) {
        return granted.contains(ADMIN) ? DESCRIBED.keySet() : Set.copyOf(granted);
    }

    /** The methods that can be asked of this path; none, where there is nothing. */
    static List<HttpMethod> methods(String path) {
        return matching(path).map(Rule::method).distinct().toList();
    }

    private static Stream<Rule> matching(String path) {
        var parsed = PathContainer.parsePath(path);
        return RULES.stream().filter(rule -> rule.pattern.matches(parsed));
    }

    private static Rule rule(HttpMethod method, String path, String... scopes) {
        return new Rule(method, PathPatternParser.defaultInstance.parse(path), List.of(scopes));
    }

    /** @param scopes each of them is enough */
    record Rule(HttpMethod method, PathPattern pattern, List<String> scopes) {}
}
