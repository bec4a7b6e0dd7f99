package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.preferences;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** People act for companies, and companies speak for themselves. */
class CompaniesTest extends Journey {

    private Person known() {
        var person = someone();
        person.tells(preferences().with("language", "nl")).recorded();
        return person;
    }

    private Answer describe(String id, Person person, String company, Map<String, String> further) {
        var body = new LinkedHashMap<String, Object>(further);
        body.put("subject", person.reference);
        body.put("company", company);
        return ledger.put("officer", "/v1/representations/" + id, body);
    }

    private static Map<String, Object> everything() {
        var body = new LinkedHashMap<String, Object>();
        body.put("controllers", List.of("*"));
        body.put("purposes", List.of("*"));
        return body;
    }

    private Answer forbid(String company, Map<String, Object> body, String... headers) {
        return ledger.post("service", "/v1/companies/" + company + "/prohibitions", body, headers);
    }

    private Answer lift(String company, Answer prohibition) {
        return ledger.post(
                "officer",
                "/v1/companies/" + company + "/prohibitions/" + prohibition.value("eventId") + "/lift",
                Map.of());
    }

    @Test
    void prohibitionOfACompanyCoversItsRepresentativesInThatCapacityOnly() {
        String firm = unique("firm");
        var jan = known();
        jan.tells(consent("surveys")).recorded();
        describe(unique("buyer"), jan, firm, Map.of("role", "buyer")).recorded();
        jan.mayGet(mail("surveys").to(firm)).permits("CONSENT_IN_FORCE");
        var knownBefore = jan.mayGet(mail("surveys").to(firm)).time("knownAt");

        var prohibition = forbid(firm, everything()).recorded();
        jan.mayGet(mail("surveys").to(firm)).denies("OPTED_OUT");
        someone().mayGet(mail("surveys").to(firm)).denies("OPTED_OUT");
        jan.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        jan.mayGet(mail("surveys").to(unique("other"))).permits("CONSENT_IN_FORCE");
        jan.mayGet(mail("surveys").to(firm).knownAt(knownBefore)).permits("CONSENT_IN_FORCE");
        var denied = jan.mayGet(mail("surveys").to(firm).with("endpoint", known().address()))
                .denies("OPTED_OUT");
        assertThat(denied.json()
                        .required("decidedBy")
                        .get(0)
                        .required("eventId")
                        .asString())
                .isEqualTo(prohibition.value("eventId"));
        assertThat(denied.value("rule")).contains("company");

        jan.tells(consent("surveys").with("company", firm)).recorded();
        jan.mayGet(mail("surveys").to(firm)).denies("OPTED_OUT");
        lift(firm, prohibition).recorded();
        lift(firm, prohibition).stoodAlready();
        jan.mayGet(mail("surveys").to(firm)).permits("CONSENT_IN_FORCE");
        jan.mayGet(mail("surveys").to(firm).knownAt(denied.time("knownAt"))).denies("OPTED_OUT");
        assertThat(ledger.get("auditor", "/v1/companies/" + firm + "/history").each("type"))
                .containsExactly("company-prohibition-declared", "company-prohibition-lifted");
    }

    @Test
    void prohibitionKeepsWhoSaidItByTheirPseudonymAndAProofByItsCode() {
        String firm = unique("firm");
        var jan = known();
        var body = everything();
        body.put("channels", List.of("EMAIL"));
        body.put("occurredAt", "2026-01-05T10:00:00Z");
        body.put("statedBy", jan.reference);
        body.put("reference", "letter-4711");
        var prohibition = forbid(firm, body).recorded();
        assertThat(prohibition.value("company")).isEqualTo(firm);
        assertThat(prohibition.header("ETag")).isEqualTo("\"1\"");
        assertThat(forbid(firm, body).stoodAlready().value("eventId")).isEqualTo(prohibition.value("eventId"));

        var event = ledger.get("auditor", prohibition.header("Location")).is(200);
        assertThat(event.value("company")).isEqualTo(firm);
        assertThat(event.value("statedBy")).isEqualTo(jan.id());
        assertThat(event.value("reference")).isEqualTo("letter-4711");
        assertThat(event.value("source")).isEqualTo("REPRESENTED_COMPANY");
        assertThat(event.value("occurredAt")).isEqualTo("2026-01-05T10:00:00Z");
        assertThat(event.value("scope.company")).isEqualTo(firm);
        jan.mayGet(mail("surveys").to(firm).validAt("2026-01-05T09:00:00Z")).denies("CHANNEL_NOT_ALLOWED");
        jan.mayGet(mail("surveys").to(firm).validAt("2026-01-05T11:00:00Z")).denies("OPTED_OUT");
    }

