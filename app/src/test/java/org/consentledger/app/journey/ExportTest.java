package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionForMySituation;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;
import static org.consentledger.app.journey.Signal.withdrawal;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.sealing.Vault;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A person gets what the ledger holds of them: to read (GDPR Article 15), or to take elsewhere (Article 20). */
class ExportTest extends Journey {
    private static final String HTML = "text/html";

    private static Schema schema;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Vault vault;

    @BeforeAll
    static void readSchema() throws IOException {
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/export.schema.json")), InputFormat.JSON);
    }

    private Answer export(Person person, String query) {
        Answer answer = ledger.get("officer", path(person) + query).is(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(schema.validate(
                        answer.body(),
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .as(answer.body())
                .isEmpty();
        return answer;
    }

    private String page(Person person, String query) {
        Answer answer =
                ledger.get("officer", path(person) + query, "Accept", HTML).is(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        return answer.body();
    }

    private static String path(Person person) {
        return "/v1/subjects/" + person.id() + "/export";
    }

    /** Somebody of whom there is everything. */
    private Person somebodyWithALife() {
        var person = someone();
        person.tells(consent("company-news", "email-open-tracking")
                        .at("2025-05-01T09:00:00Z")
                        .on("EMAIL")
                        .evidence("ip", "192.0.2.7")
                        .evidence("reference", "scan 4711"))
                .recorded();
        person.tells(withdrawal("email-open-tracking").at("2025-06-15T12:00:00Z"))
                .recorded();
        person.tells(objectionForMySituation("ai-training").with("statement", "<script>alert('it hurts')</script>"))
                .recorded();
        person.tells(preferences().with("language", "nl").with("topics", Map.of("wine", true)))
                .recorded();
        person.tells(withdrawal("aml-identification")).is(422);
        ledger.post(
                        "officer",
                        "/v1/rights-requests",
                        Map.of(
                                "subject",
                                person.reference,
                                "controller",
                                ACCOUNTING,
                                "right",
                                "ACCESS",
                                "receivedAt",
                                Instant.now().minusSeconds(60).toString(),
                                "channel",
                                "POST",
                                "statement",
                                "all of it, please"))
                .recorded();
        return person;
    }

    private static List<String> each(JsonNode list, String field) {
        return list.valueStream().map(item -> item.required(field).asString()).toList();
    }

    private static JsonNode only(JsonNode list, String field, String value) {
        return list.valueStream()
                .filter(item -> item.required(field).asString().equals(value))
                .findFirst()
                .orElseThrow();
    }

    // Access

    @Test
    void accessHoldsWhoSaidWhatAndWho() {
        var person = somebodyWithALife();
        JsonNode export = export(person, "?language=en").json();
        assertThat(export.required("kind").asString()).isEqualTo("access");
        JsonNode subject = export.required("subject");
        assertThat(subject.required("subjectId").asString()).isEqualTo(person.id());
        assertThat(each(subject.required("identifiers"), "value")).containsExactly(person.address());
        assertThat(subject.required("preferences").required("topics").toString())
                .isEqualTo("{\"wine\":true}");
        assertThat(export.required("events").valueStream().toList()).isEqualTo(person.history());
        assertThat(each(export.required("events"), "type"))
                .contains("consent-given", "consent-withdrawn", "objection-raised", "signal-refused");
        JsonNode controller = only(export.required("controllers"), "id", ACCOUNTING);
        assertThat(controller.required("contact").required("email").asString())
                .isEqualTo("privacy@noorderlicht.example");
    }

    @Test
    void accessHoldsHowThePersonStandsNow() {
        var person = somebodyWithALife();
        JsonNode state = export(person, "?language=en").json().required("state");
        List<JsonNode> cells = each(state, "controller").stream()
                .distinct()
                .flatMap(controller -> ledger
                        .get(
                                "auditor",
                                "/v1/subjects/" + person.id() + "/preferences?limit=1000&controller=" + controller)
                        .is(200)
                        .items()
                        .stream())
                .toList();
        assertThat(state.valueStream().map(ExportTest::cell))
                .containsExactlyElementsOf(cells.stream().map(ExportTest::cell).toList());
        assertThat(state.valueStream()
                        .filter(one -> one.required("reason").asString().equals("CONSENT_IN_FORCE")))
                .isNotEmpty()
                .allMatch(one -> one.required("explanation").asString().equals("You consented."));
    }

    private static String cell(JsonNode one) {
        return Stream.of("controller", "purpose", "channel", "decision", "reason")
                .map(field -> one.required(field).asString())
                .toList()
                .toString();
    }

    @Test
    void accessHoldsPurposesRecipientsAndNotices() {
        var person = somebodyWithALife();
        JsonNode export = export(person, "").json();
        JsonNode tracking = only(export.required("purposes"), "id", "email-open-tracking");
        assertThat(tracking.required("basis").asString()).isEqualTo("CONSENT");
        assertThat(tracking.required("validFor").asString()).isEqualTo("P24M");
        JsonNode news = only(export.required("purposes"), "id", "company-news");
        assertThat(news.required("recipients").valueStream().map(JsonNode::asString))
                .containsExactly("postduif");
        JsonNode mailing = only(export.required("recipients"), "id", "postduif");
        assertThat(mailing.required("contact").required("email").asString()).isEqualTo("privacy@postduif.example");
        JsonNode shown = only(export.required("notices"), "id", "stakeholder");
        assertThat(shown.required("shownIn")).hasSize(1);
        assertThat(shown.required("inForce").asBoolean()).isTrue();
        assertThat(shown.required("companion").required("id").asString()).isEqualTo("general");
        assertThat(each(export.required("notices"), "id")).contains("general");
    }

    @Test
    void accessHoldsRequestsAndRights() {
        var person = somebodyWithALife();
        JsonNode export = export(person, "").json();
        JsonNode asked = only(export.required("rightsRequests"), "right", "ACCESS");
        assertThat(asked.required("state").asString()).isEqualTo("RECEIVED");
        assertThat(asked.required("steps").get(0).required("statement").asString())
                .isEqualTo("all of it, please");
        only(export.required("rightsRequests"), "right", "OBJECTION");
        assertThat(each(export.required("rights"), "article")).contains("15", "20", "21", "77");
        assertThat(each(export.required("complaints"), "country")).containsExactly("NL", "BE", "*");
    }

    @Test
    void textsAreInTheLanguageAskedForOrElsePreferred() {
        var person = somebodyWithALife();
        assertThat(export(person, "").value("language")).isEqualTo("nl");
        assertThat(export(person, "?language=en").value("language")).isEqualTo("en");
        var other = someone();
        other.tells(optOut("surveys")).recorded();
        assertThat(export(other, "").value("language")).isEqualTo("en");
        assertThat(export(other, "?language=nl").body()).contains("U hebt zich afgemeld.");
    }

    @Test
    void exportCoversEverythingOfPeopleWhoAreMerged() {
        var person = somebodyWithALife();
        var other = someone();
        var said =
                other.tells(optOut("surveys").evidence("reference", "letter 7")).recorded();
        String mergedIn = other.id();
        ledger.post("officer", "/v1/subjects/merge", Map.of("into", person.id(), "from", mergedIn))
                .recorded();
        JsonNode export = export(person, "?language=en").json();
        assertThat(export.required("subject")
                        .required("mergedWith")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactly(mergedIn);
        assertThat(each(export.required("subject").required("identifiers"), "value"))
                .containsExactlyInAnyOrder(person.address(), other.address());
        assertThat(only(export.required("events"), "eventId", said.value("eventId"))
                        .required("evidence")
                        .required("reference")
                        .asString())
                .isEqualTo("letter 7");
        only(export.required("rightsRequests"), "right", "ACCESS");
        Answer ofTheOther =
                ledger.get("officer", "/v1/subjects/" + mergedIn + "/export").is(200);
        assertThat(each(ofTheOther.json().required("events"), "eventId"))
                .containsExactlyInAnyOrderElementsOf(each(export.required("events"), "eventId"));
    }

    // The page

    @Test
    void pageIsReadWithoutAnythingElse() throws IOException {
        var person = somebodyWithALife();
        for (String language : List.of("nl", "en")) {
            String page = page(person, "?language=" + language);
            assertThat(page)
                    .startsWith("<!doctype html>\n<html lang=\"" + language + "\">")
                    .contains(person.address())
                    .contains("Noorderlicht Accounting")
                    .contains("Postduif Mailing")
                    .doesNotContain("<script", "<link", "<img", "src=", "@import", "url(", "null");
            assertThat(page).contains("&lt;script&gt;alert(&#39;it hurts&#39;)&lt;/script&gt;");
            Files.writeString(Path.of("target/export-" + language + ".html"), page);
            Files.writeString(
                    Path.of("target/portability-" + language + ".html"),
                    page(person, "?kind=portability&language=" + language));
        }
        assertThat(page(person, "?language=nl"))
                .contains("Nieuws over onze bedrijven")
                .contains("U gaf toestemming");
        assertThat(page(person, "?language=en"))
                .contains("News about our companies")
                .contains("You consented");
    }

    @Test
    void whoAsksForAnythingGetsJson() {
        var person = someone();
        person.tells(optOut("surveys")).recorded();
        for (String accept : List.of("*/*", "application/json", "application/*;q=0.9, text/html;q=0.8")) {
            assertThat(ledger.get("officer", path(person), "Accept", accept)
                            .is(200)
                            .header("Content-Type"))
                    .startsWith("application/json");
        }
        for (String accept : List.of("text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")) {
            assertThat(ledger.get("officer", path(person), "Accept", accept)
                            .is(200)
                            .header("Content-Type"))
                    .startsWith("text/html");
        }
        ledger.get("officer", path(person), "Accept", "application/pdf").refused(406, "NOT_ACCEPTABLE");
    }

    // Portability

    @Test
    void portabilityHoldsWhatThePersonProvidedOnConsentOrContractAlone() {
        var person = someone();
        var given = person.tells(consent("company-news").on("EMAIL")).recorded();
        var stopped = person.tells(optOut("*").by("*")).recorded();
        // Not theirs, and not on consent or contract:
        person.tells(consent("site-tracking").with("source", "THIRD_PARTY").evidence("reference", "a list"))
                .recorded();
        person.tells(optOut("surveys")).recorded();
        person.tells(objectionForMySituation("ai-training")).recorded();
        person.tells(preferences().with("language", "en")).recorded();

        Answer answer = export(person, "?kind=portability");
        JsonNode export = answer.json();
        assertThat(export.propertyNames())
                .containsExactlyInAnyOrder(
                        "$schema",
                        "kind",
                        "language",
                        "createdAt",
                        "subject",
                        "controllers",
                        "purposeNames",
                        "statements");
        JsonNode statements = export.required("statements");
        assertThat(each(statements, "eventId")).containsExactly(given.value("eventId"), stopped.value("eventId"));
        assertThat(statements.get(0).required("mechanism").asString()).isEqualTo("CHECKBOX");
        assertThat(statements.get(1).required("purposes").valueStream().map(JsonNode::asString))
                .contains("other-agreed", "site-tracking", "sales", "service-support")
                .doesNotContain("*", "marketing", "surveys", "ai-training", "aml-identification");
        assertThat(each(export.required("subject").required("identifiers"), "value"))
                .containsExactly(person.address());
        assertThat(answer.body()).doesNotContain("decision", "explanation", "preferences", "a list");
    }

    @Test
    void portabilityOfWhoProvidedNothingIsEmpty() {
        var person = someone();
        person.tells(optOut("surveys")).recorded();
        JsonNode export = export(person, "?kind=portability").json();
        assertThat(export.required("statements")).isEmpty();
        assertThat(export.required("subject").required("identifiers")).isEmpty();
        assertThat(page(person, "?kind=portability&language=nl")).contains("Er is niets van deze soort.");
    }

    // Bounds and doors

    @Test
    void whatIsErasedIsMarked() {
        var person = somebodyWithALife();
        String id = person.id();
        vault.shred(SubjectId.of(id));
        var erased = Person.byId(ledger, id);
        Answer answer = ledger.get("officer", "/v1/subjects/" + id + "/export?language=en")
                .is(200);
        assertThat(schema.validate(answer.body(), InputFormat.JSON)).isEmpty();
        assertThat(answer.body()).doesNotContain(person.address(), "192.0.2.7", "it hurts");
        assertThat(answer.json().required("subject").required("identifiers").toString())
                .isEqualTo("[{\"kind\":\"EMAIL\",\"value\":{\"erased\":true}}]");
        assertThat(ledger.get("officer", "/v1/subjects/" + id + "/export?language=en", "Accept", HTML)
                        .is(200)
                        .body())
                .contains("E-mail: (erased)")
                .doesNotContain(person.address());
        assertThat(erased.address()).isEqualTo(id);
    }

    @Test
    void exportHoldsTenThousandEvents() {
        String person = ManyEvents.subject(910_001);
        fill(person, 0, 10_000);
        ledger.get("officer", "/v1/subjects/" + person + "/export").is(200);
        fill(person, 10_000, 1);
        ledger.get("officer", "/v1/subjects/" + person + "/export").refused(422, "EXPORT_TOO_LARGE");
    }

    private void fill(String person, int from, int events) {
        jdbc.sql("""
                        insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at, payload_type,
                                                  payload_revision, payload, metadata)
                        select gen_random_uuid()::text, ?, n, 'Subject', now(), 'preferences-set', '1',
                               convert_to(format('{"subject":"%s","language":"nl"}', ?), 'UTF8'), '{"client":"import"}'
                        from generate_series(?::bigint, ?::bigint) n order by n""").params(person, person, from, from + events - 1).update();
    }

    @Test
    void exportIsForOfficersAndOfPeopleWhoAreThere() {
        var person = someone();
        person.tells(optOut("surveys")).recorded();
        for (String caller : List.of("service", "marketing", "auditor", "mailer")) {
            ledger.get(caller, path(person)).refused(403, "FORBIDDEN");
        }
        ledger.withoutToken(path(person)).refused(401, "UNAUTHENTICATED");
        ledger.get("officer", "/v1/subjects/" + UUID.randomUUID() + "/export").refused(404, "NOT_FOUND");
        ledger.get("officer", "/v1/subjects/" + UUID.randomUUID() + "/export", "Accept", HTML)
                .refused(404, "NOT_FOUND");
        ledger.get("officer", path(person) + "?kind=everything")
                .refused(400, "BAD_VALUE")
                .refusedFor(Map.of("#/query/kind", "BAD_VALUE"));
        ledger.get("officer", path(person) + "?language=fr").refusedFor(Map.of("#/query/language", "BAD_VALUE"));
    }
}
