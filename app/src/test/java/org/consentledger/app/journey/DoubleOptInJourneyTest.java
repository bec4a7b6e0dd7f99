package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Question.mail;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.optOut;
import static org.consentledger.app.journey.Signal.withdrawal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A consent that counts once the person has followed the link that was sent to them. */
class DoubleOptInJourneyTest extends Journey {
    private static final String PURPOSE = "service-information";

    private static Signal doubleOptIn() {
        return consent(PURPOSE).with("mechanism", "DOUBLE_OPT_IN");
    }

    private Answer confirm(Answer consent, String token, String... headers) {
        return confirm(consent.value("eventId"), Map.of("token", token), headers);
    }

    private Answer confirm(String eventId, Map<String, ?> body, String... headers) {
        return ledger.post("service", "/v1/consents/" + eventId + "/confirmation", body, headers);
    }

    private static String token(Answer consent) {
        return consent.value("confirmation.token");
    }

    @Test
    void consentHoldsFromItsConfirmationOn() {
        var person = someone();
        var consent = person.tells(doubleOptIn()).recorded();
        assertThat(consent.time("confirmation.expiresAt"))
                .isBetween(
                        consent.time("recordedAt").plus(Duration.ofDays(7)).minusSeconds(1),
                        consent.time("recordedAt").plus(Duration.ofDays(7)));
        person.mayGet(mail(PURPOSE)).denies("CONSENT_PENDING");

        var confirmed = confirm(consent, token(consent)).recorded();
        assertThat(confirmed.json().has("confirmation")).isFalse();
        assertThat(confirmed.value("subjectId")).isEqualTo(consent.value("subjectId"));
        var decision = person.mayGet(mail(PURPOSE)).permits("CONSENT_IN_FORCE");
        assertThat(decision.json()
                        .required("decidedBy")
                        .valueStream()
                        .map(by -> by.required("eventId").asString()))
                .containsExactly(consent.value("eventId"), confirmed.value("eventId"));

        var waiting = consent.time("recordedAt");
        person.mayGet(mail(PURPOSE).validAt(waiting)).denies("CONSENT_PENDING");
        person.mayGet(mail(PURPOSE).knownAt(waiting)).denies("CONSENT_PENDING");
        assertThat(person.historyTypes()).containsExactly("identifier-added", "consent-given", "consent-confirmed");
        assertThat(person.history().get(1).required("confirmBy").asString())
                .isEqualTo(consent.value("confirmation.expiresAt"));
    }

    @Test
    void confirmationCountsFromWhenItHappened() {
        var person = someone();
        var consent = person.tells(doubleOptIn().at("2025-05-01T10:00:00Z")).recorded();
        var body = Map.of("token", token(consent), "occurredAt", "2025-05-03T10:00:00Z");
        confirm(consent.value("eventId"), body).recorded();
        person.mayGet(mail(PURPOSE).validAt("2025-05-02T10:00:00Z")).denies("CONSENT_PENDING");
        person.mayGet(mail(PURPOSE).validAt("2025-05-03T10:00:00Z")).permits("CONSENT_IN_FORCE");
    }

    @Test
    void noOtherConsentHasAToken() {
        assertThat(someone().tells(consent(PURPOSE)).recorded().json().has("confirmation"))
                .isFalse();
    }

    @Test
    void tokenIsTheSameForARetryAndForAConsentToldAgain() {
        var person = someone();
        String[] key = {"Idempotency-Key", "\"" + unique("key") + "\""};
        var consent = person.tells(doubleOptIn(), key).recorded();
        var retry = person.tells(doubleOptIn(), key).recorded();
        assertThat(retry.json()).isEqualTo(consent.json());
        var again = person.tells(doubleOptIn()).stoodAlready();
        assertThat(token(again)).isEqualTo(token(consent));
    }

    @Test
    void tokenSaysNothingAndNoTwoAreAlike() {
        var person = someone();
        var one = person.tells(doubleOptIn()).recorded();
        var other = someone().tells(doubleOptIn()).recorded();
        assertThat(token(one)).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(token(other));
    }

    @Test
    void tokenWorksOnceAndARetryGetsItsAnswer() {
        var consent = someone().tells(doubleOptIn()).recorded();
        String[] key = {"Idempotency-Key", "\"" + unique("key") + "\""};
        var confirmed = confirm(consent, token(consent), key).recorded();
        assertThat(confirm(consent, token(consent), key).recorded().json()).isEqualTo(confirmed.json());
        confirm(consent, token(consent)).refused(409, "CONSENT_CONFIRMED");
    }

