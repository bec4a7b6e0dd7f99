package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionForMySituation;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;
import static org.consentledger.app.journey.Signal.withdrawal;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.consentledger.store.consent.OpenConsents;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Consents that end by themselves: at their time, or because what people were told has changed. */
@TestPropertySource(properties = {"ledger.consents.sweep.enabled=true", "ledger.consents.sweep.every=PT0.1S"})
class ConsentEndsJourneyTest extends Journey {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MeterRegistry meters;

    @Autowired
    OpenConsents register;

    private String purpose(@Nullable String validFor) {
        return publish(unique("purpose"), validFor);
    }

    private String publish(String purpose, @Nullable String validFor) {
        var body = new HashMap<String, Object>();
        body.put("names", Map.of("en", "A purpose of a test"));
        body.put("basis", "CONSENT");
        if (validFor != null) {
            body.put("validFor", validFor);
        }
        ledger.put("admin", "/v1/purposes/" + purpose, body).is(204);
        return purpose;
    }

    private void publish(String notice, String version, Instant from, String change, String... purposes) {
        var body = Map.of(
                "effectiveFrom",
                from.toString(),
                "language",
                "nl",
                "textHash",
                Signal.WORDING,
                "change",
                change,
                "purposes",
                List.of(purposes));
        ledger.put("admin", "/v1/notices/" + notice + "/versions/" + version, body)
                .is(204);
    }

    private static Signal told(Signal consent, String notice, String version) {
        return consent.with("notice", Map.of("id", notice, "version", version, "language", "nl"));
    }

    /** The event of that type, once it is there; and there is one of them. */
    private JsonNode awaited(Person person, String type) {
        await().atMost(BOUND).until(() -> person.historyTypes().contains(type));
        assertThat(person.historyTypes()).containsOnlyOnce(type);
        return person.history().stream()
                .filter(event -> event.required("type").asString().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private Answer renewals(String query) {
        return ledger.get("service", "/v1/renewals" + query).is(200);
    }

    private void awaitRenewals(String query, String... consents) {
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(renewals(query).each("eventId")).containsExactly(consents));
    }

    private static Instant daysAgo(int days) {
        return Instant.now().minus(Duration.ofDays(days)).truncatedTo(ChronoUnit.MILLIS);
    }

    // Ends

    @Test
    void consentExpiresByItsOwnTerms() {
        var person = someone();
        var purpose = purpose(null);
        var soon = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.MILLIS);
        var consent = person.tells(consent(purpose).with("expiresAt", soon.toString()))
                .recorded();
        person.mayGet(mail(purpose).validAt(soon.minusMillis(1))).permits("CONSENT_IN_FORCE");
        var expired = awaited(person, "consent-expired");
        assertThat(expired.required("consent").asString()).isEqualTo(consent.value("eventId"));
        assertThat(Instant.parse(expired.required("expiredAt").asString())).isEqualTo(soon);
        assertThat(expired.required("purposes").toString()).isEqualTo("[\"" + purpose + "\"]");
        assertThat(expired.required("actor").required("client").asString()).isEqualTo("ledger");
        person.mayGet(mail(purpose)).denies("CONSENT_EXPIRED");
        person.mayGet(mail(purpose).validAt(soon.minusMillis(1))).permits("CONSENT_IN_FORCE");
    }

    @Test
    void consentExpiresWithTheTermOfItsPurpose() {
        var person = someone();
        var purpose = purpose("P10D");
        var lasting = someone();
        lasting.tells(consent(purpose).at(daysAgo(9))).recorded();
        person.tells(consent(purpose).at(daysAgo(11))).recorded();
        awaited(person, "consent-expired");
        assertThat(lasting.historyTypes()).doesNotContain("consent-expired");
    }

    @Test
    void termThatIsShortenedReachesConsentsThatAreThere() {
        var person = someone();
        var purpose = purpose(null);
        person.tells(consent(purpose).at(daysAgo(20))).recorded();
        person.mayGet(mail(purpose)).permits("CONSENT_IN_FORCE");
        var before = Instant.now();
        publish(purpose, "P10D");
        person.mayGet(mail(purpose)).denies("CONSENT_EXPIRED");
        var expired = awaited(person, "consent-expired");
        assertThat(Instant.parse(expired.required("expiredAt").asString()))
                .as("no sooner than the shorter term took effect")
                .isAfterOrEqualTo(before);
    }

