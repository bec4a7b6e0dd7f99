package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** People are erased; what they said stays, who they were is gone, and their addresses are left alone. */
class ErasureTest extends Journey {
    private static final String REQUESTS = "/v1/rights-requests";
    private static final String IP = "198.51.100.23";
    private static final Set<String> DUTIES = Set.of("LEGAL_OBLIGATION", "PURPOSE_RETIRED", "CHANNEL_NOT_ALLOWED");

    /** How long a node may remember a key. */
    private static final Duration CACHED = Duration.ofSeconds(5);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ConfigurableApplicationContext server;

    private Answer erase(String id) {
        return ledger.post("officer", "/v1/subjects/" + id + "/erasure", Map.of("reason", "they asked us to"));
    }

    private Answer hold(String id) {
        return ledger.post("officer", "/v1/subjects/" + id + "/legal-holds", Map.of("ground", "LEGAL_CLAIMS"));
    }

    private Answer release(String id, Answer hold) {
        return ledger.delete("officer", "/v1/subjects/" + id + "/legal-holds/" + hold.value("eventId"));
    }

    private Person consenting() {
        var person = someone();
        person.tells(consent("surveys").evidence("ip", IP)).recorded();
        person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        return person;
    }

    private List<JsonNode> history(String id) {
        return ledger.get("auditor", "/v1/subjects/" + id + "/history").is(200).items();
    }

    private List<String> types(String id) {
        return history(id).stream()
                .map(event -> event.required("type").asString())
                .toList();
    }

    @Test
    void erasedPersonIsUnknownByAddressAndLeftAloneById() {
        var person = consenting();
        String id = person.id();
        var erased = erase(id).recorded();
        assertThat(erased.value("state")).isEqualTo("ERASED");
        assertThat(erased.header("ETag")).isEqualTo("\"3\"");
        assertThat(erased.header("Location")).isEqualTo("/v1/events/" + erased.value("eventId"));

        person.resolved().refused(404, "NOT_FOUND");
        for (Person asked : List.of(person, Person.byId(ledger, id))) {
            var denied = asked.mayGet(mail("surveys")).denies("SUPPRESSED");
            assertThat(denied.json().required("decidedBy").get(0).required("eventId"))
                    .isEqualTo(erased.json().required("eventId"));
            asked.mayGet(mail("service-support")).denies("SUPPRESSED");
        }
        assertThat(person.mayGet(mail("surveys")).json().required("subjectId").isNull())
                .isTrue();
        erase(id).stoodAlready();
        assertThat(reasons(id)).contains("SUPPRESSED", "LEGAL_OBLIGATION").isSubsetOf(union(DUTIES, "SUPPRESSED"));
    }

    private Set<String> reasons(String id) {
        var reasons = new HashSet<String>();
        ledger.get("marketing", "/v1/subjects/" + id + "/preferences?limit=1000&controller=" + ACCOUNTING)
                .is(200)
                .each("reason")
                .forEach(reasons::add);
        return reasons;
    }

    private static Set<String> union(Set<String> some, String one) {
        var all = new HashSet<>(some);
        all.add(one);
        return all;
    }

    @Test
    void historyStaysWithErasedValuesMarked() {
        var person = consenting();
        String id = person.id();
        erase(id).recorded();
        var history = history(id);
        assertThat(types(id)).containsExactly("identifier-added", "consent-given", "subject-erased");
        assertThat(history.get(0).required("identifier").required("value").toString())
                .isEqualTo("{\"erased\":true}");
        assertThat(history.get(1).required("evidence").required("ip").toString())
                .isEqualTo("{\"erased\":true}");
        assertThat(history.get(1).required("scope").required("purposes").toString())
                .contains("surveys");
        assertThat(history.toString()).doesNotContain(person.address()).doesNotContain(IP);
    }

    @Test
    void answersAboutThePastStayWhatTheyWereById() {
        var person = consenting();
        String id = person.id();
        Instant before = Instant.parse(person.mayGet(mail("surveys")).value("knownAt"));
        Instant since = erase(id).recorded().time("recordedAt");

        var byId = Person.byId(ledger, id);
        byId.mayGet(mail("surveys").validAt(before).knownAt(before)).permits("CONSENT_IN_FORCE");
        byId.mayGet(mail("surveys").validAt(before)).permits("CONSENT_IN_FORCE");
        byId.mayGet(mail("surveys").validAt(since)).denies("SUPPRESSED");
        person.mayGet(mail("surveys").validAt(since)).denies("SUPPRESSED");
        person.mayGet(mail("surveys").validAt(before)).denies("CHANNEL_NOT_ALLOWED");
    }

