package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.WORDING;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.withdrawal;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The server is not shared with other tests, which count on the sample catalogue alone. */
@TestPropertySource(properties = "spring.application.name=catalogue")
class CatalogueJourneyTest extends Journey {
    private static final Instant TOMORROW = Instant.now().plus(Duration.ofDays(1));
    private static final Instant DAY_AFTER = TOMORROW.plus(Duration.ofDays(1));

    private Answer publish(String id, Map<String, ?> purpose) {
        return ledger.put("admin", "/v1/purposes/" + id, purpose);
    }

    private Answer read(String path) {
        return ledger.get("marketing", path);
    }

    private static Map<String, @Nullable Object> purpose(String basis) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("names", Map.of("en", "A purpose of a test", "nl", "Een doel van een test"));
        body.put("basis", basis);
        return body;
    }

    private static Map<String, @Nullable Object> with(Map<String, @Nullable Object> body, String name, Object value) {
        var changed = new LinkedHashMap<String, @Nullable Object>(body);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, @Nullable Object> notice(Instant from, String change, String... purposes) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("effectiveFrom", from.toString());
        body.put("language", "nl");
        body.put("textHash", WORDING);
        body.put("change", change);
        body.put("purposes", List.of(purposes));
        return body;
    }

    private long catalogueVersion() {
        return someone()
                .mayGet(mail("sales"))
                .json()
                .required("catalogueVersion")
                .asLong();
    }

    // The sample catalogue

    /** What was known when the last entry of the sample had been recorded: other tests publish more. */
    private List<JsonNode> samplePurposes() {
        var last = read("/v1/notices/stakeholder/versions/2024-05-20").value("recordedAt");
        return read("/v1/purposes?limit=1000&knownAt=" + last).is(200).items();
    }

    @Test
    void sampleHoldsExactlyThePurposesOfTheStatement() {
        var tree = new TreeMap<String, TreeSet<String>>();
        for (JsonNode purpose : samplePurposes()) {
            tree.computeIfAbsent(purpose.path("parent").asString("(root)"), parent -> new TreeSet<>())
                    .add(purpose.required("id").asString());
        }
        assertThat(tree)
                .containsOnlyKeys(
                        "(root)",
                        "sales",
                        "procurement",
                        "service-delivery",
                        "marketing",
                        "development",
                        "legal",
                        "other-agreed");
        assertThat(tree.get("(root)"))
                .containsExactlyInAnyOrder(
                        "sales",
                        "procurement",
                        "service-delivery",
                        "marketing",
                        "development",
                        "legal",
                        "other-agreed");
        assertThat(tree.get("sales"))
                .containsExactlyInAnyOrder("sales-onboarding", "sales-support", "sales-invoicing", "sales-contracts");
        assertThat(tree.get("procurement"))
                .containsExactlyInAnyOrder("procurement-invoicing", "procurement-reporting", "procurement-contracts");
        assertThat(tree.get("service-delivery"))
                .containsExactlyInAnyOrder(
                        "access-management",
                        "service-support",
                        "service-incidents",
                        "service-invoicing",
                        "service-reporting");
        assertThat(tree.get("marketing"))
                .containsExactlyInAnyOrder(
                        "service-information",
                        "company-news",
                        "campaign-content",
                        "market-research",
                        "surveys",
                        "experience-analytics",
                        "data-combination");
        assertThat(tree.get("development"))
                .containsExactlyInAnyOrder(
                        "quality-assurance",
                        "information-security",
                        "service-analysis",
                        "product-development",
                        "automation",
                        "ai-training",
                        "process-improvement",
                        "statistics");
        assertThat(tree.get("legal"))
                .containsExactlyInAnyOrder(
                        "misconduct",
                        "legal-claims",
                        "proof-of-compliance",
                        "aml-identification",
                        "authority-requests");
        assertThat(tree.get("other-agreed"))
                .containsExactlyInAnyOrder("email-open-tracking", "email-click-tracking", "site-tracking");
    }

    @Test
    void sampleRestsOnTheBasesOfTheStatement() {
        var bases = new TreeMap<String, TreeSet<String>>();
        var marketing = new TreeSet<String>();
        for (JsonNode purpose : samplePurposes()) {
            var root = purpose.path("parent").asString(purpose.required("id").asString());
            bases.computeIfAbsent(root, id -> new TreeSet<>())
                    .add(purpose.required("basis").asString());
            if (purpose.required("directMarketing").asBoolean()) {
                marketing.add(purpose.required("id").asString());
            }
            assertThat(purpose.required("names").propertyNames()).contains("en", "nl");
        }
        assertThat(bases.get("sales")).containsExactly("CONTRACT");
        assertThat(bases.get("procurement")).containsExactly("CONTRACT");
        assertThat(bases.get("service-delivery")).containsExactly("CONTRACT");
        assertThat(bases.get("marketing")).containsExactly("LEGITIMATE_INTEREST");
        assertThat(bases.get("development")).containsExactly("LEGITIMATE_INTEREST");
        assertThat(bases.get("legal")).containsExactly("LEGAL_OBLIGATION", "LEGITIMATE_INTEREST");
        assertThat(bases.get("other-agreed")).containsExactly("CONSENT");
        assertThat(marketing)
                .containsExactlyInAnyOrder(
                        "marketing",
                        "service-information",
                        "company-news",
                        "campaign-content",
                        "market-research",
                        "surveys");
    }

    @Test
    void nobodyHasConsentedToAnythingByDefault() {
        for (JsonNode purpose : samplePurposes()) {
            if (purpose.required("basis").asString().equals("CONSENT")) {
                var channel = purpose.required("channels").path(0).asString("EMAIL");
                someone()
                        .mayGet(mail(purpose.required("id").asString()).on(channel))
                        .denies("NO_CONSENT");
            }
        }
    }

    @Test
    void sampleGroupHasThreeCompaniesAndAStatementWithItsCompanion() throws Exception {
        assertThat(read("/v1/controllers").items())
                .filteredOn(controller -> controller.path("group").asString("").equals("noorderlicht"))
                .extracting(controller -> controller.required("country").asString())
                .containsExactlyInAnyOrder("NL", "NL", "BE");
        var statement = read("/v1/notices/stakeholder/versions/2024-05-20").is(200);
        assertThat(statement.value("companion.id")).isEqualTo("general");
        assertThat(statement.value("companion.version")).isEqualTo("2024-05-20");
        assertThat(statement.time("effectiveFrom")).isEqualTo("2024-05-19T22:00:00Z");
        for (var notice : List.of("stakeholder", "general")) {
            assertThat(read("/v1/notices/" + notice + "/versions/2024-05-20").value("textHash"))
                    .isEqualTo(hash("notices/" + notice + "-2024-05-20-nl.txt"));
        }
    }

    private static String hash(String resource) throws IOException, NoSuchAlgorithmException {
        var text = new ClassPathResource(resource).getContentAsByteArray();
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    }

    // Controllers

    @Test
    void controllerIsReadAsItIsDescribedNow() {
        var path = "/v1/controllers/" + unique("company");
        read(path).refused(404, "NOT_FOUND");
        var described = Map.of(
                "name", "Westerlicht",
                "country", "DE",
                "timeZone", "Europe/Berlin",
                "group", "westerlicht",
                "contact", Map.of("email", "privacy@westerlicht.example"));
        ledger.put("admin", path, described).is(204);
        var first = read(path).is(200);
        assertThat(first.value("name")).isEqualTo("Westerlicht");
        assertThat(first.value("country")).isEqualTo("DE");
        assertThat(first.value("timeZone")).isEqualTo("Europe/Berlin");
        assertThat(first.value("group")).isEqualTo("westerlicht");
        assertThat(first.value("contact.email")).isEqualTo("privacy@westerlicht.example");
        long version = catalogueVersion();
        ledger.put("admin", path, described).is(204);
        assertThat(catalogueVersion()).isEqualTo(version);
        ledger.put("admin", path, Map.of("name", "Oosterlicht", "country", "DE", "timeZone", "Europe/Berlin"))
                .is(204);
        assertThat(catalogueVersion()).isEqualTo(version + 1);
        assertThat(read(path).value("name")).isEqualTo("Oosterlicht");
        assertThat(read(path + "?knownAt=" + first.value("recordedAt")).value("name"))
                .isEqualTo("Westerlicht");
    }

    @Test
    void everyFaultOfAControllerIsNamedAtOnce() {
        ledger.put(
                        "admin",
                        "/v1/controllers/" + unique("company"),
                        Map.of("name", " ", "country", "XX", "timeZone", "Mars/Olympus", "group", "no id"))
                .refusedFor(Map.of(
                        "#/name", "MISSING",
                        "#/country", "INVALID_COUNTRY",
                        "#/timeZone", "INVALID_TIME_ZONE",
                        "#/group", "INVALID_ID"));
        ledger.put("admin", "/v1/controllers/-x", Map.of("name", "X", "country", "NL", "timeZone", "Europe/Amsterdam"))
                .refused(422, "INVALID_ID");
    }

    // Purposes

    @Test
    void newVersionIsInForceForTheVeryNextDecisionAndTheOldOneForThePast() {
        var id = unique("purpose");
        var person = someone();
        publish(id, purpose("CONSENT")).is(204);
        var under = person.mayGet(mail(id)).denies("NO_CONSENT");
        publish(id, purpose("LEGITIMATE_INTEREST")).is(204);
        var now = person.mayGet(mail(id)).permits("LEGITIMATE_INTEREST");
        assertThat(now.json().required("catalogueVersion").asLong())
                .isEqualTo(under.json().required("catalogueVersion").asLong() + 1);
        person.mayGet(mail(id).validAt(under.time("validAt"))).denies("NO_CONSENT");
        person.mayGet(mail(id).knownAt(under.time("knownAt"))).denies("NO_CONSENT");
        person.mayGet(mail(id).validAt("1999-01-01T00:00:00Z")).denies("NO_CONSENT");

        var path = "/v1/purposes/" + id;
        assertThat(read(path).value("version")).isEqualTo("2");
        assertThat(read(path + "?validAt=" + under.value("validAt")).value("version"))
                .isEqualTo("1");
        assertThat(read(path + "?knownAt=" + under.value("knownAt")).value("version"))
                .isEqualTo("1");
        assertThat(read(path + "/versions").is(200).each("version")).containsExactly("1", "2");
        assertThat(read("/v1/purposes?limit=1000&validAt=" + under.value("validAt"))
                        .items())
                .filteredOn(purpose -> purpose.required("id").asString().equals(id))
                .singleElement()
                .satisfies(purpose ->
                        assertThat(purpose.required("basis").asString()).isEqualTo("CONSENT"));
    }

    @Test
    void publishingTheSameAgainIsNoNewVersion() {
        var id = unique("purpose");
        var full = purpose("CONSENT");
        full.put("parent", "other-agreed");
        full.put("channels", List.of("EMAIL", "SMS"));
        full.put("validFor", "P24M");
        full.put("dpv", "https://w3id.org/dpv#Marketing");
        publish(id, full).is(204);
        long version = catalogueVersion();
        publish(id, full).is(204);
        publish(id, full).is(204);
        assertThat(catalogueVersion()).isEqualTo(version);
        assertThat(read("/v1/purposes/" + id + "/versions").items()).hasSize(1);
        var read = read("/v1/purposes/" + id);
        assertThat(read.value("parent")).isEqualTo("other-agreed");
        assertThat(read.texts("channels")).containsExactly("EMAIL", "SMS");
        assertThat(read.value("validFor")).isEqualTo("P24M");
        assertThat(read.value("withdrawable")).isEqualTo("true");
        assertThat(read.json().has("effectiveFrom")).isFalse();
    }

    @Test
    void purposeThatWasNotKnownThenWasNotInForceThen() {
        var before = someone().mayGet(mail("sales")).time("knownAt");
        var id = unique("purpose");
        someone().mayGet(mail(id)).refused(422, "UNKNOWN_PURPOSE");
        publish(id, purpose("LEGITIMATE_INTEREST")).is(204);
        someone().mayGet(mail(id).validAt(before)).permits("LEGITIMATE_INTEREST");
        var decision = someone().mayGet(mail(id).knownAt(before)).denies("PURPOSE_NOT_IN_FORCE");
        assertThat(decision.json().required("basis").isNull()).isTrue();
        read("/v1/purposes/" + id + "?knownAt=" + before).refused(404, "NOT_FOUND");
    }

    @Test
    void versionOfTomorrowIsForTomorrow() {
        var id = unique("purpose");
        publish(id, purpose("CONSENT")).is(204);
        publish(id, with(purpose("LEGITIMATE_INTEREST"), "effectiveFrom", TOMORROW.toString()))
                .is(204);
        var person = someone();
        person.mayGet(mail(id)).denies("NO_CONSENT");
        person.mayGet(mail(id).validAt(DAY_AFTER)).permits("LEGITIMATE_INTEREST");
        assertThat(read("/v1/purposes/" + id).value("version")).isEqualTo("1");
        assertThat(read("/v1/purposes/" + id + "?validAt=" + DAY_AFTER).value("version"))
                .isEqualTo("2");

        var later = unique("purpose");
        publish(later, with(purpose("LEGITIMATE_INTEREST"), "effectiveFrom", TOMORROW.toString()))
                .is(204);
        var decision = person.mayGet(mail(later)).denies("PURPOSE_NOT_IN_FORCE");
        assertThat(decision.time("validUntil"))
                .isEqualTo(
                        read("/v1/purposes/" + later + "?validAt=" + DAY_AFTER).time("effectiveFrom"));
        person.mayGet(mail(later).validAt(DAY_AFTER)).permits("LEGITIMATE_INTEREST");
    }

    @Test
    void retiredPurposeTakesNoConsentButEveryRefusal() {
        var id = unique("purpose");
        publish(id, purpose("CONSENT")).is(204);
        var person = someone();
        person.tells(consent(id)).recorded();
        var before = person.mayGet(mail(id)).permits("CONSENT_IN_FORCE").time("validAt");
        publish(id, with(purpose("CONSENT"), "retiredAt", Instant.now().toString()))
                .is(204);
        person.mayGet(mail(id)).denies("PURPOSE_RETIRED");
        person.mayGet(mail(id).validAt(before)).permits("CONSENT_IN_FORCE");
        someone()
                .tells(consent(id))
                .refused(422, "PURPOSE_RETIRED")
                .refusedFor(Map.of("#/purposes/0", "PURPOSE_RETIRED"));
        person.tells(withdrawal(id)).recorded();
        publish(id, with(purpose("CONSENT"), "names", Map.of("en", "Taken up again")))
                .is(204);
        person.mayGet(mail(id)).denies("CONSENT_WITHDRAWN");
    }

    @Test
    void newChildIsCoveredByRefusalsOfItsParentButNotByConsents() {
        var parent = unique("purpose");
        publish(parent, purpose("CONSENT")).is(204);
        var willing = someone();
        willing.tells(consent(parent)).recorded();
        var unwilling = someone();
        unwilling.tells(Signal.optOut(parent)).recorded();
        var child = unique("purpose");
        var body = purpose("CONSENT");
        body.put("parent", parent);
        body.put("effectiveFrom", Instant.now().toString());
        publish(child, body).is(204);
        willing.mayGet(mail(parent)).permits("CONSENT_IN_FORCE");
        willing.mayGet(mail(child)).denies("NO_CONSENT");
        unwilling.mayGet(mail(child)).denies("OPTED_OUT");
    }

    @Test
    void purposeUsesItsChannelsOnly() {
        var id = unique("purpose");
        publish(id, with(purpose("LEGITIMATE_INTEREST"), "channels", List.of("POST")))
                .is(204);
        someone().mayGet(mail(id)).denies("CHANNEL_NOT_ALLOWED");
        someone().mayGet(mail(id).on("POST")).permits("LEGITIMATE_INTEREST");
    }

    @Test
    void treeHasNoCycles() {
        var top = unique("purpose");
        var below = unique("purpose");
        publish(top, purpose("CONSENT")).is(204);
        publish(below, with(purpose("CONSENT"), "parent", top)).is(204);
        publish(top, with(purpose("CONSENT"), "parent", below)).refused(422, "PURPOSE_TREE_CYCLE");
        publish(top, with(purpose("CONSENT"), "parent", top)).refused(422, "PURPOSE_TREE_CYCLE");
    }

    @Test
    void everyFaultOfAPurposeIsNamedAtOnce() {
        var body = purpose("WHIM");
        body.put("parent", "astrology");
        body.put("names", Map.of("no language", "x", "en", ""));
        body.put("channels", List.of("EMAIL", "PIGEON"));
        body.put("validFor", "P-1M");
        body.put("dpv", "not a url");
        body.put("effectiveFrom", DAY_AFTER.toString());
        body.put("retiredAt", TOMORROW.toString());
        publish(unique("purpose"), body)
                .refusedFor(Map.of(
                        "#/basis", "UNKNOWN_BASIS",
                        "#/parent", "UNKNOWN_PARENT",
                        "#/names/no language", "INVALID_LANGUAGE",
                        "#/names/en", "MISSING",
                        "#/channels/1", "UNKNOWN_CHANNEL",
                        "#/validFor", "INVALID_PERIOD",
                        "#/dpv", "INVALID_URL",
                        "#/retiredAt", "RETIRED_BEFORE_EFFECTIVE"));
    }

    @Test
    void consentCanAlwaysBeWithdrawn() {
        publish(unique("purpose"), with(purpose("CONSENT"), "withdrawable", false))
                .refused(422, "PURPOSE_NOT_WITHDRAWABLE");
    }

    // Notices

    @Test
    void noticeVersionIsForGood() {
        var path = "/v1/notices/" + unique("notice") + "/versions/";
        var first = notice(Instant.parse("2025-01-01T00:00:00Z"), "MATERIAL", "surveys");
        ledger.put("admin", path + "1", first).is(204);
        ledger.put("admin", path + "1", first).is(204);
        ledger.put("admin", path + "1", with(first, "language", "en")).refused(409, "NOTICE_VERSION_IMMUTABLE");
        ledger.put("admin", path + "1", with(first, "purposes", List.of())).refused(409, "NOTICE_VERSION_IMMUTABLE");
        assertThat(read(path + "1").value("language")).isEqualTo("nl");
        ledger.put("admin", path + "2", with(first, "language", "en")).is(204);
        assertThat(read(path.replace("/versions/", "/versions")).each("version"))
                .containsExactly("1", "2");
        assertThat(read(path.replace("/versions/", "")).each("version")).containsExactly("1", "2");
        read(path + "3").refused(404, "NOT_FOUND");
    }

    @Test
    void noticeIsReadTogetherWithACompanionThatExists() {
        var general = unique("general");
        var path = "/v1/notices/" + unique("notice") + "/versions/1";
        var companion = Map.of("id", general, "version", "1");
        var body = with(notice(Instant.parse("2025-01-01T00:00:00Z"), "MATERIAL"), "companion", companion);
        ledger.put("admin", path, body)
                .refused(422, "UNKNOWN_NOTICE_VERSION")
                .refusedFor(Map.of("#/companion", "UNKNOWN_NOTICE_VERSION"));
        ledger.put(
                        "admin",
                        "/v1/notices/" + general + "/versions/1",
                        notice(Instant.parse("2025-01-01T00:00:00Z"), "EDITORIAL"))
                .is(204);
        ledger.put("admin", path, body).is(204);
        assertThat(read(path).value("companion.id")).isEqualTo(general);
    }

    @Test
    void materialChangeInvalidatesConsentsThatAnEditorialOneLeaves() {
        var purpose = unique("purpose");
        var other = unique("purpose");
        publish(purpose, purpose("CONSENT")).is(204);
        publish(other, purpose("CONSENT")).is(204);
        var notice = unique("notice");
        var path = "/v1/notices/" + notice + "/versions/";
        ledger.put("admin", path + "1", notice(Instant.parse("2025-01-01T00:00:00Z"), "MATERIAL", purpose, other))
                .is(204);
        var told = Map.of("id", notice, "version", "1", "language", "nl");
        var person = someone();
        person.tells(consent(purpose, other).with("notice", told)).recorded();
        ledger.put("admin", path + "2", notice(Instant.now(), "EDITORIAL", purpose, other))
                .is(204);
        var before = person.mayGet(mail(purpose)).permits("CONSENT_IN_FORCE");
        assertThat(before.value("notice.version")).isEqualTo("1");
        ledger.put("admin", path + "3", notice(Instant.now(), "MATERIAL", purpose))
                .is(204);
        person.mayGet(mail(purpose)).denies("CONSENT_INVALIDATED");
        person.mayGet(mail(other)).permits("CONSENT_IN_FORCE");
        person.mayGet(mail(purpose).validAt(before.time("validAt"))).permits("CONSENT_IN_FORCE");
        person.tells(consent(purpose).with("notice", Map.of("id", notice, "version", "3", "language", "nl")))
                .recorded();
        assertThat(person.mayGet(mail(purpose)).permits("CONSENT_IN_FORCE").value("notice.version"))
                .isEqualTo("3");
    }

    @Test
    void everyFaultOfANoticeIsNamedAtOnce() {
        ledger.put(
                        "admin",
                        "/v1/notices/" + unique("notice") + "/versions/1",
                        Map.of(
                                "language", "no language",
                                "textHash", "sha256:short",
                                "url", "relative/path",
                                "change", "TOTAL",
                                "purposes", List.of("surveys", "astrology")))
                .refusedFor(Map.of(
                        "#/effectiveFrom", "MISSING",
                        "#/language", "INVALID_LANGUAGE",
                        "#/textHash", "INVALID_HASH",
                        "#/url", "INVALID_URL",
                        "#/change", "UNKNOWN_CHANGE",
                        "#/purposes/1", "UNKNOWN_PURPOSE"));
    }

    // Reading and scopes

    @Test
    void longListIsReadInPages() {
        var all = read("/v1/purposes?limit=1000").each("id").toList();
        var read = new ArrayList<String>();
        String cursor = "";
        do {
            var page = read("/v1/purposes?limit=10" + cursor).is(200);
            assertThat(page.items()).hasSizeBetween(1, 10);
            page.each("id").forEach(read::add);
            var next = page.json().required("next");
            cursor = next.isNull() ? "" : "&cursor=" + next.asString();
        } while (!cursor.isEmpty());
        assertThat(read).isEqualTo(all).hasSizeGreaterThanOrEqualTo(42);
        assertThat(read("/v1/controllers?limit=1").items()).hasSize(1);
        assertThat(read("/v1/notices?limit=1").items()).hasSize(1);
        for (var limit : List.of("0", "-1", "1001", "many")) {
            read("/v1/purposes?limit=" + limit).is(400).refusedFor(Map.of("#/query/limit", "BAD_VALUE"));
        }
        read("/v1/purposes?cursor=nonsense").refusedFor(Map.of("#/query/cursor", "BAD_VALUE"));
    }

    @Test
    void whatIsNotInTheCatalogueIsNotFound() {
        for (var path : List.of(
                "/v1/controllers/nobody",
                "/v1/purposes/astrology",
                "/v1/purposes/astrology/versions",
                "/v1/notices/nothing",
                "/v1/notices/nothing/versions/1",
                "/v1/notices/stakeholder/versions/1")) {
            read(path).refused(404, "NOT_FOUND");
        }
    }

    @Test
    void catalogueIsWrittenByAdministratorsOnly() {
        for (var caller : List.of("service", "marketing", "auditor", "officer")) {
            ledger.put(caller, "/v1/controllers/x", Map.of()).refused(403, "FORBIDDEN");
            ledger.put(caller, "/v1/purposes/x", purpose("CONSENT")).refused(403, "FORBIDDEN");
            ledger.put(caller, "/v1/notices/x/versions/1", Map.of()).refused(403, "FORBIDDEN");
            for (var path : List.of("/v1/controllers", "/v1/purposes", "/v1/notices")) {
                ledger.get(caller, path).is(200);
            }
        }
        ledger.withoutToken("/v1/purposes").refused(401, "UNAUTHENTICATED");
    }
}
