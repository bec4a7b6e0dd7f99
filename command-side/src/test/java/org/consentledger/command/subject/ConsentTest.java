package org.consentledger.command.subject;

import static org.consentledger.command.subject.Report.at;
import static org.consentledger.command.subject.Report.atUnknownTime;
import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;

import java.time.Instant;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.SubjectCommand.NoticeNamed;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Giving consent (GDPR Articles 4(11), 7 and 8). */
class ConsentTest {
    private static final NoticeShown SHOWN = new NoticeShown(new NoticeId("stakeholder"), "2024", "nl");

    @ParameterizedTest
    @EnumSource
    void everyAffirmativeActGivesConsent(Mechanism mechanism) {
        given().records(live().mechanism(mechanism.name()).consent(), consent(mechanism, null, null));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"PRE_TICKED", "SILENCE", "SCROLLING", "checkbox", ""})
    void whatIsNoAffirmativeActGivesNoConsent(@Nullable String mechanism) {
        given().refuses(live().mechanism(mechanism).consent(), "#/mechanism MECHANISM_NOT_AFFIRMATIVE");
    }

    @Test
    void consentToEverythingOrEveryoneIsNone() {
        given().refuses(
                        live().controllers("north", "*")
                                .purposes("*", "newsletter")
                                .consent(),
                        "#/controllers/1 WILDCARD_CONSENT",
                        "#/purposes/0 WILDCARD_CONSENT");
    }

    @Test
    void consentNamesTheNoticeThatWasShown() {
        given().refuses(live().notice(null).consent(), "#/notice CONSENT_WITHOUT_NOTICE");
        given().refuses(
                        live().notice(new NoticeNamed(null, null, null)).consent(),
                        "#/notice/id CONSENT_WITHOUT_NOTICE",
                        "#/notice/version CONSENT_WITHOUT_NOTICE",
                        "#/notice/language CONSENT_WITHOUT_NOTICE");
    }

    @ParameterizedTest
    @CsvSource({"stakeholder, 2023", "nobody, 2024", "not an id, 2024"})
    void noticeThatWasShownWasPublished(String id, String version) {
        given().refuses(live().notice(new NoticeNamed(id, version, "nl")).consent(), "#/notice UNKNOWN_NOTICE_VERSION");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dutch language", "", "x-nothing", "nl-x-a-text-that-is-too-long-for-a-tag"})
    void languageOfTheNoticeIsATag(String language) {
        given().refuses(
                        live().notice(new NoticeNamed("stakeholder", "2024", language))
                                .consent(),
                        "#/notice/language INVALID_LANGUAGE");
    }

    @Test
    void consentCarriesTheHashOfTheWordingThatWasShown() {
        given().refuses(live().wordingHash(null).consent(), "#/evidence/wordingHash CONSENT_WITHOUT_WORDING");
    }

    @Test
    void consentExpiresAfterItIsGiven() {
        Instant given = NOW.minusSeconds(3_600);

        given().refuses(at(given).expiresAt(given).consent(), "#/expiresAt EXPIRES_BEFORE_GIVEN");
        given().refuses(live().expiresAt(NOW).consent(), "#/expiresAt EXPIRES_BEFORE_GIVEN");
        given().when(at(given).expiresAt(given.plusNanos(1_000)).consent()).expectSuccessfulHandlerExecution();
        given().records(
                        live().expiresAt(NOW.plusNanos(1_000)).consent(),
                        consent(Mechanism.CHECKBOX, NOW.plusNanos(1_000), null));
    }

    @Test
    void consentOfUnknownTimeMayExpireAnyTime() {
        given().when(atUnknownTime().expiresAt(Instant.EPOCH).consent()).expectSuccessfulHandlerExecution();
    }

    @ParameterizedTest
    @CsvSource({"north, 16", "south, 13", "paris, 15", "vienna, 14", "group:house, 16"})
    void childOfTheAgeOfTheCountryConsentsForItself(String controller, int age) {
        given().when(live().controllers(controller).child(age, null).consent()).expectSuccessfulHandlerExecution();
        given().refuses(
                        live().controllers(controller).child(age - 1, null).consent(),
                        "#/parentalAuthorisation/reference MINOR_WITHOUT_PARENTAL_AUTHORISATION");
    }

    @Test
    void highestAgeOfAllControllersCounts() {
        Report child = live().controllers("south", "paris");

        given().refuses(
                        child.child(14, null).consent(),
                        "#/parentalAuthorisation/reference MINOR_WITHOUT_PARENTAL_AUTHORISATION");
        given().when(child.child(15, null).consent()).expectSuccessfulHandlerExecution();
    }

    @Test
    void childOfUnknownAgeIsUnderAge() {
        given().refuses(
                        live().child(null, null).consent(),
                        "#/parentalAuthorisation/reference MINOR_WITHOUT_PARENTAL_AUTHORISATION");
    }

    @Test
    void blankAuthorisationAuthorisesNothing() {
        given().refuses(
                        live().child(12, " ").consent(),
                        "#/parentalAuthorisation/reference MINOR_WITHOUT_PARENTAL_AUTHORISATION");
    }

    @Test
    void authorisedChildConsents() {
        given().records(
                        live().child(12, "form signed by the mother").consent(),
                        consent(Mechanism.CHECKBOX, null, new Personal.Known("form signed by the mother")));
    }

    @Test
    void authorisationIsATextLikeAnyOther() {
        given().when(live().child(12, "x".repeat(1_000)).consent()).expectSuccessfulHandlerExecution();
        given().refuses(
                        live().child(12, "x".repeat(1_001)).consent(),
                        "#/parentalAuthorisation/reference TEXT_TOO_LONG");
        given().refuses(
                        live().child(12, "BSN 123456782").consent(),
                        "#/parentalAuthorisation/reference NATIONAL_ID_NUMBER");
    }

    @Test
    void everyFaultOfAConsentIsNamedAtOnce() {
        given().refuses(
                        live().purposes("fax")
                                .source("THIRD_PARTY")
                                .mechanism("SILENCE")
                                .notice(null)
                                .wordingHash(null)
                                .expiresAt(NOW)
                                .child(12, null)
                                .consent(),
                        "#/purposes/0 PURPOSE_RETIRED",
                        "#/evidence/reference EVIDENCE_REQUIRED",
                        "#/mechanism MECHANISM_NOT_AFFIRMATIVE",
                        "#/notice CONSENT_WITHOUT_NOTICE",
                        "#/evidence/wordingHash CONSENT_WITHOUT_WORDING",
                        "#/expiresAt EXPIRES_BEFORE_GIVEN",
                        "#/parentalAuthorisation/reference MINOR_WITHOUT_PARENTAL_AUTHORISATION");
    }

    private static ConsentGiven consent(
            Mechanism mechanism, @Nullable Instant expiresAt, @Nullable Personal authorisation) {
        Instant confirmBy = mechanism == Mechanism.DOUBLE_OPT_IN ? NOW.plus(Stream.CONFIRM_WITHIN) : null;
        return new ConsentGiven(JAN, Signal.act(NOW), SHOWN, mechanism, expiresAt, authorisation, confirmBy);
    }
}