    @Test
    void materialChangeInvalidatesTheConsentsThatDependOnItFromThenOn() {
        var person = someone();
        var other = someone();
        var purpose = purpose(null);
        var unchanged = purpose(null);
        var notice = unique("notice");
        publish(notice, "1", daysAgo(30), "EDITORIAL", purpose, unchanged);
        var consent = person.tells(told(consent(purpose), notice, "1")).recorded();
        other.tells(told(consent(unchanged), notice, "1")).recorded();
        var soon = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.MILLIS);
        publish(notice, "2", soon, "MATERIAL", purpose);
        person.mayGet(mail(purpose).validAt(soon.minusMillis(1))).permits("CONSENT_IN_FORCE");

        var invalidated = awaited(person, "consent-invalidated");
        assertThat(invalidated.required("consent").asString()).isEqualTo(consent.value("eventId"));
        assertThat(Instant.parse(invalidated.required("invalidatedAt").asString()))
                .isEqualTo(soon);
        person.mayGet(mail(purpose)).denies("CONSENT_INVALIDATED");
        other.mayGet(mail(unchanged)).permits("CONSENT_IN_FORCE");
        assertThat(other.historyTypes()).doesNotContain("consent-invalidated");

        person.tells(told(consent(purpose), notice, "2")).recorded();
        person.mayGet(mail(purpose)).permits("CONSENT_IN_FORCE");
    }

    @Test
    void consentThatIsNotConfirmedLapses() {
        var person = someone();
        var purpose = purpose(null);
        var consent = person.tells(consent(purpose)
                        .with("mechanism", "DOUBLE_OPT_IN")
                        .with("expiresAt", Instant.now().plusSeconds(5).toString()))
                .recorded();
        var lapsed = awaited(person, "consent-lapsed");
        assertThat(lapsed.required("consent").asString()).isEqualTo(consent.value("eventId"));
        person.mayGet(mail(purpose)).denies("NO_CONSENT");
    }

    @Test
    void withdrawnConsentDoesNotExpire() {
        var withdrawn = someone();
        var expiring = someone();
        var purpose = purpose(null);
        withdrawn.tells(consent(purpose).at(daysAgo(20))).recorded();
        withdrawn.tells(withdrawal(purpose)).recorded();
        expiring.tells(consent(purpose).at(daysAgo(20))).recorded();
        publish(purpose, "P10D");
        awaited(expiring, "consent-expired");
        assertThat(withdrawn.historyTypes()).doesNotContain("consent-expired");
    }

    // Renewals

    @Test
    void consentsToBeRenewedStandInTheOrderInWhichTheyEnd() {
        var purpose = purpose(null);
        var soonest = LocalDate.now(java.time.ZoneOffset.UTC).plusDays(30);
        List<String> consents = IntStream.of(2, 0, 1)
                .mapToObj(day -> someone()
                        .tells(consent(purpose).with("expiresAt", soonest.plusDays(day) + "T00:00:00Z"))
                        .recorded()
                        .value("eventId"))
                .toList();
        var inOrder = List.of(consents.get(1), consents.get(2), consents.get(0));
        var query = "?purpose=" + purpose;
        awaitRenewals(query, inOrder.toArray(String[]::new));

        var item = renewals(query).items().getFirst();
        assertThat(item.propertyNames())
                .containsExactlyInAnyOrder(
                        "subjectId", "eventId", "controllers", "purposes", "channels", "endsAt", "cause", "notice");
        assertThat(item.required("cause").asString()).isEqualTo("EXPIRY");
        assertThat(item.required("endsAt").asString()).isEqualTo(soonest + "T00:00:00Z");
        assertThat(item.required("controllers").toString()).isEqualTo("[\"" + ACCOUNTING + "\"]");
        assertThat(item.required("purposes").toString()).isEqualTo("[\"" + purpose + "\"]");
        assertThat(item.required("notice").required("version").asString()).isEqualTo("2024-05-20");

        awaitRenewals(query + "&dueBefore=" + soonest.plusDays(1) + "T00:00:00Z", inOrder.getFirst());
        awaitRenewals(query + "&controller=" + PAYROLL);
        awaitRenewals(query + "&controller=" + ACCOUNTING + "&limit=1", inOrder.getFirst());

        var paged = new ArrayList<String>();
        for (@Nullable String cursor = ""; cursor != null; ) {
            var page = renewals(query + "&limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.each("eventId").forEach(paged::add);
            JsonNode next = page.json().required("next");
            cursor = next.isNull() ? null : next.asString();
        }
        assertThat(paged).isEqualTo(inOrder);
    }

    @Test
    void groupsConsentsAreThoseOfItsCompanies() {
        var purpose = purpose("P1Y");
        var consent = someone().tells(consent(purpose).by(GROUP)).recorded();
        awaitRenewals("?purpose=" + purpose + "&controller=" + PAYROLL, consent.value("eventId"));
    }

    @Test
    void whoHasSaidNoOrConsentedAnewIsNotAsked() {
        var purpose = purpose("P1Y");
        var query = "?purpose=" + purpose;
        var leaving = someone();
        var renewing = someone();
        leaving.tells(consent(purpose).at(daysAgo(300))).recorded();
        var old = renewing.tells(consent(purpose).at(daysAgo(299))).recorded();
        await().atMost(BOUND).until(() -> renewals(query).items().size() == 2);

        // At once, however far the register is.
        leaving.tells(withdrawal(purpose)).recorded();
        assertThat(renewals(query).each("eventId")).containsExactly(old.value("eventId"));
        var renewed = renewing.tells(consent(purpose)).recorded();
        assertThat(renewals(query).each("eventId")).doesNotContain(old.value("eventId"));
        awaitRenewals(query, renewed.value("eventId"));
    }

    @Test
    void objectionThatIsOverriddenGivesTheConsentBack() {
        var purpose = purpose("P1Y");
        var query = "?purpose=" + purpose;
        var person = someone();
        var consent = person.tells(consent(purpose).at(daysAgo(300))).recorded();
        awaitRenewals(query, consent.value("eventId"));
        var objection = person.tells(objectionForMySituation(purpose)).recorded();
        assertThat(renewals(query).items()).isEmpty();
        // Now the person is looked at, and the row goes.
        person.tells(consent(purpose("P1Y"))).recorded();
        await().atMost(BOUND).until(() -> rowsOf(consent) == 0);
        ledger.post(
                        "officer",
                        "/v1/objections/" + objection.value("eventId") + "/decision",
                        Map.of("outcome", "OVERRIDDEN", "grounds", "legal claims"))
                .recorded();
        awaitRenewals(query, consent.value("eventId"));
    }

    @Test
    void withdrawnConsentIsLookedAtWhenItWouldBeDueAndNoCommandIsSent() {
        var person = someone();
        var purpose = purpose(null);
        var inAnHour = Instant.now().plusSeconds(3_600).toString();
        var consent = person.tells(consent(purpose).with("expiresAt", inAnHour)).recorded();
        // Once the register knows the purpose, nothing but time makes it look at the person again.
        await().atMost(BOUND).until(() -> rowsOf(consent) == 1 && register.changesBehind() == 0);
        person.tells(withdrawal(purpose)).recorded();
        double before = commandsThatChangedNothing();
        anHourPasses(consent);
        await().atMost(BOUND).until(() -> rowsOf(consent) == 0);
        assertThat(commandsThatChangedNothing()).isEqualTo(before);
        assertThat(person.historyTypes()).containsExactly("identifier-added", "consent-given", "consent-withdrawn");
    }

    /** For the register: as if the consent had come to its end. */
    private void anHourPasses(Answer consent) {
        assertThat(jdbc.sql(
                                "update ledger.open_consent set due_at = now() - interval '1 second' where event_id = ?::uuid")
                        .param(consent.value("eventId"))
                        .update())
                .isEqualTo(1);
    }

    private double commandsThatChangedNothing() {
        return meters.get("ledger.commands")
                .tag("outcome", "standing")
                .counter()
                .count();
    }

    private long rowsOf(Answer consent) {
        return jdbc.sql("select count(*) from ledger.open_consent where event_id = ?::uuid")
                .param(consent.value("eventId"))
                .query(Long.class)
                .single();
    }

    @Test
    void whatIsSaidUnderAnotherIdCountsWhileTheTwoAreOne() {
        var purpose = purpose("P1Y");
        var query = "?purpose=" + purpose;
        var parted = someone();
        var leaving = someone();
        var renewing = someone();
        var ids = Stream.of(parted, leaving, renewing)
                .map(person -> person.tells(consent(purpose).at(daysAgo(300)))
                        .recorded()
                        .value("subjectId"))
                .toList();
        var others =
                Stream.generate(ConsentEndsJourneyTest.this::someone).limit(3).toList();
        var theirIds = others.stream()
                .map(other -> other.tells(preferences().with("language", "nl"))
                        .recorded()
                        .value("subjectId"))
                .toList();
        for (int i = 0; i < ids.size(); i++) {
            ledger.post("officer", "/v1/subjects/merge", Map.of("into", ids.get(i), "from", theirIds.get(i)))
                    .recorded();
        }
        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(renewals(query).each("subjectId")).isEqualTo(ids));

        split(ids.getFirst(), theirIds.getFirst());
        others.getFirst().tells(optOut(purpose)).recorded();
        others.get(1).tells(withdrawal(purpose)).recorded();
        var renewed = others.get(2).tells(consent(purpose)).recorded();
        assertThat(renewals(query).each("subjectId")).contains(ids.getFirst()).doesNotContain(ids.get(1), ids.get(2));
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(renewals(query).each("subjectId"))
                        .containsExactly(ids.getFirst(), renewed.value("subjectId")));

        split(ids.get(1), theirIds.get(1));
        split(ids.get(2), theirIds.get(2));
        assertThat(renewals(query).each("subjectId"))
                .as("a no that was said while they were one stays, a yes goes with the other")
                .containsExactly(ids.getFirst(), ids.get(2), renewed.value("subjectId"));
    }

    private void split(String subject, String from) {
        ledger.post("officer", "/v1/subjects/split", Map.of("subject", subject, "from", from))
                .recorded();
    }

    @Test
    void whoseErasureWaitsForALegalHoldIsNotAsked() {
        var purpose = purpose("P1Y");
        var query = "?purpose=" + purpose;
        var consent = someone().tells(consent(purpose).at(daysAgo(300))).recorded();
        awaitRenewals(query, consent.value("eventId"));
        String person = "/v1/subjects/" + consent.value("subjectId");
        ledger.post("officer", person + "/legal-holds", Map.of("ground", "LEGAL_CLAIMS"))
                .recorded();
        ledger.post("officer", person + "/erasure", Map.of("reason", "they asked us to"))
                .recorded();
        assertThat(renewals(query).items()).isEmpty();
    }

    @Test
    void invalidatedConsentIsToBeRenewedUntilItIs() {
        var person = someone();
        var purpose = purpose(null);
        var notice = unique("notice");
        publish(notice, "1", daysAgo(30), "EDITORIAL", purpose);
        var consent = person.tells(told(consent(purpose), notice, "1")).recorded();
        publish(notice, "2", Instant.now(), "MATERIAL", purpose);
        awaited(person, "consent-invalidated");
        var query = "?purpose=" + purpose;
        awaitRenewals(query, consent.value("eventId"));
        assertThat(renewals(query).items().getFirst().required("cause").asString())
                .isEqualTo("NOTICE_CHANGE");
        person.tells(told(consent(purpose), notice, "2")).recorded();
        awaitRenewals(query);
    }

    @Test
    void expiredConsentIsRenewedNoMore() {
        var person = someone();
        var purpose = purpose("P10D");
        person.tells(consent(purpose).at(daysAgo(11))).recorded();
        awaited(person, "consent-expired");
        awaitRenewals("?purpose=" + purpose);
    }

    @Test
    void renewalsAreAskedForProperly() {
        ledger.get("marketing", "/v1/renewals").refused(403, "FORBIDDEN");
        ledger.get("service", "/v1/renewals?controller=nobody").refused(422, "UNKNOWN_CONTROLLER");
        ledger.get("service", "/v1/renewals?purpose=nothing").refused(422, "UNKNOWN_PURPOSE");
        ledger.get("service", "/v1/renewals?limit=1001").refused(400, "BAD_VALUE");
        ledger.get("service", "/v1/renewals?cursor=x").refused(400, "BAD_VALUE");
    }

    @Test
    void whatWaitsIsMeasured() {
        await().atMost(BOUND).untilAsserted(() -> {
            var metrics = Objects.requireNonNull(
                    ledger.get("admin", "/actuator/prometheus").is(200).body());
            assertThat(metrics)
                    .contains("ledger_consents_due 0.0")
                    .contains("ledger_consents_overdue 0.0")
                    .contains("ledger_consents_behind_events 0.0")
                    .contains("ledger_consents_behind_changes 0.0");
        });
    }
}