    @Test
    void faultsOfAProhibitionAreNamedAtOnce() {
        String firm = unique("firm");
        var body = everything();
        body.put("controllers", List.of("nobody"));
        body.put("channels", List.of("PIGEON"));
        body.put("reference", "a letter of Jan");
        body.put("statedBy", someone().reference);
        forbid(firm, body)
                .refusedFor(Map.of(
                        "#/controllers/0", "UNKNOWN_CONTROLLER",
                        "#/channels/0", "UNKNOWN_CHANNEL",
                        "#/reference", "INVALID_ID",
                        "#/statedBy/value", "UNKNOWN_SUBJECT"));
        forbid(firm, Map.of()).refusedFor(Map.of("#/controllers", "MISSING", "#/purposes", "MISSING"));
        forbid("-firm", everything()).refused(422, "INVALID_ID");
        var of = known().tells(preferences().with("language", "en")).recorded();
        lift(firm, of).refused(404, "NOT_FOUND");
        var prohibition = forbid(firm, everything()).recorded();
        lift(unique("other"), prohibition).refused(404, "NOT_FOUND");
        ledger.get("auditor", "/v1/companies/" + unique("other") + "/history").refused(404, "NOT_FOUND");
        ledger.post(
                        "service",
                        "/v1/companies/" + firm + "/prohibitions/" + prohibition.value("eventId") + "/lift",
                        Map.of())
                .refused(403, "FORBIDDEN");
        ledger.post("auditor", "/v1/companies/" + firm + "/prohibitions", everything())
                .refused(403, "FORBIDDEN");
    }

    @Test
    void prohibitionIsRecordedOncePerKey() {
        String firm = unique("firm");
        var first = forbid(firm, everything(), "Idempotency-Key", "\"once\"").recorded();
        lift(firm, first).recorded();
        var again = forbid(firm, everything(), "Idempotency-Key", "\"once\"").recorded();
        assertThat(again.body()).isEqualTo(first.body());
        known().mayGet(mail("surveys").to(firm)).denies("CHANNEL_NOT_ALLOWED");
    }

    @Test
    void representationsOfACompanyAreListed() {
        String firm = unique("firm");
        String id = unique("buyer");
        var jan = known();
        var newcomer = someone();
        describe(id, jan, firm, Map.of("role", "buyer", "from", "2026-01-01")).recorded();
        describe(id, jan, firm, Map.of("role", "buyer", "from", "2026-01-01")).stoodAlready();
        describe(id, jan, firm, Map.of("role", "buyer", "from", "2026-01-01", "to", "2026-07-01"))
                .recorded();
        describe(id + "-2", newcomer, firm, Map.of()).recorded();
        describe(id + "-3", newcomer, unique("other"), Map.of()).recorded();

        var first = ledger.get("officer", "/v1/representations?company=" + firm + "&limit=1")
                .is(200);
        assertThat(first.items().toString())
                .isEqualTo(
                        "[{\"id\":\"%s\",\"subjectId\":\"%s\",\"company\":\"%s\",\"role\":\"buyer\",\"from\":\"2026-01-01\",\"to\":\"2026-07-01\"}]"
                                .formatted(id, jan.id(), firm));
        var second = ledger.get(
                        "officer", "/v1/representations?company=" + firm + "&limit=1&cursor=" + first.value("next"))
                .is(200);
        assertThat(second.each("subjectId")).containsExactly(newcomer.id());
        assertThat(second.json().required("next").isNull()).isTrue();
        ledger.get("officer", "/v1/representations?company=" + firm + "&cursor=Zm9vIA")
                .refused(400, "BAD_VALUE");
        ledger.get("officer", "/v1/representations").refused(400, "MISSING");
        ledger.get("officer", "/v1/representations?company=a%20firm").refused(422, "INVALID_ID");
        ledger.get("service", "/v1/representations?company=" + firm).refused(403, "FORBIDDEN");
        assertThat(newcomer.historyTypes())
                .containsExactly("identifier-added", "representation-described", "representation-described");
    }

    @Test
    void idOfARepresentationBelongsToOnePerson() {
        String firm = unique("firm");
        String id = unique("buyer");
        var people = IntStream.range(0, 8).mapToObj(i -> known()).toList();
        var tasks = new ArrayList<Callable<Answer>>();
        people.forEach(person -> tasks.add(() -> describe(id, person, firm, Map.of())));
        var answers = AtOnce.doing(tasks);
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() != 201))
                .allSatisfy(answer -> answer.refused(409, "REPRESENTATION_TAKEN"));
        assertThat(ledger.get("officer", "/v1/representations?company=" + firm).items())
                .hasSize(1);
        ledger.put("officer", "/v1/representations/-x", Map.of("subject", someone().reference, "company", firm))
                .refused(422, "INVALID_ID");
        ledger.put(
                        "officer",
                        "/v1/representations/" + id,
                        Map.of("subject", someone().reference, "company", firm, "from", "+6000000-01-01"))
                .refused(400, "BAD_VALUE")
                .refusedFor(Map.of("#/from", "BAD_VALUE"));
        ledger.put("officer", "/v1/representations/" + id, Map.of("company", firm))
                .refusedFor(Map.of("#/subject", "MISSING"));
        ledger.put("service", "/v1/representations/" + id, Map.of("company", firm))
                .refused(403, "FORBIDDEN");
    }
}
