package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionForMySituation;
import static org.consentledger.app.journey.Signal.optOut;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The exercise of each right, from the letter to the answer, as an officer does it. */
class RightsJourneyTest extends Journey {
    private static final String REQUESTS = "/v1/rights-requests";
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    private static Instant daysAgo(int days) {
        return Instant.now().minus(Duration.ofDays(days));
    }

    private static Map<String, @Nullable Object> request(Person person, String right, Instant receivedAt) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("subject", person.reference);
        body.put("controller", ACCOUNTING);
        body.put("right", right);
        body.put("receivedAt", receivedAt.toString());
        body.put("channel", "POST");
        body.put("statement", "please, all of it");
        return body;
    }

    private Answer received(Person person, String right, Instant receivedAt) {
        return ledger.post("officer", REQUESTS, request(person, right, receivedAt))
                .recorded();
    }

    private Answer step(Answer request, String step, Map<String, ?> body, String... headers) {
        return ledger.post("officer", REQUESTS + "/" + request.value("requestId") + "/" + step, body, headers);
    }

    private Answer read(String requestId) {
        return ledger.get("officer", REQUESTS + "/" + requestId).is(200);
    }

    private List<String> stepsOf(String requestId) {
        return read(requestId)
                .json()
                .required("steps")
                .valueStream()
                .map(step -> step.required("type").asString())
                .toList();
    }

    private boolean isListed(String query, Answer request) {
        String id = request.value("requestId");
        String next = "";
        do {
            Answer page = ledger.get("officer", REQUESTS + "?limit=1000&" + query + next)
                    .is(200);
            if (page.each("requestId").anyMatch(id::equals)) {
                return true;
            }
            JsonNode cursor = page.json().required("next");
            next = cursor.isNull() ? "" : "&cursor=" + cursor.asString();
        } while (!next.isEmpty());
        return false;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACCESS", "RECTIFICATION", "RESTRICTION", "PORTABILITY", "OBJECTION", "HUMAN_REVIEW"})
    void eachRightIsReceivedCheckedAndFulfilled(String right) {
        var person = someone();
        var request = received(person, right, daysAgo(20));
        assertThat(request.header("Location")).isEqualTo(REQUESTS + "/" + request.value("requestId"));
        assertThat(request.value("state")).isEqualTo("RECEIVED");
        assertThat(request.value("subjectId")).isEqualTo(person.id());
        LocalDate due = LocalDate.parse(request.value("dueStatutory"));
        assertThat(due)
                .isBetween(
                        LocalDate.ofInstant(daysAgo(20), AMSTERDAM).plusMonths(1),
                        LocalDate.ofInstant(daysAgo(20), AMSTERDAM)
                                .plusMonths(1)
                                .plusDays(5));
        assertThat(request.value("duePaused")).isEqualTo(request.value("dueStatutory"));
        assertThat(isListed("state=RECEIVED&right=" + right, request)).isTrue();

        var asked = step(
                        request,
                        "identity-check",
                        Map.of(
                                "reason",
                                "no signature",
                                "occurredAt",
                                daysAgo(10).toString()))
                .recorded();
        assertThat(asked.value("state")).isEqualTo("IDENTITY_CHECK_ASKED");
        assertThat(LocalDate.parse(asked.value("duePaused"))).isAfter(due);
        assertThat(asked.value("dueStatutory")).isEqualTo(due.toString());
        var confirmed = step(request, "identity-confirmation", Map.of("actor", "desk 4"))
                .recorded();
        assertThat(confirmed.value("state")).isEqualTo("IN_PROGRESS");
        var fulfilled = step(request, "fulfilment", Map.of()).recorded();
        assertThat(fulfilled.value("state")).isEqualTo("FULFILLED");
        assertThat(isListed("state=RECEIVED", request)).isFalse();
        assertThat(isListed("state=FULFILLED&controller=" + ACCOUNTING, request))
                .isTrue();
        assertThat(isListed("state=FULFILLED&controller=" + PAYROLL, request)).isFalse();

        var detail = read(request.value("requestId"));
        assertThat(detail.value("request.right")).isEqualTo(right);
        assertThat(stepsOf(request.value("requestId")))
                .containsExactly(
                        "rights-request-received",
                        "identity-check-asked",
                        "identity-confirmed",
                        "rights-request-fulfilled");
        JsonNode steps = detail.json().required("steps");
        assertThat(steps.get(0).required("statement").asString()).isEqualTo("please, all of it");
        assertThat(steps.get(1).required("reason").asString()).isEqualTo("no signature");
        assertThat(steps.get(2).required("actor").toString()).contains("officer", "desk 4");
        assertThat(ledger.get("auditor", "/v1/events/" + fulfilled.value("eventId"))
                        .is(200)
                        .value("type"))
                .isEqualTo("rights-request-fulfilled");
    }

    @Test
    void requestOfSomebodyTheLedgerHasNeverHeardOfIsKept() {
        var person = someone();
        person.resolved().refused(404, "NOT_FOUND");
        received(person, "ACCESS", daysAgo(1));
        assertThat(person.historyTypes()).containsExactly("identifier-added");
    }

    @Test
    void faultyRequestIntroducesNobody() {
        var person = someone();
        var body = request(person, "ACCES", daysAgo(-1));
        body.put("controller", "nobody");
        body.put("channel", "PIGEON");
        ledger.post("officer", REQUESTS, body)
                .refused(422, "REFUSED")
                .refusedFor(Map.of(
                        "#/controller", "UNKNOWN_CONTROLLER",
                        "#/right", "UNKNOWN_RIGHT",
                        "#/channel", "UNKNOWN_CHANNEL",
                        "#/receivedAt", "RECEIVED_IN_FUTURE"));
        person.resolved().refused(404, "NOT_FOUND");
    }

    @Test
    void timeIsExtendedOnceWithReasonsAndInTheFirstMonth() {
        var request = received(someone(), "ACCESS", daysAgo(10));
        step(request, "extension", Map.of()).refused(422, "EXTENSION_NEEDS_REASONS");
        var extended =
                step(request, "extension", Map.of("reasons", "many archives")).recorded();
        assertThat(extended.value("state")).isEqualTo("EXTENDED");
        assertThat(LocalDate.parse(extended.value("dueStatutory")))
                .isAfter(LocalDate.parse(request.value("dueStatutory")).plusDays(50));
        assertThat(isListed("dueBefore=" + extended.value("dueStatutory"), request))
                .isFalse();
        step(request, "extension", Map.of("reasons", "more")).refused(422, "RIGHTS_REQUEST_EXTENDED");
        var late = received(someone(), "ACCESS", daysAgo(40));
        step(late, "extension", Map.of("reasons", "many archives")).refused(422, "EXTENSION_TOO_LATE");
    }

    @Test
    void requestIsRefusedWithGroundAndRemedies() {
        var request = received(someone(), "ERASURE", daysAgo(1));
        step(request, "refusal", Map.of())
                .refusedFor(Map.of("#/ground", "REFUSAL_NEEDS_GROUND", "#/remedies", "REFUSAL_NEEDS_REMEDIES"));
        var refused = step(request, "refusal", Map.of("ground", "a claim in court", "remedies", "authority and court"))
                .recorded();
        assertThat(refused.value("state")).isEqualTo("REFUSED");
        step(request, "fulfilment", Map.of()).refused(409, "RIGHTS_REQUEST_ENDED");
        step(request, "identity-check", Map.of()).refused(409, "RIGHTS_REQUEST_ENDED");
        step(request, "refusal", Map.of("ground", "again", "remedies", "again")).stoodAlready();
    }

    @Test
    void requestIsFulfilledInPartOrTakenBack() {
        var request = received(someone(), "ACCESS", daysAgo(1));
        step(request, "fulfilment", Map.of("partly", true, "leftOut", "notes of others", "reasons", "their rights"))
                .recorded();
        assertThat(read(request.value("requestId")).value("request.state")).isEqualTo("PARTLY_FULFILLED");
        var other = received(someone(), "ACCESS", daysAgo(1));
        assertThat(step(other, "withdrawal", Map.of("reason", "found it")).value("state"))
                .isEqualTo("WITHDRAWN");
    }

    @Test
    void lateRequestIsOverdueUntilItIsAnswered() {
        var request = received(someone(), "ACCESS", daysAgo(50));
        assertThat(isListed("overdue=true", request)).isTrue();
        assertThat(isListed("overdue=false", request)).isFalse();
        assertThat(overdueByHealth()).isPositive();
        assertThat(overdueByMetric()).isPositive();
        step(request, "fulfilment", Map.of()).recorded();
        assertThat(isListed("overdue=true", request)).isFalse();
    }

    private long overdueByHealth() {
        return Long.parseLong(
                ledger.get("admin", "/actuator/health").is(200).value("components.rights.details.overdue"));
    }

    private double overdueByMetric() {
        return ledger.get("admin", "/actuator/metrics/ledger.rights.overdue")
                .is(200)
                .json()
                .required("measurements")
                .get(0)
                .required("value")
                .asDouble();
    }

    @Test
    void listIsReadInStretches() {
        var person = someone();
        var first = received(person, "PORTABILITY", daysAgo(5));
        var second = received(person, "PORTABILITY", daysAgo(5));
        var page = ledger.get("officer", REQUESTS + "?right=PORTABILITY&limit=1");
        assertThat(page.items()).hasSize(1);
        assertThat(page.value("next")).isNotEmpty();
        assertThat(first.value("requestId")).isNotEqualTo(second.value("requestId"));
        assertThat(isListed("right=PORTABILITY", first)).isTrue();
        assertThat(isListed("right=PORTABILITY", second)).isTrue();
        ledger.get("officer", REQUESTS + "?cursor=Zm9v").refused(400, "BAD_VALUE");
        ledger.get("officer", REQUESTS + "?state=LOST&right=LEFT")
                .refusedFor(Map.of("#/query/state", "UNKNOWN_STATE", "#/query/right", "UNKNOWN_RIGHT"));
    }

    @Test
    void whatNoDatabaseKeepsIsRefusedInTheQuery() {
        ledger.get("officer", REQUESTS + "?dueBefore=%2B6000000-01-01").refused(400, "BAD_VALUE");
        ledger.get("officer", REQUESTS + "?dueBefore=1/2/26").refused(400, "BAD_VALUE");
        ledger.get("officer", REQUESTS + "?controller=%00").refused(422, "UNKNOWN_CONTROLLER");
        var place = "+6000000-01-01/" + UUID.randomUUID();
        var cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.US_ASCII));
        ledger.get("officer", REQUESTS + "?cursor=" + cursor).refused(400, "BAD_VALUE");
    }

    @Test
    void requestIsNobodyWithAHistory() {
        var request = received(someone(), "ACCESS", daysAgo(1));
        ledger.get("auditor", "/v1/subjects/" + request.value("requestId") + "/history")
                .refused(404, "NOT_FOUND");
    }

    @Test
    void requestSentTwiceUnderOneKeyIsReceivedOnce() {
        var person = someone();
        var body = request(person, "ACCESS", daysAgo(1));
        String key = "\"" + unique("key") + "\"";
        var first =
                ledger.post("officer", REQUESTS, body, "Idempotency-Key", key).recorded();
        step(first, "fulfilment", Map.of()).recorded();
        var again =
                ledger.post("officer", REQUESTS, body, "Idempotency-Key", key).is(201);
        assertThat(again.json()).isEqualTo(first.json());
        body.put("right", "ERASURE");
        ledger.post("officer", REQUESTS, body, "Idempotency-Key", key).refused(422, "IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void nothingIsFoundUnderAnIdThatIsNoRequest() {
        var subject = someone();
        subject.tells(optOut("surveys")).recorded();
        for (String id : List.of(UUID.randomUUID().toString(), subject.id())) {
            ledger.get("officer", REQUESTS + "/" + id).refused(404, "NOT_FOUND");
            ledger.post("officer", REQUESTS + "/" + id + "/fulfilment", Map.of())
                    .refused(404, "NOT_FOUND");
        }
    }

    @Test
    void requestsAreForOfficersOnly() {
        ledger.post("service", REQUESTS, request(someone(), "ACCESS", daysAgo(1)))
                .refused(403, "FORBIDDEN");
        ledger.get("auditor", REQUESTS).refused(403, "FORBIDDEN");
    }

    // Objections

    @Test
    void objectionForAParticularSituationOpensARequestThatItsDecisionEnds() {
        var person = someone();
        var objection = person.tells(objectionForMySituation("ai-training").with("statement", "it hurts me"))
                .recorded();
        String request = objection.value("eventId");
        var detail = read(request);
        assertThat(detail.value("request.state")).isEqualTo("RECEIVED");
        assertThat(detail.value("request.right")).isEqualTo("OBJECTION");
        assertThat(detail.value("request.controller")).isEqualTo(ACCOUNTING);
        assertThat(detail.value("request.objection")).isEqualTo(objection.value("eventId"));
        assertThat(detail.json().required("steps").get(0).required("statement").asString())
                .isEqualTo("it hurts me");
        assertThat(detail.json()
                        .required("steps")
                        .get(0)
                        .required("actor")
                        .required("client")
                        .asString())
                .isEqualTo("service");
        decide(objection, Map.of("outcome", "UPHELD")).recorded();
        assertThat(read(request).value("request.state")).isEqualTo("FULFILLED");
        person.mayGet(mail("ai-training").on("WEB")).denies("RESTRICTED");
    }

    @Test
    void overriddenObjectionIsARefusalWithItsGroundsAndRemedies() {
        var objection =
                someone().tells(objectionForMySituation("ai-training").by("*")).recorded();
        decide(objection, Map.of("outcome", "OVERRIDDEN", "grounds", "security of all customers"))
                .recorded();
        var steps = read(objection.value("eventId")).json().required("steps");
        assertThat(steps.get(1).required("type").asString()).isEqualTo("rights-request-refused");
        assertThat(steps.get(1).required("ground").asString()).isEqualTo("security of all customers");
        assertThat(steps.get(1).required("remedies").asString()).contains("Article 77");
    }

    @Test
    void decisionStandsWhereTheRequestWasEndedByHand() {
        var objection = someone().tells(objectionForMySituation("ai-training")).recorded();
        ledger.post("officer", REQUESTS + "/" + objection.value("eventId") + "/withdrawal", Map.of())
                .recorded();
        decide(objection, Map.of("outcome", "UPHELD")).recorded();
        assertThat(read(objection.value("eventId")).value("request.state")).isEqualTo("WITHDRAWN");
    }

    @Test
    void onlyAnObjectionForAParticularSituationIsARequest() {
        var objection = someone().tells(Signal.objectionToMarketing("surveys")).recorded();
        ledger.get("officer", REQUESTS + "/" + objection.value("eventId")).refused(404, "NOT_FOUND");
    }

    @Test
    void overriddenObjectionRestrictsUntilThePersonWasTold() {
        var person = someone();
        var question = mail("ai-training").on("WEB");
        var objection = person.tells(objectionForMySituation("ai-training")).recorded();
        var decision = new LinkedHashMap<String, @Nullable Object>();
        decision.put("outcome", "OVERRIDDEN");
        decision.put("grounds", "security of all customers");
        decision.put("told", null);
        decide(objection, decision).recorded();
        person.mayGet(question).denies("RESTRICTED");
        var told = ledger.post(
                        "officer",
                        restrictions(person) + "/" + objection.value("eventId") + "/announcement",
                        Map.of("channel", "POST"))
                .recorded();
        person.mayGet(question).permits("LEGITIMATE_INTEREST");
        person.mayGet(mail("ai-training")
                        .on("WEB")
                        .knownAt(told.time("recordedAt").minusNanos(1_000)))
                .denies("RESTRICTED");
        assertThat(person.historyTypes())
                .endsWith("objection-decided", "restriction-lift-announced", "restriction-lifted");
    }

    private Answer decide(Answer objection, Map<String, ? extends @Nullable Object> body) {
        return ledger.post("officer", "/v1/objections/" + objection.value("eventId") + "/decision", body);
    }

    // Restrictions

    private static String restrictions(Person person) {
        return "/v1/subjects/" + person.id() + "/restrictions";
    }

    @Test
    void restrictionStopsEveryUseUntilItIsLiftedAndThePersonWasToldBefore() {
        var person = someone();
        person.tells(consent("service-information")).recorded();
        var restriction = ledger.post(
                        "officer",
                        restrictions(person),
                        Map.of(
                                "controllers", List.of(ACCOUNTING),
                                "purposes", List.of("*"),
                                "ground", "ACCURACY_CONTESTED"))
                .recorded();
        person.mayGet(mail("service-information")).denies("RESTRICTED");
        person.mayGet(mail("service-support")).denies("RESTRICTED");
        person.mayGet(mail("service-information").by(PAYROLL)).denies("CHANNEL_NOT_ALLOWED");
        String path = restrictions(person) + "/" + restriction.value("eventId");
        ledger.delete("officer", path).refused(422, "LIFT_NOT_ANNOUNCED");
        ledger.post("officer", path + "/announcement", Map.of()).recorded();
        person.mayGet(mail("service-information")).denies("RESTRICTED");
        ledger.delete("officer", path).is(200);
        ledger.delete("officer", path).stoodAlready();
        person.mayGet(mail("service-information")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void restrictionsAreImposedByOfficersOnKnownPeople() {
        var body = Map.of("controllers", List.of(ACCOUNTING), "purposes", List.of("*"));
        var nobody = "/v1/subjects/" + UUID.randomUUID() + "/restrictions";
        ledger.post("officer", nobody, body).refused(404, "NOT_FOUND");
        ledger.post("service", nobody, body).refused(403, "FORBIDDEN");
        ledger.delete("officer", nobody + "/" + UUID.randomUUID()).refused(404, "NOT_FOUND");
        var person = someone();
        person.tells(optOut("surveys")).recorded();
        ledger.post("officer", restrictions(person), Map.of())
                .refusedFor(Map.of("#/controllers", "MISSING", "#/purposes", "MISSING"));
    }
}