    @Test
    void ofTwoConfirmationsAtOnceOneIsRecorded() {
        var person = someone();
        var consent = person.tells(doubleOptIn()).recorded();
        Callable<Answer> confirmation = () -> confirm(consent, token(consent));
        var statuses = AtOnce.doing(Stream.generate(() -> confirmation).limit(4).toList()).stream()
                .map(Answer::status)
                .sorted()
                .toList();
        assertThat(statuses).containsExactly(201, 409, 409, 409);
        assertThat(person.historyTypes()).containsOnlyOnce("consent-confirmed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "не токен", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void forgedTokenConfirmsNothing(String token) {
        var person = someone();
        var consent = person.tells(doubleOptIn()).recorded();
        confirm(consent, token)
                .refused(422, "CONFIRMATION_TOKEN_INVALID")
                .refusedFor(Map.of("#/token", "CONFIRMATION_TOKEN_INVALID"));
        person.mayGet(mail(PURPOSE)).denies("CONSENT_PENDING");
    }

    @Test
    void tokenOfAnotherConsentConfirmsNothing() {
        var person = someone();
        var consent = person.tells(doubleOptIn()).recorded();
        var other = person.tells(doubleOptIn().by(PAYROLL)).recorded();
        confirm(consent, token(other)).refused(422, "CONFIRMATION_TOKEN_INVALID");
        confirm(consent, token(consent)).recorded();
    }

    @Test
    void confirmationNeedsAToken() {
        var consent = someone().tells(doubleOptIn()).recorded();
        confirm(consent.value("eventId"), Map.of()).refused(400, "MISSING").refusedFor(Map.of("#/token", "MISSING"));
    }

    @Test
    void whatIsNoConsentCannotBeConfirmed() {
        var person = someone();
        var body = Map.of("token", "x");
        confirm(UUID.randomUUID().toString(), body).refused(404, "NOT_FOUND");
        confirm(person.tells(optOut("surveys")).recorded().value("eventId"), body)
                .refused(404, "NOT_FOUND");
        confirm(person.tells(consent(PURPOSE)).recorded().value("eventId"), body)
                .refused(422, "NOT_DOUBLE_OPT_IN");
    }

    @Test
    void lapsedTokenIsRefusedAndTheConsentNeverWasOne() {
        var person = someone();
        // A consent is not confirmed after its own end, which a test can wait for.
        var soon = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.MILLIS);
        var consent =
                person.tells(doubleOptIn().with("expiresAt", soon.toString())).recorded();
        assertThat(consent.time("confirmation.expiresAt")).isEqualTo(soon);
        await().until(() -> Instant.now().isAfter(soon));
        confirm(consent, token(consent)).refused(422, "CONFIRMATION_LAPSED");
        // The purpose rests on a legitimate interest, so the channel has the last word.
        person.mayGet(mail(PURPOSE)).denies("CHANNEL_NOT_ALLOWED");
        person.mayGet(mail(PURPOSE).validAt(soon.minusMillis(1))).denies("CONSENT_PENDING");
    }

    @Test
    void linkInAnOldMailIsNoNewWish() {
        var person = someone();
        var consent = person.tells(doubleOptIn()).recorded();
        person.tells(withdrawal(PURPOSE)).recorded();
        confirm(consent, token(consent)).refused(422, "CONSENT_OPPOSED");
        var again = person.tells(doubleOptIn()).recorded();
        confirm(again, token(again)).recorded();
        person.mayGet(mail(PURPOSE)).permits("CONSENT_IN_FORCE");
    }

    @Test
    void confirmationCanBeConditional() {
        var consent = someone().tells(doubleOptIn()).recorded();
        confirm(consent, token(consent), "If-Match", "\"7\"").refused(412, "VERSION_MISMATCH");
        confirm(consent, token(consent), "If-Match", consent.header("ETag")).recorded();
    }

    @Test
    void onlyWhoRecordsSignalsConfirms() {
        var consent = someone().tells(doubleOptIn()).recorded();
        ledger.post(
                        "marketing",
                        "/v1/consents/" + consent.value("eventId") + "/confirmation",
                        Map.of("token", token(consent)))
                .refused(403, "FORBIDDEN");
    }
}
