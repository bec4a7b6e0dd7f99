package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionForMySituation;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;
import static org.consentledger.app.journey.Signal.withdrawal;

import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class HistoryTest extends Journey {
    @Autowired
    JdbcClient jdbc;

    private Answer history(Person person, String query) {
        return ledger.get("auditor", "/v1/subjects/" + person.id() + "/history" + query);
    }

    @Test
    void historyTellsEverythingInTheOrderOfRecording() {
        var person = someone();
        var late = person.tells(withdrawal("surveys").at("2025-05-05T10:00:00+02:00"))
                .recorded();
        person.tells(consent("surveys").at("2025-05-01T08:00:00Z").with("receivedAt", "2025-05-10T00:00:00Z"))
                .recorded();
        person.tells(preferences().with("language", "nl")).recorded();
        var history = person.history();
        assertThat(person.historyTypes())
                .containsExactly("identifier-added", "consent-withdrawn", "consent-given", "preferences-set");
        assertThat(history.stream().map(event -> event.required("version").asInt()))
                .containsExactly(1, 2, 3, 4);
        assertThat(history.stream().map(event -> event.required("subjectId").asString()))
                .containsOnly(person.id());
        assertThat(history.stream().map(event -> event.required("recordedAt").asString()))
                .isSorted();
        var withdrawal = history.get(1);
        assertThat(withdrawal.required("eventId").asString()).isEqualTo(late.value("eventId"));
        assertThat(withdrawal.required("occurredAt").asString()).isEqualTo("2025-05-05T08:00:00Z");
        assertThat(withdrawal.required("recordedAt").asString()).isEqualTo(late.value("recordedAt"));
        assertThat(withdrawal.required("receivedAt")).isEqualTo(withdrawal.required("recordedAt"));
        assertThat(withdrawal.required("source").asString()).isEqualTo("SUBJECT");
        var consent = history.get(2);
        assertThat(consent.required("receivedAt").asString()).isEqualTo("2025-05-10T00:00:00Z");
        assertThat(consent.required("mechanism").asString()).isEqualTo("CHECKBOX");
        assertThat(consent.required("notice").required("version").asString()).isEqualTo("2024-05-20");
        assertThat(consent.required("scope").required("controllers").get(0).asString())
                .isEqualTo(ACCOUNTING);
        assertThat(consent.required("scope").required("purposes").get(0).asString())
                .isEqualTo("surveys");
    }

    @Test
    void auditorsReadTheEvidenceInClear() {
        var person = someone();
        person.tells(consent("surveys")
                        .with("actor", "call centre, desk 4")
                        .evidence("form", "/sign-up")
                        .evidence("ip", "192.0.2.7")
                        .evidence("userAgent", "Browser/1.0")
                        .evidence("reference", "recording 9")
                        .with("parentalAuthorisation", Map.of("age", 40, "reference", "none needed")))
                .recorded();
        var objection = person.tells(objectionForMySituation("ai-training").with("statement", "my reasons"))
                .recorded();
        ledger.post(
                        "officer",
                        "/v1/objections/" + objection.value("eventId") + "/decision",
                        Map.of("outcome", "OVERRIDDEN", "grounds", "their grounds"))
                .recorded();
        var history = person.history();
        assertThat(history.get(0).required("identifier").required("value").asString())
                .isEqualTo(person.address());
        var evidence = history.get(1).required("evidence");
        assertThat(evidence.required("wordingHash").asString()).isEqualTo(Signal.WORDING);
        assertThat(evidence.required("form").asString()).isEqualTo("/sign-up");
        assertThat(evidence.required("ip").asString()).isEqualTo("192.0.2.7");
        assertThat(evidence.required("userAgent").asString()).isEqualTo("Browser/1.0");
        assertThat(evidence.required("reference").asString()).isEqualTo("recording 9");
        assertThat(history.get(1).required("parentalAuthorisation").asString()).isEqualTo("none needed");
        assertThat(history.get(1).required("actor").required("statedBy").asString())
                .isEqualTo("call centre, desk 4");
        assertThat(history.get(2).required("statement").asString()).isEqualTo("my reasons");
        assertThat(history.getLast().required("grounds").asString()).isEqualTo("their grounds");
        assertThat(history.getLast().required("objection").asString()).isEqualTo(objection.value("eventId"));
    }

    @Test
    void everyEventNamesTheClientThatActed() {
        var person = someone();
        person.tells(consent("surveys")).recorded();
        ledger.post("officer", "/v1/opt-outs", person.bodyOf(optOut("surveys"))).recorded();
        assertThat(person.history().stream()
                        .map(event -> event.required("actor").required("client").asString()))
                .containsExactly("service", "service", "officer");
    }

    @Test
    void historyOfThenHoldsWhatHadHappenedAndWasKnownThen() {
        var person = someone();
        var first =
                person.tells(withdrawal("surveys").at("2025-05-05T00:00:00Z")).recorded();
        person.tells(consent("surveys").at("2025-05-01T00:00:00Z")).recorded();
        person.tells(optOut("surveys").atUnknownTime()).recorded();
        assertThat(history(person, "?validAt=2025-05-03T00:00:00Z").each("type"))
                .containsExactly("consent-given", "opted-out");
        assertThat(history(person, "?validAt=2025-05-05T00:00:00Z").each("type"))
                .containsExactly("consent-withdrawn", "consent-given", "opted-out");
        assertThat(history(person, "?knownAt=" + first.value("recordedAt")).each("type"))
                .containsExactly("identifier-added", "consent-withdrawn");
        assertThat(history(person, "?knownAt=2020-01-01T00:00:00Z").items()).isEmpty();
        history(person, "?knownAt=yesterday").refused(400, "BAD_VALUE");
    }

    @Test
    void longHistoryIsReadInPages() {
        var person = someone();
        for (int day = 1; day <= 6; day++) {
            person.tells(optOut("surveys").at("2025-01-0" + day + "T00:00:00Z")).recorded();
        }
        var read = new ArrayList<String>();
        String cursor = "";
        int pages = 0;
        do {
            var page = history(person, "?limit=3" + cursor).is(200);
            page.each("eventId").forEach(read::add);
            assertThat(page.items()).hasSizeBetween(1, 3);
            var next = page.json().required("next");
            cursor = next.isNull() ? "" : "&cursor=" + next.asString();
            pages++;
        } while (!cursor.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(read).hasSize(7).doesNotHaveDuplicates();
        assertThat(read)
                .isEqualTo(person.history().stream()
                        .map(event -> event.required("eventId").asString())
                        .toList());
        history(person, "?limit=0").refused(400, "BAD_VALUE");
        history(person, "?limit=1001").refused(400, "BAD_VALUE");
        history(person, "?cursor=nonsense").refused(400, "BAD_VALUE");
    }

    @Test
    void personIsResolvedOnlyWhereTheLedgerKnowsThem() {
        var person = someone();
        person.resolved().refused(404, "NOT_FOUND");
        var recorded = person.tells(optOut("surveys")).recorded();
        assertThat(person.resolved().is(200).value("subjectId")).isEqualTo(recorded.value("subjectId"));
        ledger.post("auditor", "/v1/subjects/resolve", Map.of()).refusedFor(Map.of("#/subject", "MISSING"));
        ledger.get("auditor", "/v1/subjects/" + UUID.randomUUID() + "/history").refused(404, "NOT_FOUND");
        ledger.get("auditor", "/v1/subjects/nobody/history").is(400);
    }

    @Test
    void eventOfAPersonIsReadByItsId() {
        var person = someone();
        var recorded = person.tells(optOut("surveys").evidence("reference", "letter 5"))
                .recorded();
        var event = ledger.get("auditor", recorded.header("Location")).is(200);
        assertThat(event.json()).isEqualTo(person.history().getLast());
        assertThat(event.value("evidence.reference")).isEqualTo("letter 5");
    }

    @Test
    void eventOfTheCatalogueIsReadByItsIdAndBelongsToNobody() {
        var id = jdbc.sql("select event_id from ledger.event where aggregate_id = 'purpose:surveys'")
                .query(String.class)
                .single();
        var event = ledger.get("auditor", "/v1/events/" + id).is(200);
        assertThat(event.value("type")).isEqualTo("purpose-published");
        assertThat(event.value("entry.purpose")).isEqualTo("surveys");
        assertThat(event.value("actor.client")).isEqualTo("ledger");
        assertThat(event.json().has("subjectId")).isFalse();
    }

    @Test
    void eventThatIsNotThereIsNotFound() {
        ledger.get("auditor", "/v1/events/" + UUID.randomUUID()).refused(404, "NOT_FOUND");
        ledger.get("auditor", "/v1/events/nothing").is(400);
    }

    @Test
    void historyIsForAuditorsOnly() {
        var person = someone();
        var event = person.tells(optOut("surveys")).recorded().header("Location");
        var history = "/v1/subjects/" + person.id() + "/history";
        for (var caller : new String[] {"service", "marketing"}) {
            ledger.get(caller, history).refused(403, "FORBIDDEN");
            ledger.get(caller, event).refused(403, "FORBIDDEN");
            ledger.post(caller, "/v1/subjects/resolve", Map.of("subject", person.reference))
                    .refused(403, "FORBIDDEN");
        }
        for (var caller : new String[] {"auditor", "officer", "admin"}) {
            ledger.get(caller, history).is(200);
            ledger.get(caller, event).is(200);
        }
        ledger.withoutToken(history).refused(401, "UNAUTHENTICATED");
    }
}