    @Test
    void suppressedAddressIsNotWrittenToForAnybodyElse() {
        var person = consenting();
        erase(person.id()).recorded();
        var other = consenting();
        other.mayGet(mail("surveys").with("endpoint", person.address())).denies("SUPPRESSED");
        Person.byId(ledger, other.id())
                .mayGet(mail("surveys").with("endpoint", person.address()))
                .denies("SUPPRESSED");
        other.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void nothingIsRecordedUnderTheIdOfTheErased() {
        var person = consenting();
        String id = person.id();
        var deferred = hold(id).recorded();
        release(id, deferred).is(200);
        erase(id).recorded();
        var erased = Person.byId(ledger, id);
        erased.tells(optOut("surveys").evidence("ip", IP)).refused(409, "SUBJECT_ERASED");
        erased.tells(preferences().with("language", "nl")).refused(409, "SUBJECT_ERASED");
        hold(id).refused(409, "SUBJECT_ERASED");
        release(id, deferred).stoodAlready();
        ledger.post("officer", REQUESTS, request(erased, "ACCESS")).refused(409, "SUBJECT_ERASED");
        assertThat(keysOf(id)).isZero();
    }

    private long keysOf(String id) {
        return jdbc.sql("select count(*) from ledger.subject_key where subject_id = ?")
                .param(UUID.fromString(id))
                .query(Long.class)
                .single();
    }

    // The address, afterwards

    @Test
    void importUnderASuppressedAddressIsRefusedAndRecordsNothing() {
        var person = consenting();
        erase(person.id()).recorded();
        long events = events();
        for (Signal imported : List.of(consent("surveys"), optOut("surveys"))) {
            for (String source : List.of("GROUP_COMPANY", "PUBLIC_REGISTER", "THIRD_PARTY")) {
                person.tells(imported.with("source", source).evidence("reference", "list of 2025"))
                        .refused(422, "SUPPRESSED")
                        .refusedFor(Map.of("#/subject", "SUPPRESSED"));
            }
        }
        assertThat(events()).isEqualTo(events);
        person.resolved().refused(404, "NOT_FOUND");
    }

    private long events() {
        return jdbc.sql("select count(*) from ledger.event").query(Long.class).single();
    }

    @Test
    void newConsentStartsANewPseudonymAndSupersedesTheSuppressionInItsScope() {
        var person = consenting();
        String before = person.id();
        Instant since = erase(before).recorded().time("recordedAt");
        person.tells(consent("surveys").on("EMAIL").evidence("ip", IP)).recorded();
        String after = person.id();
        assertThat(after).isNotEqualTo(before);
        assertThat(types(after)).containsExactly("identifier-added", "suppression-carried-over", "consent-given");
        assertThat(history(after).get(1).required("since").asString()).isEqualTo(since.toString());
        assertThat(history(after).toString()).contains(person.address(), IP).doesNotContain(before);
        assertThat(history(before).toString()).doesNotContain(after).doesNotContain(IP);

        for (Person asked : List.of(person, Person.byId(ledger, after))) {
            asked.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
            asked.mayGet(mail("market-research")).denies("SUPPRESSED");
            asked.mayGet(mail("surveys").by(PAYROLL)).denies("SUPPRESSED");
            asked.mayGet(mail("company-news").on("POST")).denies("SUPPRESSED");
            asked.mayGet(mail("service-support")).permits("SERVICE_MESSAGE");
        }
        Person.byId(ledger, before).mayGet(mail("surveys")).denies("SUPPRESSED");
    }

    @Test
    void oldConsentOfWhoeverCameBackDoesNotLiftTheSuppression() {
        var person = consenting();
        erase(person.id()).recorded();
        person.tells(preferences().with("language", "nl")).recorded();
        person.tells(consent("surveys").at(Instant.now().minus(Duration.ofDays(400))))
                .recorded();
        person.tells(consent("surveys").atUnknownTime()).recorded();
        person.mayGet(mail("surveys")).denies("SUPPRESSED");
    }

    @Test
    void whoeverIsErasedTwiceIsSuppressedFromTheLastTime() {
        var person = consenting();
        erase(person.id()).recorded();
        Instant between = person.tells(consent("surveys")).recorded().time("recordedAt");
        String second = person.id();
        erase(second).recorded();
        person.mayGet(mail("surveys")).denies("SUPPRESSED");
        person.tells(preferences().with("language", "nl")).recorded();
        assertThat(person.id()).isNotEqualTo(second);
        person.tells(consent("surveys").at(between)).recorded();
        person.mayGet(mail("surveys")).denies("SUPPRESSED");
    }

    @Test
    void suppressionsAreExportedAsHashesInStretches() {
        var phone = "+316" + Math.floorMod(UUID.randomUUID().hashCode(), 100_000_000);
        var person = consenting();
        erase(person.id()).recorded();
        var other = consenting();
        ledger.post("officer", "/v1/subjects/" + other.id() + "/erasure", Map.of("reason", "OBJECTED"))
                .recorded();
        var all = suppressions();
        assertThat(all).hasSizeGreaterThanOrEqualTo(2);
        assertThat(all.toString()).doesNotContain("@", phone);
        var last = all.getLast();
        assertThat(last.required("kind").asString()).isEqualTo("EMAIL");
        assertThat(last.required("algorithm").asString()).isEqualTo("HMAC-SHA-256");
        assertThat(last.required("reason").asString()).isEqualTo("OBJECTED");
        assertThat(last.required("hash").binaryValue()).hasSize(32);
        assertThat(last.required("pepperKeyId").asLong()).isPositive();
        assertThat(last.required("scope").toString()).isEqualTo("{\"controllers\":[\"*\"],\"purposes\":[\"*\"]}");
        assertThat(all.get(all.size() - 2).required("reason").asString()).isEqualTo("ERASURE");
        assertThat(last.propertyNames()).doesNotContain("subjectId", "eventId");
        ledger.get("auditor", "/v1/suppressions").is(200);
        ledger.get("service", "/v1/suppressions").is(200);
        ledger.get("marketing", "/v1/suppressions?limit=0").refused(400, "BAD_VALUE");
        ledger.get("marketing", "/v1/suppressions?cursor=Zm9v").refused(400, "BAD_VALUE");
    }

    private List<JsonNode> suppressions() {
        Stream<JsonNode> all = Stream.empty();
        @Nullable String cursor = "";
        while (cursor != null) {
            var page =
                    ledger.get("marketing", "/v1/suppressions?limit=1" + cursor).is(200);
            all = Stream.concat(all, page.items().stream());
            JsonNode next = page.json().required("next");
            cursor = next.isNull() ? null : "&cursor=" + next.asString();
        }
        return all.toList();
    }

    @Test
    void suppressedAddressThatIsAddedToSomebodyIsSuppressedForThemUntilTheySayOtherwise() {
        var person = consenting();
        var other = consenting();
        erase(person.id()).recorded();
        String id = other.id();
        ledger.post("officer", "/v1/subjects/" + id + "/identifiers", person.reference)
                .recorded();
        assertThat(types(id)).endsWith("identifier-added", "suppression-carried-over");
        other.mayGet(mail("surveys")).denies("SUPPRESSED");
        person.tells(consent("surveys").on("EMAIL")).recorded();
        assertThat(person.id()).isEqualTo(id);
        other.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void addressThatWasTakenAwayBeforeTheErasureIsFree() {
        var person = consenting();
        var phone = Person.byExternalId(ledger, "crm", unique("member"));
        String id = person.id();
        ledger.post("officer", "/v1/subjects/" + id + "/identifiers", phone.reference)
                .recorded();
        ledger.delete("officer", "/v1/subjects/" + id + "/identifiers", person.reference)
                .is(200);
        erase(id).recorded();
        person.mayGet(mail("surveys")).denies("CHANNEL_NOT_ALLOWED");
        phone.mayGet(mail("surveys")).denies("SUPPRESSED");
    }

    // Legal holds

    @Test
    void holdDefersTheErasureAndItsEndCarriesItOut() {
        var person = consenting();
        String id = person.id();
        var first = hold(id).recorded();
        var second = hold(id).recorded();
        var deferred = erase(id).recorded();
        assertThat(deferred.value("state")).isEqualTo("DEFERRED");
        assertThat(deferred.texts("holds")).containsExactly(first.value("eventId"), second.value("eventId"));
        erase(id).stoodAlready();
        for (Person asked : List.of(person, Person.byId(ledger, id))) {
            asked.mayGet(mail("surveys")).denies("SUPPRESSED");
            asked.mayGet(mail("service-support")).denies("SUPPRESSED");
        }
        assertThat(history(id).toString()).contains(person.address(), "they asked us to");

        release(id, first).is(200);
        assertThat(person.id()).isEqualTo(id);
        release(id, second).is(200);
        assertThat(types(id)).endsWith("legal-hold-released", "legal-hold-released", "subject-erased");
        person.resolved().refused(404, "NOT_FOUND");
        assertThat(history(id).toString()).doesNotContain(person.address()).doesNotContain("they asked us to");
        assertThat(erase(id).stoodAlready().value("state")).isEqualTo("ERASED");
    }

    @Test
    void erasureAndHoldsAreForOfficersAboutKnownPeople() {
        String nobody = UUID.randomUUID().toString();
        erase(nobody).refused(404, "NOT_FOUND");
        hold(nobody).refused(404, "NOT_FOUND");
        String id = consenting().id();
        ledger.post("service", "/v1/subjects/" + id + "/erasure", Map.of("reason", "OBJECTED"))
                .refused(403, "FORBIDDEN");
        ledger.post("auditor", "/v1/subjects/" + id + "/legal-holds", Map.of("ground", "LEGAL_CLAIMS"))
                .refused(403, "FORBIDDEN");
        ledger.delete("officer", "/v1/subjects/" + id + "/legal-holds/" + UUID.randomUUID())
                .refused(404, "NOT_FOUND");
        ledger.post("officer", "/v1/subjects/" + id + "/erasure", Map.of()).refusedFor(Map.of("#/reason", "MISSING"));
        ledger.post("officer", "/v1/subjects/" + id + "/erasure", Map.of("reason", "x"), "If-Match", "\"1\"")
                .refused(412, "VERSION_MISMATCH");
    }

    // Merged people

    private void merge(String into, String from) {
        ledger.post("officer", "/v1/subjects/merge", Map.of("into", into, "from", from))
                .recorded();
    }

    @Test
    void erasingOneErasesAllWhoAreMergedWithIt() {
        var people = Stream.generate(this::consenting).limit(3).toList();
        var ids = people.stream().map(Person::id).toList();
        var other = consenting();
        merge(ids.get(1), ids.get(2));
        merge(ids.get(0), ids.get(1));
        erase(ids.get(2)).recorded();
        for (int i = 0; i < 3; i++) {
            assertThat(types(ids.get(i))).endsWith("subject-erased");
            assertThat(keysOf(ids.get(i))).isZero();
            people.get(i).resolved().refused(404, "NOT_FOUND");
            people.get(i).mayGet(mail("surveys")).denies("SUPPRESSED");
        }
        other.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void whoWasSplitOffBeforeIsNotErased() {
        var person = consenting();
        var other = consenting();
        String id = person.id();
        String stays = other.id();
        merge(id, stays);
        ledger.post("officer", "/v1/subjects/split", Map.of("subject", id, "from", stays))
                .recorded();
        erase(id).recorded();
        assertThat(other.id()).isEqualTo(stays);
        other.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void holdOnOneDefersTheErasureOfAllWhoAreMerged() {
        var person = consenting();
        var other = consenting();
        String id = person.id();
        String held = other.id();
        merge(id, held);
        var hold = hold(held).recorded();
        assertThat(erase(id).recorded().texts("holds")).containsExactly(hold.value("eventId"));
        assertThat(types(held)).endsWith("erasure-deferred");
        release(held, hold).is(200);
        assertThat(types(id)).endsWith("subject-erased");
        assertThat(types(held)).endsWith("subject-erased");
    }

    // Requests

    private static Map<String, Object> request(Person person, String right) {
        return Map.of(
                "subject",
                person.reference,
                "controller",
                ACCOUNTING,
                "right",
                right,
                "receivedAt",
                Instant.now().minus(Duration.ofDays(2)).toString(),
                "channel",
                "POST",
                "statement",
                "forget me");
    }

    private Answer fulfil(Answer request, Map<String, ?> body) {
        return ledger.post("officer", REQUESTS + "/" + request.value("requestId") + "/fulfilment", body);
    }

    @Test
    void fulfilmentOfARequestErasesInOneTransaction() {
        var person = consenting();
        String id = person.id();
        var access = ledger.post("officer", REQUESTS, request(person, "ACCESS")).recorded();
        var request =
                ledger.post("officer", REQUESTS, request(person, "ERASURE")).recorded();
        var fulfilled = fulfil(request, Map.of("actor", "desk 4")).recorded();
        assertThat(fulfilled.value("state")).isEqualTo("FULFILLED");
        assertThat(types(id)).endsWith("subject-erased");
        person.resolved().refused(404, "NOT_FOUND");
        assertThat(keysOf(id)).isZero();
        assertThat(recordedBy(request)).doesNotContain("forget me").doesNotContain("desk 4");
        fulfil(request, Map.of("actor", "desk 4")).stoodAlready();

        // What is still open is answered, and says nothing of the person any more.
        fulfil(access, Map.of("actor", "desk 5")).recorded();
        assertThat(recordedBy(access)).doesNotContain("desk 5").contains("\"statedBy\":{\"erased\":true}");
        assertThat(keysOf(id)).isZero();
    }

    private String recordedBy(Answer request) {
        return ledger.get("officer", REQUESTS + "/" + request.value("requestId"))
                .is(200)
                .body();
    }

    @Test
    void requestIsNotFulfilledInFullWhileAHoldStands() {
        var person = consenting();
        String id = person.id();
        hold(id).recorded();
        var request =
                ledger.post("officer", REQUESTS, request(person, "ERASURE")).recorded();
        fulfil(request, Map.of()).refused(409, "LEGAL_HOLD");
        assertThat(recordedBy(request)).contains("\"state\":\"RECEIVED\"");
        assertThat(person.id()).isEqualTo(id);
        fulfil(request, Map.of("partly", true, "leftOut", "the file of the claim", "reasons", "Article 17(3)(e)"))
                .recorded();
        assertThat(types(id)).doesNotContain("erasure-deferred", "subject-erased");
    }

    // Keys and caches

    @Test
    void answersKeptForRetriesHoldNothingOfThePerson() {
        var person = someone();
        String key = "\"" + unique("key") + "\"";
        var signal = consent("surveys").evidence("ip", IP);
        var first = person.tells(signal, "Idempotency-Key", key).recorded();
        erase(first.value("subjectId")).recorded();
        assertThat(person.tells(signal, "Idempotency-Key", key).is(201).json()).isEqualTo(first.json());
        assertThat(jdbc.sql("select outcome from ledger.idempotency")
                        .query(String.class)
                        .list())
                .allSatisfy(kept -> assertThat(kept).doesNotContain("@").doesNotContain(IP));
        person.resolved().refused(404, "NOT_FOUND");
    }

    @Test
    void otherNodesForgetWithinSeconds() {
        var person = consenting();
        String id = person.id();
        try (var other = Node.beside(server)) {
            var there = other.ledger();
            String path = "/v1/subjects/" + id + "/history";
            assertThat(there.get("auditor", path).is(200).body()).contains(person.address(), IP);
            erase(id).recorded();
            Person.byEmail(there, person.address()).mayGet(mail("surveys")).denies("SUPPRESSED");
            await().atMost(CACHED.plusSeconds(5))
                    .untilAsserted(
                            () -> assertThat(there.get("auditor", path).is(200).body())
                                    .doesNotContain(person.address())
                                    .doesNotContain(IP));
        }
    }

    @Test
    void viewIsBuiltAgainWithoutTheKeysOfTheErased() {
        var person = consenting();
        String id = person.id();
        erase(id).recorded();
        person.tells(consent("surveys").on("EMAIL")).recorded();
        String matrix = matrix(id);
        String matrixOfTheNew = matrix(person.id());
        ledger.post("admin", "/actuator/projections/subject", Map.of("action", "rebuild"))
                .is(200);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var view =
                    ledger.get("admin", "/actuator/projections/subject").is(200).json();
            assertThat(view.required("rebuild").required("finishedAt").isNull()).isFalse();
            assertThat(view.required("deadLetters").asLong()).isZero();
        });
        assertThat(matrix(id)).isEqualTo(matrix);
        assertThat(matrix(person.id())).isEqualTo(matrixOfTheNew);
        assertThat(types(id)).containsExactly("identifier-added", "consent-given", "subject-erased");
    }

    private String matrix(String id) {
        return ledger.get("marketing", "/v1/subjects/" + id + "/preferences?limit=1000")
                .is(200)
                .body();
    }

    @Test
    void commandsThatCrossTheErasureMeetEitherThePersonOrTheNewOne() {
        var person = consenting();
        String id = person.id();
        List<Answer> answers = AtOnce.doing(Stream.concat(
                        Stream.of(() -> erase(id)),
                        Stream.<Callable<Answer>>generate(() ->
                                        () -> person.tells(optOut("surveys").evidence("ip", IP)))
                                .limit(8))
                .toList());
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isIn(200, 201));
        assertThat(types(id)).endsWith("subject-erased");
        assertThat(keysOf(id)).isZero();
        var after = person.resolved();
        assertThat(answers.stream().map(answer -> answer.value("subjectId")))
                .allMatch(one -> one.equals(id) || (after.status() == 200 && one.equals(after.value("subjectId"))));
    }
}
