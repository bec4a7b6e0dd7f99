package org.consentledger.app.journey;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A data subject, under the name by which a request names them. */
final class Person {
    private final Ledger ledger;
    final Map<String, String> reference;

    private Person(Ledger ledger, Map<String, String> reference) {
        this.ledger = ledger;
        this.reference = reference;
    }

    static Person byEmail(Ledger ledger, String address) {
        return new Person(ledger, Map.of("type", "email", "value", address));
    }

    static Person byPhone(Ledger ledger, String number) {
        return new Person(ledger, Map.of("type", "phone", "value", number));
    }

    static Person byExternalId(Ledger ledger, String namespace, String value) {
        return new Person(ledger, Map.of("type", "external", "namespace", namespace, "value", value));
    }

    static Person byId(Ledger ledger, String subjectId) {
        return new Person(ledger, Map.of("type", "subject", "value", subjectId));
    }

    String address() {
        return reference.getOrDefault("value", "");
    }

    /** The body of the request that reports the act of this person. */
    Map<String, @Nullable Object> bodyOf(Signal signal) {
        return withMe(signal.body);
    }

    private Map<String, @Nullable Object> withMe(Map<String, @Nullable Object> body) {
        var whole = new LinkedHashMap<String, @Nullable Object>();
        whole.put("subject", reference);
        whole.putAll(body);
        return whole;
    }

    /** @param headers names and values in turn */
    Answer tells(Signal signal, String... headers) {
        return ledger.post("service", signal.path, bodyOf(signal), headers);
    }

    Answer mayGet(Question question) {
        return ledger.post("marketing", "/v1/decisions", withMe(question.body));
    }

    /** The pseudonymous id. */
    String id() {
        return resolved().is(200).value("subjectId");
    }

    Answer resolved() {
        return ledger.post("auditor", "/v1/subjects/resolve", Map.of("subject", reference));
    }

    List<JsonNode> history() {
        return ledger.get("auditor", "/v1/subjects/" + id() + "/history")
                .is(200)
                .items();
    }

    List<String> historyTypes() {
        return history().stream()
                .map(event -> event.required("type").asString())
                .toList();
    }
}
