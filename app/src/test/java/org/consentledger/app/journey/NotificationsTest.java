package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionForMySituation;
import static org.consentledger.app.journey.Signal.objectionToMarketing;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.withdrawal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Recipients are told what becomes of data they received, and take note (GDPR Article 19). */
class NotificationsTest extends Journey {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String NOTIFICATIONS = "/v1/notifications";

    /** Mailing for all of the group: news and campaigns. Asks for its notifications as the client mailer. */
    private static final String MAILING = "postduif";

    /** Surveys for two of the group. Has no client, so officers speak for it. */
    private static final String RESEARCH = "vraagbaak";

    @Autowired
    JdbcClient jdbc;

    private static Map<String, @Nullable Object> recipient(List<String> purposes, List<String> controllers) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("name", "A recipient of a test");
        body.put("purposes", purposes);
        body.put("controllers", controllers);
        return body;
    }

    /** All notifications that an answer to this would list, stretch by stretch. */
    private List<JsonNode> listed(String caller, String query) {
        var all = new ArrayList<JsonNode>();
        String cursor = "";
        do {
            Answer page = ledger.get(caller, NOTIFICATIONS + "?limit=1000&" + query + cursor)
                    .is(200);
            all.addAll(page.items());
            JsonNode next = page.json().required("next");
            cursor = next.isNull() ? "" : "&cursor=" + next.asString();
        } while (!cursor.isEmpty());
        return all;
    }

    private List<JsonNode> about(Person person, String query) {
        String id = person.id();
        return listed("officer", query).stream()
                .filter(item -> item.required("subjectId").asString().equals(id))
                .toList();
    }

    /** Recipient and kind of everything that is told of a person, in the order in which it happened. */
    private List<String> told(Person person) {
        return about(person, "").stream()
                .map(item -> item.required("recipient").asString() + " "
                        + item.required("kind").asString())
                .toList();
    }

    private void awaitTold(Person person, String... expected) {
        await().atMost(BOUND).untilAsserted(() -> assertThat(told(person)).containsExactly(expected));
    }

    /** Waits until the view holds all that was recorded up to here. */
    private void awaitView() {
        long head = jdbc.sql("select max(global_index) from ledger.event")
                .query(Long.class)
                .single();
        await().atMost(BOUND).until(() -> {
            long position = ledger.get("officer", NOTIFICATIONS + "?limit=1")
                    .is(200)
                    .json()
                    .required("position")
                    .asLong();
            return jdbc.sql("select coalesce(max(global_index), 0) from ledger.event_log where position <= ?")
                            .param(position)
                            .query(Long.class)
                            .single()
                    >= head;
        });
    }

    private Answer acknowledge(String caller, String notification) {
        return ledger.post(caller, NOTIFICATIONS + "/" + notification + "/acknowledgement", Map.of());
    }

    private static String id(Answer event, String recipient) {
        return event.value("eventId") + ":" + recipient;
    }

    // Who is told what

    @Test
    void withdrawalIsToldToWhoeverReceivesDataForThePurpose() {
        var person = someone();
        person.tells(consent("company-news", "surveys")).recorded();
        var withdrawn = person.tells(withdrawal("company-news")).recorded();
        awaitTold(person, MAILING + " WITHDRAWAL");
        JsonNode told = about(person, "").getFirst();
        assertThat(told.required("notificationId").asString()).isEqualTo(id(withdrawn, MAILING));
        assertThat(told.required("eventId").asString()).isEqualTo(withdrawn.value("eventId"));
        assertThat(told.required("state").asString()).isEqualTo("OPEN");
        assertThat(told.required("scope").toString())
                .isEqualTo("{\"controllers\":[\"" + ACCOUNTING + "\"],\"purposes\":[\"company-news\"]}");
        Instant recordedAt = withdrawn.time("recordedAt");
        assertThat(told.required("recordedAt").asString()).isEqualTo(recordedAt.toString());
        assertThat(told.required("dueAt").asString())
                .isEqualTo(recordedAt.plus(Duration.ofDays(3)).toString());
        assertThat(told.toString()).doesNotContain(person.address());
    }

    @Test
    void whateverStopsProcessingIsToldWithItsWildcards() {
        var person = someone();
        person.tells(optOut("*").by("*")).recorded();
        person.tells(objectionToMarketing("marketing").by(PAYROLL)).recorded();
        person.tells(optOut("sales-support").by(GROUP)).recorded();
        awaitView();
        assertThat(told(person))
                .containsSubsequence(MAILING + " WITHDRAWAL", RESEARCH + " WITHDRAWAL", MAILING + " WITHDRAWAL");
        // Research receives nothing of the payroll company, and nobody receives what support needs.
        assertThat(told(person).stream().filter(one -> one.startsWith(MAILING)).count())
                .isEqualTo(2);
        assertThat(told(person).stream().filter(one -> one.startsWith(RESEARCH)).count())
                .isEqualTo(1);
    }

    @Test
    void refusedOptOutIsNotTold() {
        var person = someone();
        person.tells(optOut("aml-identification")).is(422);
        person.tells(consent("company-news")).recorded();
        awaitView();
        assertThat(told(person)).isEmpty();
    }

    @Test
    void objectionIsARestrictionUntilItIsUpheld() {
        var person = someone();
        var objection = person.tells(objectionForMySituation("surveys")).recorded();
        awaitTold(person, RESEARCH + " RESTRICTION");
        decide(objection, Map.of("outcome", "UPHELD")).recorded();
        awaitTold(person, RESEARCH + " RESTRICTION", RESEARCH + " WITHDRAWAL");
        assertThat(about(person, "kind=WITHDRAWAL")
                        .getFirst()
                        .required("restriction")
                        .asString())
                .isEqualTo(objection.value("eventId"));
    }

    @Test
    void overriddenObjectionGoesOnWhenThePersonWasTold() {
        var person = someone();
        var objection = person.tells(objectionForMySituation("surveys")).recorded();
        var decision = new LinkedHashMap<String, @Nullable Object>();
        decision.put("outcome", "OVERRIDDEN");
        decision.put("grounds", "a public inquiry");
        decision.put("told", null);
        decide(objection, decision).recorded();
        awaitView();
        assertThat(told(person)).containsExactly(RESEARCH + " RESTRICTION");
        ledger.post(
                        "officer",
                        "/v1/subjects/" + person.id() + "/restrictions/" + objection.value("eventId") + "/announcement",
                        Map.of())
                .recorded();
        awaitTold(person, RESEARCH + " RESTRICTION", RESEARCH + " RESTRICTION_LIFTED");
    }

    private Answer decide(Answer objection, Map<String, ?> decision) {
        return ledger.post("officer", "/v1/objections/" + objection.value("eventId") + "/decision", decision);
    }

    @Test
    void restrictionAndItsEndAreToldToTheSame() {
        var person = someone();
        person.tells(consent("company-news")).recorded();
        String restrictions = "/v1/subjects/" + person.id() + "/restrictions";
        var restriction = ledger.post(
                        "officer",
                        restrictions,
                        Map.of("controllers", List.of("*"), "purposes", List.of("company-news")))
                .recorded();
        awaitTold(person, MAILING + " RESTRICTION");
        // Who became a recipient meanwhile was told of no restriction, and has none to lift.
        String late = unique("late");
        ledger.put("admin", "/v1/recipients/" + late, recipient(List.of("company-news"), List.of("*")))
                .is(204);
        try {
            String path = restrictions + "/" + restriction.value("eventId");
            ledger.post("officer", path + "/announcement", Map.of()).recorded();
            ledger.delete("officer", path).is(200);
            awaitTold(person, MAILING + " RESTRICTION", MAILING + " RESTRICTION_LIFTED");
        } finally {
            ledger.put("admin", "/v1/recipients/" + late, recipient(List.of(), List.of("*")))
                    .is(204);
        }
    }

    @Test
    void rectificationIsToldToWhoeverReceivesDataOfThatController() {
        var person = someone();
        for (String right : List.of("ACCESS", "RECTIFICATION")) {
            var request = ledger.post(
                            "officer",
                            "/v1/rights-requests",
                            Map.of(
                                    "subject",
                                    person.reference,
                                    "controller",
                                    PAYROLL,
                                    "right",
                                    right,
                                    "receivedAt",
                                    Instant.now().minusSeconds(60).toString(),
                                    "channel",
                                    "POST"))
                    .recorded();
            ledger.post("officer", "/v1/rights-requests/" + request.value("requestId") + "/fulfilment", Map.of())
                    .recorded();
        }
        awaitTold(person, MAILING + " RECTIFICATION");
        awaitView();
        assertThat(told(person)).containsExactly(MAILING + " RECTIFICATION");
    }

    @Test
    void correctedNamesAreToldToWhoeverReceivesAnything() {
        var person = someone();
        person.tells(consent("sales-support")).recorded();
        awaitView();
        assertThat(told(person)).isEmpty();
        ledger.post(
                        "officer",
                        "/v1/subjects/" + person.id() + "/identifiers",
                        Map.of("type", "external", "namespace", "crm", "value", unique("key")))
                .recorded();
        awaitTold(person, MAILING + " RECTIFICATION", RESEARCH + " RECTIFICATION");
    }

    // Taking note

    @Test
    void recipientReadsAndAcknowledgesItsOwn() {
        var person = someone();
        var stop = person.tells(optOut("marketing")).recorded();
        awaitTold(person, MAILING + " WITHDRAWAL", RESEARCH + " WITHDRAWAL");
        String mine = id(stop, MAILING);
        assertThat(ids(listed("mailer", "state=OPEN"))).contains(mine);
        assertThat(listed("mailer", ""))
                .isNotEmpty()
                .allMatch(item -> item.required("recipient").asString().equals(MAILING));
        assertThat(listed("mailer", "recipient=" + RESEARCH)).isEmpty();

        act("stop");
        try {
            await().atMost(BOUND).until(() -> !isRunning());
            acknowledge("mailer", mine).recorded();
            // From the moment of that answer, whatever the view says.
            assertThat(ids(listed("mailer", "state=OPEN"))).doesNotContain(mine);
            assertThat(ids(listed("mailer", "state=ACKNOWLEDGED"))).contains(mine);
        } finally {
            act("start");
        }
        assertThat(ids(listed("officer", "state=OPEN&recipient=" + RESEARCH))).contains(id(stop, RESEARCH));
        var again = acknowledge("mailer", mine).stoodAlready();
        var event =
                ledger.get("auditor", "/v1/events/" + again.value("eventId")).is(200);
        assertThat(event.value("type")).isEqualTo("notification-acknowledged");
        assertThat(event.value("recipient")).isEqualTo(MAILING);
        assertThat(event.value("actor.client")).isEqualTo("mailer");
    }

    @Test
    void othersNotificationsAreNotThereForARecipient() {
        var person = someone();
        var stop = person.tells(optOut("surveys")).recorded();
        acknowledge("mailer", id(stop, RESEARCH)).refused(404, "NOT_FOUND");
        acknowledge("officer", id(stop, RESEARCH)).recorded();
        ledger.get("mailer", "/v1/recipients").refused(403, "FORBIDDEN");
        ledger.get("service", NOTIFICATIONS).refused(403, "FORBIDDEN");
        ledger.get("auditor", NOTIFICATIONS).refused(403, "FORBIDDEN");
    }

    @Test
    void nothingIsAcknowledgedThatNobodyIsToldOf() {
        var person = someone();
        var given = person.tells(consent("company-news")).recorded();
        var stop = person.tells(optOut("company-news")).recorded();
        for (String id : List.of(
                id(given, MAILING), id(stop, RESEARCH), id(stop, "nobody"), UUID.randomUUID() + ":" + MAILING)) {
            acknowledge("officer", id).refused(404, "NOT_FOUND");
        }
        ledger.post(
                        "officer",
                        NOTIFICATIONS + "/" + id(stop, MAILING) + "/acknowledgement",
                        Map.of("occurredAt", Instant.now().plusSeconds(600).toString()))
                .refusedFor(Map.of("#/occurredAt", "OCCURRED_IN_FUTURE"));
    }

    @Test
    void whatTheViewDoesNotHoldYetCanBeAcknowledged() {
        act("stop");
        try {
            await().atMost(BOUND).until(() -> !isRunning());
            var person = someone();
            var stop = person.tells(optOut("company-news")).recorded();
            acknowledge("mailer", id(stop, MAILING)).recorded();
            assertThat(told(person)).isEmpty();
            act("start");
            awaitTold(person, MAILING + " WITHDRAWAL");
            assertThat(about(person, "state=OPEN")).isEmpty();
        } finally {
            act("start");
        }
    }

    @Test
    void notificationThatNobodyTakesNoteOfGrowsOverdue() {
        var person = someone();
        var stop = person.tells(optOut("company-news")).recorded();
        awaitTold(person, MAILING + " WITHDRAWAL");
        assertThat(about(person, "state=OVERDUE")).isEmpty();
        threeDaysPass(stop);
        assertThat(ids(about(person, "state=OVERDUE"))).containsExactly(id(stop, MAILING));
        assertThat(ids(about(person, "state=OPEN"))).containsExactly(id(stop, MAILING));
        assertThat(about(person, "").getFirst().required("state").asString()).isEqualTo("OVERDUE");
        assertThat(overdueByHealth()).isPositive();
        assertThat(overdueByMetric()).isPositive();

        acknowledge("mailer", id(stop, MAILING)).recorded();
        assertThat(about(person, "state=OVERDUE")).isEmpty();
        awaitView();
        assertThat(overdueByHealth()).isZero();
    }

    /** For one notification: as if its event had been recorded so long ago. */
    private void threeDaysPass(Answer event) {
        assertThat(jdbc.sql(
                                "update view.notification set recorded_at = recorded_at - interval '3 days' where event_id = ?::uuid")
                        .param(event.value("eventId"))
                        .update())
                .isEqualTo(1);
    }

    private long overdueByHealth() {
        return Long.parseLong(
                ledger.get("admin", "/actuator/health").is(200).value("components.notifications.details.overdue"));
    }

    private double overdueByMetric() {
        return ledger.get("admin", "/actuator/metrics/ledger.notifications.overdue")
                .is(200)
                .json()
                .required("measurements")
                .get(0)
                .required("value")
                .asDouble();
    }

    // The list

    @Test
    void listIsReadInStretches() {
        var person = someone();
        person.tells(optOut("marketing")).recorded();
        person.tells(optOut("*").by("*")).recorded();
        awaitView();
        List<String> all = ids(listed("officer", ""));
        var read = new ArrayList<String>();
        String cursor = "";
        do {
            Answer page =
                    ledger.get("officer", NOTIFICATIONS + "?limit=2" + cursor).is(200);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            read.addAll(ids(page.items()));
            JsonNode next = page.json().required("next");
            cursor = next.isNull() ? "" : "&cursor=" + next.asString();
        } while (!cursor.isEmpty());
        assertThat(read).containsExactlyElementsOf(all).doesNotHaveDuplicates();
        ledger.get("officer", NOTIFICATIONS + "?cursor=Zm9v").refused(400, "BAD_VALUE");
        ledger.get("officer", NOTIFICATIONS + "?state=LOST&kind=GIFT")
                .refusedFor(Map.of("#/query/state", "UNKNOWN_STATE", "#/query/kind", "UNKNOWN_NOTIFICATION_KIND"));
        assertThat(ledger.get("officer", NOTIFICATIONS + "?recipient=no%20id")
                        .is(200)
                        .items())
                .isEmpty();
    }

    @Test
    void viewThatIsBuiltAgainSaysTheSame() {
        var person = someone();
        var stop = person.tells(optOut("marketing")).recorded();
        person.tells(objectionForMySituation("surveys")).recorded();
        acknowledge("mailer", id(stop, MAILING)).recorded();
        awaitView();
        List<JsonNode> before = about(person, "");
        assertThat(before).hasSize(3);
        act("rebuild");
        await().atMost(BOUND)
                .until(() -> !ledger.get("admin", "/actuator/projections/notification")
                        .json()
                        .required("rebuild")
                        .required("finishedAt")
                        .isNull());
        assertThat(about(person, "")).isEqualTo(before);
    }

    private void act(String action) {
        ledger.post("admin", "/actuator/projections/notification", Map.of("action", action))
                .is(200);
    }

    private boolean isRunning() {
        return ledger.get("admin", "/actuator/projections/notification")
                .is(200)
                .json()
                .required("running")
                .asBoolean();
    }

    private static List<String> ids(List<JsonNode> items) {
        return items.stream()
                .map(item -> item.required("notificationId").asString())
                .toList();
    }

    // Recipients

    @Test
    void recipientsAreInTheCatalogueWithTheirPast() {
        String id = unique("printer");
        String path = "/v1/recipients/" + id;
        ledger.get("marketing", path).refused(404, "NOT_FOUND");
        var body = recipient(List.of("company-news"), List.of(GROUP, ACCOUNTING));
        body.put("contact", Map.of("email", "privacy@printer.example"));
        body.put("country", "NL");
        ledger.put("officer", path, body).refused(403, "FORBIDDEN");
        ledger.put("admin", path, body).is(204);
        var described = ledger.get("marketing", path).is(200);
        assertThat(described.value("contact.email")).isEqualTo("privacy@printer.example");
        assertThat(described.texts("controllers")).containsExactly(GROUP, ACCOUNTING);
        ledger.put("admin", path, body).is(204);
        assertThat(ledger.get("marketing", path).value("recordedAt")).isEqualTo(described.value("recordedAt"));
        body.put("purposes", List.of());
        ledger.put("admin", path, body).is(204);
        assertThat(ledger.get("marketing", path).texts("purposes")).isEmpty();
        assertThat(ledger.get("marketing", path + "?knownAt=" + described.value("recordedAt"))
                        .texts("purposes"))
                .containsExactly("company-news");
        assertThat(ledger.get("marketing", "/v1/recipients?limit=1000").is(200).each("id"))
                .contains(MAILING, RESEARCH, id);
        ledger.put("admin", path, recipient(List.of("nothing"), List.of()))
                .refusedFor(Map.of("#/purposes/0", "UNKNOWN_PURPOSE", "#/controllers", "EMPTY"));
    }
}
