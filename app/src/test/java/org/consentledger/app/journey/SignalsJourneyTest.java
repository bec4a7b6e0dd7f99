package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.objectionForMySituation;
import static org.consentledger.app.journey.Signal.objectionToMarketing;
import static org.consentledger.app.journey.Signal.optIn;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.preferences;
import static org.consentledger.app.journey.Signal.sale;
import static org.consentledger.app.journey.Signal.withdrawal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsJourneyTest extends Journey {
    private static final String BSN = "123456782";
    private static final Instant TOMORROW = Instant.now().plus(Duration.ofDays(1));

    private Answer decided(String objection, Object body) {
        return ledger.post("officer", "/v1/objections/" + objection + "/decision", body);
    }

    // Consent and withdrawal

    @Test
    void consentPermitsMailUnderTheNoticeShownAndUntracked() {
        var person = someone();
        person.mayGet(mail("service-information")).denies("CHANNEL_NOT_ALLOWED");
        var consent = person.tells(consent("service-information")).recorded();
        var decision = person.mayGet(mail("service-information")).permits("CONSENT_IN_FORCE");
        assertThat(decision.texts("obligations")).containsExactly("UNTRACKED");
        assertThat(decision.value("notice.id")).isEqualTo("stakeholder");
        assertThat(decision.value("notice.version")).isEqualTo("2024-05-20");
        assertThat(decision.value("basis")).isEqualTo("LEGITIMATE_INTEREST");
        assertThat(decision.value("rule")).contains("11.7");
        assertThat(decision.value("subjectId")).isEqualTo(consent.value("subjectId"));
        assertThat(decision.value("subjectVersion")).isEqualTo(consent.value("version"));
        assertThat(decision.json().required("catalogueVersion").asLong()).isGreaterThanOrEqualTo(47);
        var deciding = decision.json().required("decidedBy");
        assertThat(deciding.size()).isEqualTo(1);
        assertThat(deciding.get(0).required("eventId").asString()).isEqualTo(consent.value("eventId"));
        assertThat(deciding.get(0).required("type").asString()).isEqualTo("consent-given");
        assertThat(deciding.get(0).required("recordedAt").asString()).isEqualTo(consent.value("recordedAt"));
        assertThat(decision.json().required("validUntil").isNull()).isTrue();
    }

    @Test
    void mailIsTrackedOnlyWithConsentToBothKindsOfTracking() {
        var person = someone();
        person.tells(consent("service-information")).recorded();
        person.tells(consent("email-open-tracking")).recorded();
        assertThat(person.mayGet(mail("service-information")).texts("obligations"))
                .containsExactly("UNTRACKED");
        person.tells(consent("email-click-tracking")).recorded();
        assertThat(person.mayGet(mail("service-information")).texts("obligations"))
                .isEmpty();
        person.tells(withdrawal("email-open-tracking")).recorded();
        var decision = person.mayGet(mail("service-information")).permits("CONSENT_IN_FORCE");
        assertThat(decision.texts("obligations")).containsExactly("UNTRACKED");
        person.mayGet(mail("email-open-tracking")).denies("CONSENT_WITHDRAWN");
        person.mayGet(mail("email-click-tracking")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void receivingMailIsNoConsentToBeFollowed() {
        var person = someone();
        person.tells(consent("service-information")).recorded();
        person.mayGet(mail("email-open-tracking")).denies("NO_CONSENT");
        person.mayGet(mail("site-tracking").on("WEB")).denies("NO_CONSENT");
    }

    @Test
    void withdrawalDeniesAtOnceAndNotForThePast() {
        var person = someone();
        var consent = person.tells(consent("service-information")).recorded();
        var withdrawal = person.tells(withdrawal("service-information")).recorded();
        var decision = person.mayGet(mail("service-information")).denies("CONSENT_WITHDRAWN");
        assertThat(decision.body()).contains(withdrawal.value("eventId"));
        assertThat(decision.texts("obligations")).isEmpty();
        var before = consent.time("recordedAt");
        person.mayGet(mail("service-information").validAt(before)).permits("CONSENT_IN_FORCE");
        person.mayGet(mail("service-information").knownAt(before)).permits("CONSENT_IN_FORCE");
        person.mayGet(mail("service-information").validAt(before.minusMillis(1).minusSeconds(60)))
                .denies("CHANNEL_NOT_ALLOWED");
    }

    @Test
    void consentAfterWithdrawalIsANewConsent() {
        var person = someone();
        var first = person.tells(consent("service-information")).recorded();
        person.tells(withdrawal("service-information")).recorded();
        var second = person.tells(consent("service-information")).recorded();
        assertThat(second.value("eventId")).isNotEqualTo(first.value("eventId"));
        person.mayGet(mail("service-information")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void paperConsentThatArrivesLateCountsForThePastOnly() {
        var person = someone();
        var withdrawal = person.tells(withdrawal("service-information").at("2025-05-05T10:00:00+02:00"))
                .recorded();
        person.tells(consent("service-information")
                        .at("2025-05-01T10:00:00+02:00")
                        .with("receivedAt", "2025-05-10T09:00:00+02:00")
                        .with("mechanism", "PAPER"))
                .recorded();
        person.mayGet(mail("service-information")).denies("CONSENT_WITHDRAWN");
        person.mayGet(mail("service-information").validAt("2025-05-03T12:00:00Z"))
                .permits("CONSENT_IN_FORCE");
        person.mayGet(mail("service-information").validAt("2025-05-06T12:00:00Z"))
                .denies("CONSENT_WITHDRAWN");
        person.mayGet(mail("service-information").validAt("2025-04-30T12:00:00Z"))
                .denies("CHANNEL_NOT_ALLOWED");
        person.mayGet(mail("service-information")
                        .validAt("2025-05-03T12:00:00Z")
                        .knownAt(withdrawal.time("recordedAt")))
                .denies("CHANNEL_NOT_ALLOWED");
    }

    @Test
    void consentOfUnknownTimeLosesToAnyWithdrawal() {
        var person = someone();
        person.tells(withdrawal("service-information").at("2024-06-01T00:00:00Z"))
                .recorded();
        person.tells(consent("service-information").atUnknownTime()).recorded();
        person.mayGet(mail("service-information")).denies("CONSENT_WITHDRAWN");
        assertThat(person.history().getLast().required("occurredAt").isNull()).isTrue();
    }

    @Test
    void actOfTheSameMomentIsDecidedAgainstProcessing() {
        var person = someone();
        person.tells(withdrawal("service-information").at("2025-06-01T00:00:00Z"))
                .recorded();
        person.tells(consent("service-information").at("2025-06-01T00:00:00Z")).recorded();
        person.mayGet(mail("service-information")).denies("CONSENT_WITHDRAWN");
    }

    @Test
    void consentEndsByItsOwnTermsAndByThoseOfThePurpose() {
        var person = someone();
        person.tells(consent("other-agreed").at("2025-05-01T00:00:00Z").with("expiresAt", "2025-06-01T00:00:00Z"))
                .recorded();
        var decision = person.mayGet(mail("other-agreed").validAt("2025-05-31T23:59:59.999999Z"))
                .permits("CONSENT_IN_FORCE");
        assertThat(decision.value("validUntil")).isEqualTo("2025-06-01T00:00:00Z");
        person.mayGet(mail("other-agreed").validAt("2025-06-01T00:00:00Z")).denies("CONSENT_EXPIRED");
        person.mayGet(mail("other-agreed")).denies("CONSENT_EXPIRED");

        // Twenty-four months in the controller's calendar: the hour stays that of the wall clock.
        person.tells(consent("email-open-tracking").at("2022-01-15T12:00:00+01:00"))
                .recorded();
        person.mayGet(mail("email-open-tracking").validAt("2024-01-15T10:59:59Z"))
                .permits("CONSENT_IN_FORCE");
        person.mayGet(mail("email-open-tracking").validAt("2024-01-15T11:00:00Z"))
                .denies("CONSENT_EXPIRED");
    }

    @Test
    void consentIsForItsChannelsAndControllersOnly() {
        var person = someone();
        person.tells(consent("service-information").on("EMAIL")).recorded();
        person.mayGet(mail("service-information")).permits("CONSENT_IN_FORCE");
        person.mayGet(mail("service-information").on("SMS")).denies("CHANNEL_NOT_ALLOWED");
        person.mayGet(mail("service-information").by(PAYROLL)).denies("CHANNEL_NOT_ALLOWED");
        person.mayGet(mail("company-news")).denies("CHANNEL_NOT_ALLOWED");
        person.mayGet(mail("service-information").on("WEB")).denies("CHANNEL_NOT_ALLOWED");
    }

    @Test
    void consentToANodeCoversItsSubtree() {
        var person = someone();
        person.tells(consent("marketing")).recorded();
        person.mayGet(mail("company-news")).permits("CONSENT_IN_FORCE");
        person.tells(withdrawal("company-news")).recorded();
        person.mayGet(mail("company-news")).denies("CONSENT_WITHDRAWN");
        person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
    }

    // Opt-out and opt-in

    @Test
    void specificConsentLiftsAGlobalOptOutForItsOwnScopeOnly() {
        var person = someone();
        person.tells(consent("marketing").by(GROUP)).recorded();
        person.tells(optOut("*").by("*")).recorded();
        person.mayGet(mail("service-information")).denies("OPTED_OUT");
        person.mayGet(mail("company-news").by(SOFTWARE)).denies("OPTED_OUT");
        person.tells(consent("service-information").on("EMAIL")).recorded();
        person.mayGet(mail("service-information")).permits("CONSENT_IN_FORCE");
        person.mayGet(mail("service-information").on("SMS")).denies("OPTED_OUT");
        person.mayGet(mail("service-information").by(PAYROLL)).denies("OPTED_OUT");
        person.mayGet(mail("company-news")).denies("OPTED_OUT");
    }

    @Test
    void widerConsentNeverLiftsASpecificOptOut() {
        var person = someone();
        person.tells(optOut("company-news")).recorded();
        person.tells(consent("marketing").by(GROUP)).recorded();
        person.mayGet(mail("company-news")).denies("OPTED_OUT");
        person.mayGet(mail("company-news").by(PAYROLL)).permits("CONSENT_IN_FORCE");
        person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void optInLiftsAnOptOutButIsNoConsent() {
        var person = someone();
        person.tells(optOut("service-information")).recorded();
        person.mayGet(mail("service-information").on("POST")).denies("OPTED_OUT");
        person.tells(optIn("service-information")).recorded();
        person.mayGet(mail("service-information").on("POST")).permits("LEGITIMATE_INTEREST");
        person.mayGet(mail("service-information")).denies("CHANNEL_NOT_ALLOWED");
    }

    @Test
    void groupSpeaksForAllItsCompanies() {
        var person = someone();
        person.tells(consent("service-information").by(GROUP)).recorded();
        for (var company : List.of(ACCOUNTING, PAYROLL, SOFTWARE)) {
            person.mayGet(mail("service-information").by(company)).permits("CONSENT_IN_FORCE");
        }
        person.tells(optOut("marketing").by(ACCOUNTING)).recorded();
        person.mayGet(mail("service-information")).denies("OPTED_OUT");
        person.mayGet(mail("service-information").by(PAYROLL)).permits("CONSENT_IN_FORCE");
        person.tells(optOut("marketing").by(GROUP)).recorded();
        person.mayGet(mail("service-information").by(SOFTWARE)).denies("OPTED_OUT");
    }

    @Test
    void consentForOneCapacityIsNotForAnother() {
        var person = someone();
        person.tells(consent("service-information").with("company", "bakkerij-jansen"))
                .recorded();
        person.mayGet(mail("service-information").to("bakkerij-jansen")).permits("CONSENT_IN_FORCE");
        person.mayGet(mail("service-information").to("slagerij-smit")).denies("CHANNEL_NOT_ALLOWED");
        person.mayGet(mail("service-information")).denies("CHANNEL_NOT_ALLOWED");
    }

    @Test
    void doNotMailOurFirmIsAboutTheFirmOnly() {
        var person = someone();
        person.tells(consent("service-information")).recorded();
        person.tells(optOut("*").by("*").with("company", "bakkerij-jansen")).recorded();
        person.mayGet(mail("service-information").to("bakkerij-jansen")).denies("OPTED_OUT");
        person.mayGet(mail("service-information").to("slagerij-smit")).permits("CONSENT_IN_FORCE");
        person.mayGet(mail("service-information")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void serviceMessagesPassAfterAnOptOutUnlessTheyPromote() {
        var person = someone();
        person.mayGet(mail("service-delivery")).permits("CONTRACT");
        person.tells(optOut("*").by("*")).recorded();
        person.mayGet(mail("service-delivery")).permits("SERVICE_MESSAGE");
        person.mayGet(mail("service-delivery").as("SERVICE")).permits("SERVICE_MESSAGE");
        person.mayGet(mail("service-delivery").as("MARKETING")).denies("OPTED_OUT");
        person.mayGet(mail("service-information").as("SERVICE")).denies("OPTED_OUT");
    }

    @Test
    void addressThatWasUnsubscribedStaysSoForEveryoneWhoUsesIt() {
        var holder = someone();
        var other = someone();
        other.tells(consent("service-information")).recorded();
        holder.tells(optOut("marketing")).recorded();
        other.mayGet(mail("service-information")).permits("CONSENT_IN_FORCE");
        other.mayGet(mail("service-information").with("endpoint", holder.address()))
                .denies("OPTED_OUT");
    }

    // The customer exception

    @Test
    void saleLetsTheSellerWriteAndNobodyElse() {
        var person = someone();
        var sale = person.tells(sale("service-information")).recorded();
        var decision = person.mayGet(mail("service-information")).permits("CUSTOMER_EXCEPTION");
        assertThat(decision.body()).contains(sale.value("eventId"));
        assertThat(decision.json().required("notice").isNull()).isTrue();
        person.mayGet(mail("service-information").on("SMS")).permits("CUSTOMER_EXCEPTION");
        person.mayGet(mail("service-information").on("PHONE")).denies("CHANNEL_NOT_ALLOWED");
        person.mayGet(mail("service-information").by(PAYROLL)).denies("CHANNEL_NOT_ALLOWED");
        person.mayGet(mail("company-news")).denies("CHANNEL_NOT_ALLOWED");
        person.tells(optOut("service-information")).recorded();
        person.mayGet(mail("service-information")).denies("OPTED_OUT");
    }

    @Test
    void laterSaleDoesNotLiftAnOptOut() {
        var person = someone();
        person.tells(optOut("service-information")).recorded();
        person.tells(sale("service-information")).recorded();
        person.mayGet(mail("service-information")).denies("OPTED_OUT");
    }

    @Test
    void saleNeedsOneSellerAndItsReference() {
        var person = someone();
        person.tells(sale("service-information").by(GROUP).evidence("reference", null))
                .refused(422, "REFUSED")
                .refusedFor(Map.of(
                        "#/controllers", "CUSTOMER_EXCEPTION_NEEDS_ONE_ENTITY",
                        "#/evidence/reference", "CUSTOMER_EXCEPTION_NEEDS_REFERENCE"));
        person.tells(sale("*").by("*"))
                .refusedFor(Map.of(
                        "#/controllers", "CUSTOMER_EXCEPTION_NEEDS_ONE_ENTITY", "#/purposes/0", "WILDCARD_POSITIVE"));
        person.tells(sale("service-information").with("ground", "FRIENDSHIP")).refused(422, "UNKNOWN_GROUND");
        person.resolved().refused(404, "NOT_FOUND");
    }

    // Objections

    @Test
    void objectionToDirectMarketingStopsAllOfItAndOnlyIt() {
        var person = someone();
        person.tells(consent("marketing").by(GROUP)).recorded();
        var objection = person.tells(objectionToMarketing("*").by("*")).recorded();
        person.mayGet(mail("service-information")).denies("OBJECTED_DIRECT_MARKETING");
        person.mayGet(mail("surveys").by(SOFTWARE)).denies("OBJECTED_DIRECT_MARKETING");
        person.mayGet(mail("surveys").on("POST")).denies("OBJECTED_DIRECT_MARKETING");
        person.mayGet(mail("service-delivery")).permits("SERVICE_MESSAGE");
        decided(objection.value("eventId"), Map.of("outcome", "OVERRIDDEN", "grounds", "none can be"))
                .refused(422, "OBJECTION_ABSOLUTE");
        person.tells(consent("surveys").on("EMAIL")).recorded();
        person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        person.mayGet(mail("surveys").on("SMS")).denies("OBJECTED_DIRECT_MARKETING");
        person.mayGet(mail("service-information")).denies("OBJECTED_DIRECT_MARKETING");
    }

    @Test
    void objectionForAParticularSituationRestrictsUntilItIsOverridden() {
        var person = someone();
        var question = mail("ai-training").on("WEB");
        person.mayGet(question).permits("LEGITIMATE_INTEREST");
        var objection = person.tells(objectionForMySituation("development")).recorded();
        person.mayGet(question).denies("RESTRICTED");
        person.mayGet(mail("misconduct").on("WEB")).permits("LEGITIMATE_INTEREST");
        var decision = decided(
                        objection.value("eventId"),
                        Map.of("outcome", "OVERRIDDEN", "grounds", "security of all customers"))
                .recorded();
        assertThat(decision.value("subjectId")).isEqualTo(objection.value("subjectId"));
        person.mayGet(question).permits("LEGITIMATE_INTEREST");
        person.mayGet(mail("ai-training").on("WEB").validAt(objection.time("recordedAt")))
                .denies("RESTRICTED");
        assertThat(person.historyTypes())
                .containsExactly(
                        "identifier-added", "objection-raised", "restriction-lift-announced", "objection-decided");
    }

    @Test
    void upheldObjectionStopsTheProcessingForGood() {
        var person = someone();
        var objection = person.tells(objectionForMySituation("ai-training")).recorded();
        decided(objection.value("eventId"), Map.of("outcome", "UPHELD")).recorded();
        person.mayGet(mail("ai-training").on("WEB")).denies("RESTRICTED");
        decided(objection.value("eventId"), Map.of("outcome", "UPHELD")).stoodAlready();
        decided(objection.value("eventId"), Map.of("outcome", "OVERRIDDEN", "grounds", "second thoughts"))
                .refused(422, "OBJECTION_DECIDED");
    }

    @Test
    void overriddenObjectionLeavesAnObjectionToMarketingStanding() {
        var person = someone();
        person.tells(consent("marketing")).recorded();
        person.tells(objectionToMarketing("surveys")).recorded();
        var particular = person.tells(objectionForMySituation("marketing")).recorded();
        decided(particular.value("eventId"), Map.of("outcome", "OVERRIDDEN", "grounds", "legal claims"))
                .recorded();
        person.mayGet(mail("surveys")).denies("OBJECTED_DIRECT_MARKETING");
        person.mayGet(mail("company-news")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void objectionsAreDecidedByOfficersOnly() {
        var person = someone();
        var objection = person.tells(objectionForMySituation("ai-training")).recorded();
        var path = "/v1/objections/" + objection.value("eventId") + "/decision";
        ledger.post("service", path, Map.of("outcome", "UPHELD")).refused(403, "FORBIDDEN");
        decided(objection.value("eventId"), Map.of("outcome", "OVERRIDDEN")).refused(422, "GROUNDS_REQUIRED");
        decided(objection.value("eventId"), Map.of("outcome", "OVERRIDDEN", "grounds", " "))
                .refused(422, "GROUNDS_REQUIRED");
        decided(objection.value("eventId"), Map.of("outcome", "POSTPONED")).refused(422, "UNKNOWN_OUTCOME");
        decided(UUID.randomUUID().toString(), Map.of("outcome", "UPHELD")).refused(404, "NOT_FOUND");
        var consent = person.tells(consent("surveys")).recorded();
        decided(consent.value("eventId"), Map.of("outcome", "UPHELD")).refused(404, "NOT_FOUND");
    }

    // Legal obligations

    @Test
    void legalObligationCannotBeRefusedButTheRequestIsKept() {
        var person = someone();
        var pointers = Map.of("#/purposes/1", "LEGAL_OBLIGATION");
        person.tells(withdrawal("surveys", "aml-identification"))
                .refused(422, "LEGAL_OBLIGATION")
                .refusedFor(pointers);
        person.tells(objectionForMySituation("legal", "authority-requests"))
                .refused(422, "LEGAL_OBLIGATION")
                .refusedFor(pointers);
        person.tells(optOut("aml-identification")).refused(422, "LEGAL_OBLIGATION");
        person.mayGet(mail("aml-identification")).permits("LEGAL_OBLIGATION");
        person.mayGet(mail("surveys").on("POST")).permits("LEGITIMATE_INTEREST");
        var history = person.history();
        assertThat(person.historyTypes())
                .containsExactly("identifier-added", "signal-refused", "signal-refused", "signal-refused");
        assertThat(history.stream().skip(1).map(event -> event.required("asked").asString()))
                .containsExactly("consent-withdrawn", "objection-raised", "opted-out");
        assertThat(history.get(1).required("faults").get(0).required("code").asString())
                .isEqualTo("LEGAL_OBLIGATION");
        assertThat(history.get(1).required("scope").required("purposes").toString())
                .isEqualTo("[\"surveys\",\"aml-identification\"]");
    }

    @Test
    void optOutOfEverythingDoesNotReachLegalObligations() {
        var person = someone();
        person.tells(optOut("*").by("*")).recorded();
        person.mayGet(mail("aml-identification")).permits("LEGAL_OBLIGATION");
    }

    // Preferences

    @Test
    void preferencesAreNeverAConsent() {
        var person = someone();
        var wish = preferences().with("language", "nl").with("frequency", "weekly");
        wish.with("topics", Map.of("payroll", true, "tax", "digest"));
        var first = person.tells(wish).recorded();
        var again = person.tells(wish).stoodAlready();
        assertThat(again.value("eventId")).isEqualTo(first.value("eventId"));
        person.tells(preferences().with("language", "en")).recorded();
        person.tells(wish).recorded();
        person.mayGet(mail("service-information")).denies("CHANNEL_NOT_ALLOWED");
        assertThat(person.history().get(1).required("topics").required("tax").asString())
                .isEqualTo("digest");
    }

    @Test
    void preferencesAreWordsOfAListNotFreeText() {
        var person = someone();
        person.tells(preferences()).refused(422, "EMPTY");
        person.tells(preferences()
                        .with("language", "no language")
                        .with("frequency", "when I feel like it")
                        .with("topics", Map.of("tax", "my bsn is " + BSN, "payroll", 7, BSN, true)))
                .refusedFor(Map.of(
                        "#/language", "INVALID_LANGUAGE",
                        "#/frequency", "INVALID_ID",
                        "#/topics/tax", "NATIONAL_ID_NUMBER",
                        "#/topics/payroll", "BAD_VALUE",
                        "#/topics", "INVALID_ID"));
    }

    @Test
    void matrixOfPreferencesSaysWhatEachDecisionSays() {
        var person = someone();
        person.tells(consent("service-information")).recorded();
        person.tells(optOut("company-news")).recorded();
        var page = ledger.get(
                        "marketing", "/v1/subjects/" + person.id() + "/preferences?limit=1000&controller=" + ACCOUNTING)
                .is(200);
        assertThat(page.json().required("next").isNull()).isTrue();
        assertThat(page.items())
                .filteredOn(cell -> cell.required("purpose").asString().equals("company-news"))
                .extracting(cell -> cell.required("channel").asString())
                .containsExactly("EMAIL", "SMS", "PHONE", "POST", "PUSH", "IN_APP", "WEB");
        assertThat(page.items())
                .filteredOn(cell -> cell.required("channel").asString().equals("EMAIL"))
                .filteredOn(cell -> List.of("service-information", "company-news", "surveys", "sales")
                        .contains(cell.required("purpose").asString()))
                .allSatisfy(cell -> {
                    var decision = person.mayGet(mail(cell.required("purpose").asString()));
                    assertThat(cell.required("reason").asString()).isEqualTo(decision.value("reason"));
                    assertThat(cell.required("decision").asString()).isEqualTo(decision.value("decision"));
                })
                .hasSize(4);
        ledger.get("marketing", "/v1/subjects/" + UUID.randomUUID() + "/preferences")
                .refused(404, "NOT_FOUND");
        ledger.get("marketing", "/v1/subjects/" + person.id() + "/preferences?controller=nobody")
                .refused(422, "UNKNOWN_CONTROLLER");
    }

    // Questions

    @Test
    void strangerIsDecidedLikeSomebodyWithoutSignals() {
        var stranger = someone();
        var silent = someone();
        silent.tells(preferences().with("language", "nl")).recorded();
        for (var purpose : List.of("service-information", "service-delivery", "other-agreed", "ai-training")) {
            var unknown = stranger.mayGet(mail(purpose)).is(200);
            var known = silent.mayGet(mail(purpose)).is(200);
            for (var field : List.of("decision", "reason", "rule", "basis")) {
                assertThat(unknown.value(field)).isEqualTo(known.value(field));
            }
            assertThat(unknown.json().required("subjectId").isNull()).isTrue();
            assertThat(unknown.value("subjectVersion")).isEqualTo("0");
        }
        stranger.resolved().refused(404, "NOT_FOUND");
    }

    @Test
    void everythingUnknownInAQuestionIsNamedAtOnce() {
        someone()
                .mayGet(mail("astrology").by("nobody").on("PIGEON").as("GOSSIP").to("not an id"))
                .refused(422, "REFUSED")
                .refusedFor(Map.of(
                        "#/purpose", "UNKNOWN_PURPOSE",
                        "#/controller", "UNKNOWN_CONTROLLER",
                        "#/channel", "UNKNOWN_CHANNEL",
                        "#/messageClass", "UNKNOWN_MESSAGE_CLASS",
                        "#/company", "INVALID_ID"));
        someone()
                .mayGet(mail("surveys").with("endpoint", "nonsense"))
                .refusedFor(Map.of("#/endpoint", "INVALID_EMAIL"));
        ledger.post("marketing", "/v1/decisions", Map.of())
                .refused(400, "INVALID_REQUEST")
                .refusedFor(Map.of(
                        "#/subject", "MISSING",
                        "#/purpose", "MISSING",
                        "#/controller", "MISSING",
                        "#/channel", "MISSING"));
    }

    @Test
    void whatWillBeKnownIsNotKnownYet() {
        someone().mayGet(mail("sales").knownAt(TOMORROW)).refused(422, "KNOWN_AT_IN_FUTURE");
        someone().mayGet(mail("sales").validAt(TOMORROW)).permits("CONTRACT");
    }

    // What the answer to a signal says

    @Test
    void newActIsCreatedAndTheSameActAgainIsTheOneThatStands() {
        var person = someone();
        var first = person.tells(consent("surveys")).recorded();
        assertThat(first.header("Location")).isEqualTo("/v1/events/" + first.value("eventId"));
        assertThat(first.header("ETag")).isEqualTo("\"" + first.value("version") + "\"");
        assertThat(first.value("receipt")).isEqualTo("/v1/receipts/" + first.value("eventId"));
        assertThat(UUID.fromString(first.value("eventId")).version()).isEqualTo(7);
        assertThat(UUID.fromString(first.value("subjectId")).version()).isEqualTo(7);
        var again = person.tells(consent("surveys")).stoodAlready();
        assertThat(again.value("eventId")).isEqualTo(first.value("eventId"));
        assertThat(again.value("recordedAt")).isEqualTo(first.value("recordedAt"));
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(person.historyTypes()).containsExactly("identifier-added", "consent-given");
        assertThat(person.history().getLast().required("version").asString()).isEqualTo(first.value("version"));
    }

    @Test
    void actWithItsTimeIsOneActForEver() {
        var person = someone();
        var first = person.tells(consent("surveys").at("2025-01-01T00:00:00Z")).recorded();
        person.tells(withdrawal("surveys").at("2025-02-01T00:00:00Z")).recorded();
        var again =
                person.tells(consent("surveys").at("2025-01-01T01:00:00+01:00")).stoodAlready();
        assertThat(again.value("eventId")).isEqualTo(first.value("eventId"));
        person.mayGet(mail("surveys")).denies("CONSENT_WITHDRAWN");
    }

    @Test
    void conditionalCommandIsDoneAtTheVersionItsSenderKnowsOnly() {
        var person = someone();
        person.tells(consent("surveys"), "If-Match", "\"1\"").refused(412, "VERSION_MISMATCH");
        person.resolved().refused(404, "NOT_FOUND");
        var consent = person.tells(consent("surveys")).recorded();
        var known = consent.header("ETag");
        var withdrawal = person.tells(withdrawal("surveys"), "If-Match", known).recorded();
        assertThat(withdrawal.header("ETag")).isNotEqualTo(known);
        person.tells(consent("surveys"), "If-Match", known).refused(412, "VERSION_MISMATCH");
        person.tells(consent("surveys"), "If-Match", "W/" + withdrawal.header("ETag"))
                .refused(412, "VERSION_MISMATCH");
        person.mayGet(mail("surveys")).denies("CONSENT_WITHDRAWN");
        person.tells(consent("surveys"), "If-Match", withdrawal.header("ETag")).recorded();
        person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        var objection = person.tells(objectionForMySituation("ai-training")).recorded();
        ledger.post(
                        "officer",
                        "/v1/objections/" + objection.value("eventId") + "/decision",
                        Map.of("outcome", "UPHELD"),
                        "If-Match",
                        known)
                .refused(412, "VERSION_MISMATCH");
    }

    // What is refused

    @Test
    void everyFaultOfAConsentIsNamedAtOnce() {
        var person = someone();
        person.tells(consent("surveys", "astrology", "*")
                        .by("nobody", "group:nobodies", "*")
                        .on("EMAIL", "PIGEON")
                        .with("company", "not an id")
                        .with("source", "RUMOUR")
                        .with("notice", Map.of("id", "stakeholder", "version", "1848-11-03", "language", "nl"))
                        .with("mechanism", "PRE_TICKED")
                        .with("occurredAt", TOMORROW.toString())
                        .with("receivedAt", TOMORROW.plusSeconds(60).toString())
                        .evidence("wordingHash", "md5:0"))
                .refused(422, "REFUSED")
                .refusedFor(Map.ofEntries(
                        Map.entry("#/purposes/1", "UNKNOWN_PURPOSE"),
                        Map.entry("#/purposes/2", "WILDCARD_CONSENT"),
                        Map.entry("#/controllers/0", "UNKNOWN_CONTROLLER"),
                        Map.entry("#/controllers/1", "UNKNOWN_GROUP"),
                        Map.entry("#/controllers/2", "WILDCARD_CONSENT"),
                        Map.entry("#/channels/1", "UNKNOWN_CHANNEL"),
                        Map.entry("#/company", "INVALID_ID"),
                        Map.entry("#/source", "UNKNOWN_SOURCE"),
                        Map.entry("#/notice", "UNKNOWN_NOTICE_VERSION"),
                        Map.entry("#/mechanism", "MECHANISM_NOT_AFFIRMATIVE"),
                        Map.entry("#/occurredAt", "OCCURRED_IN_FUTURE"),
                        Map.entry("#/receivedAt", "RECEIVED_IN_FUTURE"),
                        Map.entry("#/evidence/wordingHash", "INVALID_HASH")));
        person.resolved().refused(404, "NOT_FOUND");
    }

    @Test
    void personWhoCannotBeReadHidesNoOtherFault() {
        ledger.post(
                        "service",
                        "/v1/consents",
                        Map.of(
                                "subject", Map.of("type", "email", "value", "nobody"),
                                "controllers", List.of("*"),
                                "purposes", List.of("astrology"),
                                "mechanism", "PRE_TICKED"))
                .refusedFor(Map.of(
                        "#/subject/value", "INVALID_EMAIL",
                        "#/controllers/0", "WILDCARD_CONSENT",
                        "#/purposes/0", "UNKNOWN_PURPOSE",
                        "#/mechanism", "MECHANISM_NOT_AFFIRMATIVE",
                        "#/notice", "CONSENT_WITHOUT_NOTICE",
                        "#/evidence/wordingHash", "CONSENT_WITHOUT_WORDING"));
    }

    @Test
    void consentNeedsNoticeWordingAndAnAffirmativeAct() {
        var person = someone();
        person.tells(consent("surveys").without("notice").without("mechanism").without("evidence"))
                .refusedFor(Map.of(
                        "#/notice", "CONSENT_WITHOUT_NOTICE",
                        "#/mechanism", "MECHANISM_NOT_AFFIRMATIVE",
                        "#/evidence/wordingHash", "CONSENT_WITHOUT_WORDING"));
        person.tells(consent("surveys").with("notice", Map.of("id", "stakeholder")))
                .refusedFor(Map.of(
                        "#/notice/version", "CONSENT_WITHOUT_NOTICE", "#/notice/language", "CONSENT_WITHOUT_NOTICE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRE_TICKED", "SILENCE", "SCROLLING", "checkbox"})
    void whatIsNoAffirmativeActIsNoConsent(String mechanism) {
        someone().tells(consent("surveys").with("mechanism", mechanism)).refused(422, "MECHANISM_NOT_AFFIRMATIVE");
    }

    @Test
    void signalNamesItsPersonControllersAndPurposes() {
        ledger.post("service", "/v1/opt-outs", Map.of())
                .refused(400, "INVALID_REQUEST")
                .refusedFor(Map.of("#/subject", "MISSING", "#/controllers", "MISSING", "#/purposes", "MISSING"));
        someone().tells(optOut().by()).refusedFor(Map.of("#/controllers", "EMPTY", "#/purposes", "EMPTY"));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-03-01T00:00:00Z, 2025-02-28T00:00:00Z, #/receivedAt, RECEIVED_BEFORE_OCCURRED",
        "2999-01-01T00:00:00Z, , #/occurredAt, OCCURRED_IN_FUTURE",
        "2025-03-01T00:00:00Z, 2999-01-01T00:00:00Z, #/receivedAt, RECEIVED_IN_FUTURE",
    })
    void actHappensThenIsReceivedThenIsRecorded(String occurred, String received, String pointer, String code) {
        someone()
                .tells(optOut("surveys").at(occurred).with("receivedAt", received))
                .refused(422, code)
                .refusedFor(Map.of(pointer, code));
    }

    @Test
    void consentDoesNotEndBeforeItBegins() {
        someone()
                .tells(consent("surveys").at("2025-03-01T00:00:00Z").with("expiresAt", "2025-03-01T00:00:00Z"))
                .refused(422, "EXPIRES_BEFORE_GIVEN");
    }

    @Test
    void childConsentsWithParentalAuthorisationOnly() {
        var child = someone();
        child.tells(consent("surveys").with("parentalAuthorisation", Map.of("age", 15)))
                .refused(422, "MINOR_WITHOUT_PARENTAL_AUTHORISATION")
                .refusedFor(Map.of("#/parentalAuthorisation/reference", "MINOR_WITHOUT_PARENTAL_AUTHORISATION"));
        child.tells(consent("surveys").with("parentalAuthorisation", Map.of()))
                .refused(422, "MINOR_WITHOUT_PARENTAL_AUTHORISATION");
        child.tells(consent("surveys").with("parentalAuthorisation", Map.of("age", 15, "reference", "form 12")))
                .recorded();
        child.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
        someone()
                .tells(consent("surveys").with("parentalAuthorisation", Map.of("age", 16)))
                .recorded();
    }

    @Test
    void ageOfConsentIsThatOfTheStrictestController() {
        var teenager = Map.of("age", 13);
        someone()
                .tells(consent("surveys").by(SOFTWARE).with("parentalAuthorisation", teenager))
                .recorded();
        someone()
                .tells(consent("surveys").by(SOFTWARE, PAYROLL).with("parentalAuthorisation", teenager))
                .refused(422, "MINOR_WITHOUT_PARENTAL_AUTHORISATION");
        someone()
                .tells(consent("surveys").by(GROUP).with("parentalAuthorisation", teenager))
                .refused(422, "MINOR_WITHOUT_PARENTAL_AUTHORISATION");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GENERATED", "GROUP_COMPANY", "REPRESENTED_COMPANY", "PUBLIC_REGISTER", "THIRD_PARTY"})
    void nobodyElseConsentsInThePersonsPlaceWithoutProofOfTheirAct(String source) {
        var person = someone();
        person.tells(consent("surveys").with("source", source))
                .refused(422, "EVIDENCE_REQUIRED")
                .refusedFor(Map.of("#/evidence/reference", "EVIDENCE_REQUIRED"));
        person.tells(optIn("surveys").with("source", source)).refused(422, "EVIDENCE_REQUIRED");
        person.tells(optOut("surveys").with("source", source).at("2025-01-01T00:00:00Z"))
                .recorded();
        person.tells(consent("surveys").with("source", source).evidence("reference", "recording 7"))
                .recorded();
        person.mayGet(mail("surveys")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void nationalIdentityNumbersNeverEnter() {
        var person = someone();
        var text = "my number is " + BSN + ".";
        person.tells(consent("surveys")
                        .with("actor", text)
                        .with("company", BSN)
                        .with("parentalAuthorisation", Map.of("age", 40, "reference", text))
                        .evidence("form", text)
                        .evidence("ip", text)
                        .evidence("userAgent", text)
                        .evidence("reference", text))
                .refused(422, "REFUSED")
                .refusedFor(Map.of(
                        "#/actor", "NATIONAL_ID_NUMBER",
                        "#/company", "NATIONAL_ID_NUMBER",
                        "#/parentalAuthorisation/reference", "NATIONAL_ID_NUMBER",
                        "#/evidence/form", "NATIONAL_ID_NUMBER",
                        "#/evidence/ip", "NATIONAL_ID_NUMBER",
                        "#/evidence/userAgent", "NATIONAL_ID_NUMBER",
                        "#/evidence/reference", "NATIONAL_ID_NUMBER"));
        person.tells(objectionForMySituation("surveys").with("statement", text)).refused(422, "NATIONAL_ID_NUMBER");
        Person.byExternalId(ledger, "crm", BSN)
                .tells(optOut("surveys"))
                .refusedFor(Map.of("#/subject/value", "NATIONAL_ID_NUMBER"));
        var objection = person.tells(objectionForMySituation("ai-training")).recorded();
        decided(objection.value("eventId"), Map.of("outcome", "OVERRIDDEN", "grounds", text))
                .refused(422, "NATIONAL_ID_NUMBER");
        // Nine digits that fail the eleven-test are a number like any other.
        person.tells(objectionForMySituation("surveys").with("statement", "order 123456789"))
                .recorded();
    }

    @Test
    void tooLongTextsAndListsAreRefused() {
        var person = someone();
        var many = Stream.generate(() -> "surveys").limit(101).toArray(String[]::new);
        person.tells(optOut(many).with("actor", "a".repeat(1001)))
                .refusedFor(Map.of("#/purposes", "TOO_MANY", "#/actor", "TEXT_TOO_LONG"));
        person.tells(objectionForMySituation("surveys").with("statement", "a".repeat(10_001)))
                .refused(422, "TEXT_TOO_LONG");
        person.tells(objectionForMySituation("surveys").with("statement", "a".repeat(10_000)))
                .recorded();
    }

    @Test
    void signalsAreRecordedByThoseWhoMayOnly() {
        var body = someone().bodyOf(optOut("surveys"));
        for (var path : List.of("consents", "withdrawals", "opt-outs", "opt-ins", "objections", "preferences")) {
            ledger.post("auditor", "/v1/" + path, body).refused(403, "FORBIDDEN");
            ledger.post("marketing", "/v1/" + path, body).refused(403, "FORBIDDEN");
        }
        ledger.post("officer", "/v1/opt-outs", body).recorded();
    }
}
