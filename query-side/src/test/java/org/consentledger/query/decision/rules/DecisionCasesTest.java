package org.consentledger.query.decision.rules;

import static org.consentledger.api.catalogue.Channel.EMAIL;
import static org.consentledger.api.catalogue.Channel.PHONE;
import static org.consentledger.api.catalogue.Channel.POST;
import static org.consentledger.api.catalogue.Channel.PUSH;
import static org.consentledger.api.catalogue.Channel.SMS;
import static org.consentledger.api.catalogue.LawfulBasis.CONSENT;
import static org.consentledger.api.decision.MessageClass.MARKETING;
import static org.consentledger.api.decision.MessageClass.SERVICE;
import static org.consentledger.api.decision.Obligation.UNTRACKED;
import static org.consentledger.api.decision.Reason.CHANNEL_NOT_ALLOWED;
import static org.consentledger.api.decision.Reason.CONSENT_EXPIRED;
import static org.consentledger.api.decision.Reason.CONSENT_INVALIDATED;
import static org.consentledger.api.decision.Reason.CONSENT_IN_FORCE;
import static org.consentledger.api.decision.Reason.CONSENT_PENDING;
import static org.consentledger.api.decision.Reason.CONSENT_WITHDRAWN;
import static org.consentledger.api.decision.Reason.CONTRACT;
import static org.consentledger.api.decision.Reason.CUSTOMER_EXCEPTION;
import static org.consentledger.api.decision.Reason.LEGAL_OBLIGATION;
import static org.consentledger.api.decision.Reason.LEGITIMATE_INTEREST;
import static org.consentledger.api.decision.Reason.NO_CONSENT;
import static org.consentledger.api.decision.Reason.OBJECTED_DIRECT_MARKETING;
import static org.consentledger.api.decision.Reason.OPTED_OUT;
import static org.consentledger.api.decision.Reason.PURPOSE_NOT_IN_FORCE;
import static org.consentledger.api.decision.Reason.PURPOSE_RETIRED;
import static org.consentledger.api.decision.Reason.RESTRICTED;
import static org.consentledger.api.decision.Reason.SERVICE_MESSAGE;
import static org.consentledger.api.decision.Reason.SUPPRESSED;
import static org.consentledger.api.subject.ObjectionOutcome.OVERRIDDEN;
import static org.consentledger.api.subject.ObjectionOutcome.UPHELD;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Change;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.decision.Reason;
import org.consentledger.query.decision.rules.ChannelRules.Gate;
import org.consentledger.query.decision.rules.Story.Told;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which signal wins, case by case. The stories are told by {@link Story}. */
class DecisionCasesTest {
    private final Story story = new Story();

    @Nested
    class WhichSignalWins {
        @Test
        void paperConsentArrivingLateHoldsFromTheActUntilTheWithdrawal() {
            Told paper = story.consents("newsletter").on("2026-05-01").recorded("2026-05-10");
            Told withdrawal = story.withdraws("newsletter").on("2026-05-05");

            story.asks("newsletter").at("2026-04-30").gives(NO_CONSENT);
            story.asks("newsletter").at("2026-05-03").gives(CONSENT_IN_FORCE).decidedBy(paper);
            story.asks("newsletter").at("2026-05-05").gives(CONSENT_WITHDRAWN).decidedBy(withdrawal);
            story.asks("newsletter").gives(CONSENT_WITHDRAWN).decidedBy(withdrawal);
            story.asks("newsletter").at("2026-05-03").knownAt("2026-05-09").gives(NO_CONSENT);
        }

        @Test
        void importOfAnOlderConsentChangesNothingAfterAWithdrawal() {
            story.withdraws("newsletter").on("2026-05-05");
            story.consents("newsletter").on("2025-01-01").recorded("2026-06-01");

            story.asks("newsletter").gives(CONSENT_WITHDRAWN);
            story.asks("newsletter").at("2026-01-01").gives(CONSENT_IN_FORCE);
        }

        @Test
        void importWithoutDateLosesToAnyNegative() {
            story.withdraws("newsletter").on("2026-05-05");
            story.consents("newsletter").undated("2026-06-01");

            story.asks("newsletter").gives(CONSENT_WITHDRAWN);
        }

        @Test
        void importWithoutDateLosesToANegativeThatComesInLater() {
            story.consents("newsletter").undated("2026-06-01");
            story.optsOutOf("newsletter").on("2019-01-01").recorded("2026-07-01");

            story.asks("newsletter").gives(OPTED_OUT);
            story.asks("newsletter").knownAt("2026-06-30").gives(CONSENT_IN_FORCE);
        }

        @Test
        void objectionToMarketingEndsAConsent() {
            story.consents("newsletter").on("2026-05-01");
            Told objection = story.objectsToMarketing("*").towards("*").on("2026-06-01");

            story.asks("newsletter").gives(OBJECTED_DIRECT_MARKETING).decidedBy(objection);
        }

        @Test
        void consentAfterAnObjectionToMarketingHoldsForExactlyItsOwnScope() {
            story.objectsToMarketing("*").towards("*").on("2026-05-01");
            story.consents("newsletter").by(EMAIL).on("2026-06-01");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
            story.asks("newsletter").by(SMS).gives(OBJECTED_DIRECT_MARKETING);
            story.asks("newsletter").of("payroll").gives(OBJECTED_DIRECT_MARKETING);
            story.asks("catalogue").gives(OBJECTED_DIRECT_MARKETING);
        }

        @Test
        void overriddenObjectionLetsProcessingResumeButNotTheMarketingThatWasObjectedTo() {
            story.publishes("analysis-campaign")
                    .under("analysis")
                    .on(LawfulBasis.LEGITIMATE_INTEREST)
                    .directMarketing();
            Told objection = story.objectsForTheirSituation("analysis").on("2026-05-01");
            story.objectsToMarketing("analysis-campaign").on("2026-05-01");
            story.decides(objection, OVERRIDDEN, "2026-06-01");

            story.asks("analysis").gives(LEGITIMATE_INTEREST);
            story.asks("analysis-campaign").by(POST).gives(OBJECTED_DIRECT_MARKETING);
        }

        @Test
        void importAfterAnErasureIsStoppedByTheSuppression() {
            story.isSuppressed("*").towards("*").on("2026-05-01");
            story.consents("newsletter").on("2025-01-01").recorded("2026-06-01");
            story.consents("newsletter").undated("2026-06-01");
            story.buysSomethingAkinTo("catalogue").on("2026-06-01");

            story.asks("newsletter").gives(SUPPRESSED);
            story.asks("catalogue").gives(SUPPRESSED);
        }

        @Test
        void consentAfterAnErasureSupersedesTheSuppressionInThatScope() {
            story.isSuppressed("*").towards("*").on("2026-05-01");
            story.consents("newsletter").by(EMAIL).on("2026-06-01");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
            story.asks("newsletter").by(SMS).gives(SUPPRESSED);
            story.asks("catalogue").by(POST).gives(SUPPRESSED);
        }

        @Test
        void whoeverIsErasedIsLeftAloneButForDuties() {
            Told erasure = story.isErased().on("2026-06-01");
            story.consents("newsletter").on("2026-05-01");

            for (String purpose : List.of("newsletter", "catalogue", "service", "invoicing", "analysis", "security")) {
                story.asks(purpose).gives(SUPPRESSED).decidedBy(erasure);
            }
            story.asks("public-task").gives(SUPPRESSED);
            story.asks("compliance").gives(LEGAL_OBLIGATION);
            story.asks("rescue").gives(SERVICE_MESSAGE);
            story.asks("compliance").sent(MARKETING).gives(SUPPRESSED);
        }

        @Test
        void whoeverIsErasedWasNotBefore() {
            story.isErased().on("2026-06-01");
            story.consents("newsletter").on("2026-05-01");

            story.asks("newsletter").at("2026-05-31").knownAt("2026-05-31").gives(CONSENT_IN_FORCE);
            story.asks("newsletter").at("2026-05-31").gives(CONSENT_IN_FORCE);
            story.asks("newsletter").at("2026-06-01").knownAt("2026-05-31").gives(CONSENT_IN_FORCE);
            story.asks("newsletter").at("2026-06-01").gives(SUPPRESSED);
        }

        @Test
        void noConsentBringsTheErasedBack() {
            story.isErased().on("2026-05-01");
            story.consents("newsletter").by(EMAIL).on("2026-06-01");

            story.asks("newsletter").gives(SUPPRESSED);
        }

        @Test
        void addressOfSomebodyErasedIsNotWrittenToForAnybodyElse() {
            story.consents("newsletter").by(EMAIL).on("2026-06-01");
            SubjectSignals suppressed = SubjectSignals.suppressedBy(
                    new EventId(new UUID(9, 9)), "subject-erased", Story.time("2026-05-01"));

            story.asksAboutAddressOf(suppressed, "newsletter").gives(SUPPRESSED);
            story.asksAboutAddressOf(suppressed, "newsletter").at("2026-04-30").gives(NO_CONSENT);
        }

        @Test
        void optOutNamingOneControllerStopsThatControllerOnly() {
            story.optsOutOf("catalogue").towards("accounting");

            story.asks("catalogue").by(POST).gives(OPTED_OUT);
            story.asks("catalogue").by(POST).of("payroll").gives(LEGITIMATE_INTEREST);
        }

        @Test
        void optOutNamingTheGroupStopsEveryControllerOfTheGroup() {
            story.optsOutOf("catalogue").towards("group:noorderlicht");

            story.asks("catalogue").by(POST).gives(OPTED_OUT);
            story.asks("catalogue").by(POST).of("payroll").gives(OPTED_OUT);
            story.asks("catalogue").by(POST).of("bakery").gives(LEGITIMATE_INTEREST);
        }

        @Test
        void consentNamingOneControllerIsNeverGroupWide() {
            story.consents("newsletter").towards("accounting");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
            story.asks("newsletter").of("payroll").gives(NO_CONSENT);
        }

        @Test
        void doNotMailOurFirmStopsMailToItsRepresentativesInThatCapacityOnly() {
            story.optsOutOf("*").towards("*").representing("acme");

            story.asks("catalogue").by(POST).representing("acme").gives(OPTED_OUT);
            story.asks("catalogue").by(POST).representing("globex").gives(LEGITIMATE_INTEREST);
            story.asks("catalogue").by(POST).gives(LEGITIMATE_INTEREST);
        }

        @Test
        void refusedTrackingLeavesTheMailUntracked() {
            story.consents("newsletter", "email-open-tracking", "email-click-tracking")
                    .on("2026-05-01");
            story.optsOutOf("email-open-tracking", "email-click-tracking")
                    .towards("*")
                    .on("2026-06-01");

            story.asks("email-open-tracking").gives(OPTED_OUT);
            story.asks("newsletter").gives(CONSENT_IN_FORCE).obliging(UNTRACKED);
            story.asks("newsletter").at("2026-05-31").gives(CONSENT_IN_FORCE).obliging();
        }

        @Test
        void ofTwoActsAtTheSameMomentTheNegativeWins() {
            story.withdraws("newsletter").on("2026-05-01T10:00:00Z");
            story.consents("newsletter").on("2026-05-01T10:00:00Z").recorded("2026-05-02");

            story.asks("newsletter").gives(CONSENT_WITHDRAWN);
        }

        @Test
        void consentStrictlyLaterThanTheNegativeWins() {
            story.withdraws("newsletter").on("2026-05-01T10:00:00Z");
            story.consents("newsletter").on("2026-05-01T10:00:00.000000001Z");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
        }

        @Test
        void importWithoutProofOfThePersonsOwnActLiftsNothing() {
            story.optsOutOf("catalogue").on("2026-05-01");
            story.optsInto("catalogue").on("2026-06-01").withoutProofOfTheirOwnAct();

            story.asks("catalogue").by(POST).gives(OPTED_OUT);
        }

        @Test
        void optInLiftsButGivesNoConsent() {
            story.optsOutOf("newsletter", "catalogue").on("2026-05-01");
            story.optsInto("newsletter", "catalogue").on("2026-06-01");

            story.asks("catalogue").by(POST).gives(LEGITIMATE_INTEREST);
            story.asks("catalogue").by(EMAIL).gives(CHANNEL_NOT_ALLOWED);
            story.asks("newsletter").gives(NO_CONSENT);
        }

        @Test
        void optInDoesNotReviveAConsentThatWasWithdrawn() {
            Told consent = story.consents("newsletter").on("2026-05-01");
            story.withdraws("newsletter").on("2026-06-01");
            story.optsInto("newsletter").on("2026-07-01");

            story.asks("newsletter").gives(CONSENT_WITHDRAWN).decidedBy(consent);
        }

        @Test
        void everyNegativeThatStandsIsToldTheGravestFirst() {
            Told optOut = story.optsOutOf("newsletter").on("2026-05-01");
            Told withdrawal = story.withdraws("newsletter").on("2026-06-01");
            Told objection = story.objectsToMarketing("marketing").on("2026-07-01");

            story.asks("newsletter").gives(OBJECTED_DIRECT_MARKETING).decidedBy(objection, withdrawal, optOut);
        }

        @Test
        void personWithoutSignalsGetsNoMarketing() {
            story.asks("newsletter").gives(NO_CONSENT).decidedBy();
            story.asks("catalogue").gives(CHANNEL_NOT_ALLOWED).decidedBy();
        }
    }

    @Nested
    class BasisGate {
        @ParameterizedTest
        @CsvSource({
            "service,     CONTRACT,            CONTRACT",
            "analysis,    LEGITIMATE_INTEREST, LEGITIMATE_INTEREST",
            "public-task, PUBLIC_TASK,         LEGITIMATE_INTEREST",
            "compliance,  LEGAL_OBLIGATION,    LEGAL_OBLIGATION",
            "rescue,      VITAL_INTEREST,      LEGAL_OBLIGATION",
            "photos,      CONSENT,             NO_CONSENT"
        })
        void withoutSignalsTheBasisDecides(String purpose, LawfulBasis basis, Reason reason) {
            story.asks(purpose).gives(reason).on(basis);
        }

        @Test
        void consentOpensAPurposeThatRestsOnConsentOnEveryChannel() {
            Told consent = story.consents("photos");

            for (Channel channel : Channel.values()) {
                story.asks("photos").by(channel).gives(CONSENT_IN_FORCE).decidedBy(consent);
            }
        }

        @Test
        void consentCoversTheSubtreeAndNothingBesideIt() {
            story.publishes("portraits").under("photos").on(CONSENT);
            story.consents("photos");

            story.asks("portraits").gives(CONSENT_IN_FORCE);
            story.asks("newsletter").gives(NO_CONSENT);
        }

        @Test
        void consentForAPartDoesNotOpenTheWhole() {
            story.publishes("portraits").under("photos").on(CONSENT);
            story.consents("portraits");

            story.asks("photos").gives(NO_CONSENT);
        }

        @Test
        void representativeHasNoContractOfTheirOwnAndMayObject() {
            story.asks("service")
                    .representing("acme")
                    .gives(LEGITIMATE_INTEREST)
                    .on(LawfulBasis.LEGITIMATE_INTEREST);
            Told objection = story.objectsForTheirSituation("service");

            story.asks("service").representing("acme").gives(RESTRICTED).decidedBy(objection);
            story.asks("service").gives(SERVICE_MESSAGE).on(LawfulBasis.CONTRACT);
        }

        @Test
        void representativeMayOptOutOfWhatIsAContractForOthers() {
            story.optsOutOf("service").representing("acme");

            story.asks("invoicing").representing("acme").gives(OPTED_OUT);
            story.asks("invoicing").gives(CONTRACT);
        }

        @ParameterizedTest
        @CsvSource({"compliance", "rescue"})
        void legalObligationIsReachedByNoAct(String purpose) {
            story.asks(purpose).gives(LEGAL_OBLIGATION);
            story.withdraws("compliance", "*");
            story.optsOutOf("compliance", "*");
            story.objectsToMarketing("compliance", "*");
            story.objectsForTheirSituation("compliance", "*");
            story.isSuppressed("*");
            story.isRestricted("*");

            story.asks("compliance").gives(LEGAL_OBLIGATION);
        }

        @Test
        void legalObligationIsNoLicenceForMarketing() {
            Told objection = story.objectsToMarketing("*").towards("*");

            story.asks("compliance")
                    .by(POST)
                    .sent(MARKETING)
                    .gives(OBJECTED_DIRECT_MARKETING)
                    .decidedBy(objection);
            story.asks("rescue").by(POST).sent(MARKETING).gives(OBJECTED_DIRECT_MARKETING);
            story.asks("compliance").by(POST).gives(LEGAL_OBLIGATION);
        }

        @Test
        void purposeUsesItsOwnChannelsOnly() {
            story.publishes("letters").on(LawfulBasis.CONTRACT).channels(POST);

            story.asks("letters").by(POST).gives(CONTRACT);
            story.asks("letters").by(EMAIL).gives(CHANNEL_NOT_ALLOWED);
        }
    }

    @Nested
    class ChannelGate {
        @ParameterizedTest
        @CsvSource({
            "NL, EMAIL,  CONSENT_OR_CUSTOMER, CONSENT_OR_CUSTOMER",
            "NL, SMS,    CONSENT_OR_CUSTOMER, CONSENT_OR_CUSTOMER",
            "NL, PHONE,  CONSENT,             OPT_OUT",
            "NL, POST,   OPT_OUT,             OPT_OUT",
            "NL, PUSH,   CONSENT_OR_CUSTOMER, CONSENT_OR_CUSTOMER",
            "NL, IN_APP, OPT_OUT,             OPT_OUT",
            "NL, WEB,    OPT_OUT,             OPT_OUT",
            "DE, EMAIL,  CONSENT_OR_CUSTOMER, CONSENT_OR_CUSTOMER",
            "DE, SMS,    CONSENT_OR_CUSTOMER, CONSENT_OR_CUSTOMER",
            "DE, PHONE,  CONSENT,             CONSENT",
            "DE, POST,   OPT_OUT,             OPT_OUT",
            "DE, PUSH,   CONSENT,             CONSENT",
            "DE, IN_APP, OPT_OUT,             OPT_OUT",
            "DE, WEB,    OPT_OUT,             OPT_OUT",
            "BE, EMAIL,  CONSENT_OR_CUSTOMER, CONSENT_OR_CUSTOMER",
            "BE, SMS,    CONSENT_OR_CUSTOMER, CONSENT_OR_CUSTOMER",
            "BE, PHONE,  OPT_OUT,             OPT_OUT",
            "BE, POST,   OPT_OUT,             OPT_OUT",
            "BE, PUSH,   CONSENT_OR_CUSTOMER, CONSENT_OR_CUSTOMER",
            "BE, IN_APP, OPT_OUT,             OPT_OUT",
            "BE, WEB,    OPT_OUT,             OPT_OUT",
            "FR, EMAIL,  CONSENT_OR_CUSTOMER, OPT_OUT",
            "FR, SMS,    CONSENT_OR_CUSTOMER, OPT_OUT",
            "FR, PHONE,  CONSENT,             OPT_OUT",
            "FR, POST,   OPT_OUT,             OPT_OUT",
            "FR, PUSH,   CONSENT_OR_CUSTOMER, CONSENT_OR_CUSTOMER",
            "FR, IN_APP, OPT_OUT,             OPT_OUT",
            "FR, WEB,    OPT_OUT,             OPT_OUT",
            "GB, EMAIL,  CONSENT_OR_CUSTOMER, OPT_OUT",
            "GB, SMS,    CONSENT_OR_CUSTOMER, OPT_OUT",
            "GB, PHONE,  OPT_OUT,             OPT_OUT",
            "GB, POST,   OPT_OUT,             OPT_OUT",
            "GB, PUSH,   CONSENT_OR_CUSTOMER, CONSENT_OR_CUSTOMER",
            "GB, IN_APP, OPT_OUT,             OPT_OUT",
            "GB, WEB,    OPT_OUT,             OPT_OUT",
            "US, EMAIL,  CONSENT,             CONSENT",
            "US, SMS,    CONSENT,             CONSENT",
            "US, PHONE,  CONSENT,             CONSENT",
            "US, POST,   CONSENT,             CONSENT",
            "US, PUSH,   CONSENT,             CONSENT",
            "US, IN_APP, CONSENT,             CONSENT",
            "US, WEB,    CONSENT,             CONSENT"
        })
        void marketingAsksForWhatTheCountryOfTheControllerAsksFor(
                String country, Channel channel, Gate person, Gate representative) {
            gate(country, channel, null, person);
            gate(country, channel, "acme", representative);
        }

        private void gate(String country, Channel channel, @Nullable String company, Gate gate) {
            var stranger = new Story();
            stranger.controller("shop", country, "Europe/Brussels", null);
            ask(stranger, channel, company).gives(gate == Gate.OPT_OUT ? LEGITIMATE_INTEREST : CHANNEL_NOT_ALLOWED);
            var customer = new Story();
            customer.controller("shop", country, "Europe/Brussels", null);
            customer.buysSomethingAkinTo("catalogue").towards("shop");
            ask(customer, channel, company)
                    .gives(
                            switch (gate) {
                                case OPT_OUT -> LEGITIMATE_INTEREST;
                                case CONSENT_OR_CUSTOMER -> CUSTOMER_EXCEPTION;
                                case CONSENT -> CHANNEL_NOT_ALLOWED;
                            });
            var reader = new Story();
            reader.controller("shop", country, "Europe/Brussels", null);
            reader.consents("catalogue").towards("shop");
            ask(reader, channel, company).gives(CONSENT_IN_FORCE);
        }

        private Story.Asked ask(Story story, Channel channel, @Nullable String company) {
            Story.Asked asked = story.asks("catalogue").of("shop").by(channel);
            return company == null ? asked : asked.representing(company);
        }

        @Test
        void optOutStopsMarketingWhereTheChannelAsksForNoMore() {
            story.optsOutOf("catalogue").by(POST);

            story.asks("catalogue").by(POST).gives(OPTED_OUT);
        }

        @Test
        void bothGatesMustPass() {
            story.buysSomethingAkinTo("newsletter");

            story.asks("newsletter").gives(NO_CONSENT);
            story.asks("newsletter").by(POST).gives(NO_CONSENT);
        }

        @Test
        void consentThatEndedDoesNotOpenTheChannel() {
            Told consent = story.consents("catalogue").on("2026-05-01").expiring("2026-06-01");

            story.asks("catalogue").gives(CONSENT_EXPIRED).decidedBy(consent);
            story.asks("catalogue").by(POST).gives(LEGITIMATE_INTEREST);
        }

        @Test
        void marketingInAContractAsksForWhatTheChannelAsksFor() {
            story.asks("service").sent(MARKETING).gives(CHANNEL_NOT_ALLOWED);
            story.asks("service").by(POST).sent(MARKETING).gives(CONTRACT);
        }
    }

    @Nested
    class CustomerException {
        @Test
        void saleLetsTheSellerWriteAboutTheLike() {
            Told sale = story.buysSomethingAkinTo("catalogue");

            story.asks("catalogue").gives(CUSTOMER_EXCEPTION).decidedBy(sale);
            story.asks("catalogue").by(PHONE).gives(CHANNEL_NOT_ALLOWED);
        }

        @Test
        void saleServesTheSameLegalEntityOnly() {
            story.buysSomethingAkinTo("catalogue").towards("accounting");

            story.asks("catalogue").of("payroll").gives(CHANNEL_NOT_ALLOWED);
        }

        @Test
        void saleByAGroupServesNobody() {
            story.buysSomethingAkinTo("catalogue").towards("group:noorderlicht");

            story.asks("catalogue").gives(CHANNEL_NOT_ALLOWED);
        }

        @Test
        void saleNeverLiftsARefusal() {
            story.optsOutOf("catalogue").on("2026-05-01");
            story.buysSomethingAkinTo("catalogue").on("2026-06-01");

            story.asks("catalogue").gives(OPTED_OUT);
        }

        @Test
        void saleIsOfNoUseAfterALaterRefusalEvenWhenThatIsLifted() {
            story.buysSomethingAkinTo("catalogue").on("2026-05-01");
            story.optsOutOf("catalogue").on("2026-06-01");
            story.optsInto("catalogue").on("2026-07-01");

            story.asks("catalogue").at("2026-05-31").gives(CUSTOMER_EXCEPTION);
            story.asks("catalogue").at("2026-06-01").gives(OPTED_OUT);
            story.asks("catalogue").gives(CHANNEL_NOT_ALLOWED);
        }

        @Test
        void nextSaleAfterALiftedRefusalCountsAgain() {
            story.optsOutOf("catalogue").on("2026-06-01");
            story.optsInto("catalogue").on("2026-07-01");
            story.buysSomethingAkinTo("catalogue").on("2026-08-01");

            story.asks("catalogue").gives(CUSTOMER_EXCEPTION);
        }

        @Test
        void refusalOfAnotherChannelLeavesTheSaleInUse() {
            story.buysSomethingAkinTo("catalogue").on("2026-05-01");
            story.optsOutOf("catalogue").by(SMS).on("2026-06-01");

            story.asks("catalogue").gives(CUSTOMER_EXCEPTION);
            story.asks("catalogue").by(SMS).gives(OPTED_OUT);
        }
    }

    @Nested
    class ServiceAndTracking {
        @Test
        void serviceMessagesPassAfterAMarketingOptOut() {
            story.optsOutOf("*").towards("*");

            story.asks("service").gives(SERVICE_MESSAGE);
            story.asks("service").sent(SERVICE).gives(SERVICE_MESSAGE);
            story.asks("analysis").gives(SERVICE_MESSAGE);
            story.asks("service").by(POST).sent(MARKETING).gives(OPTED_OUT);
        }

        @Test
        void serviceMessagesPassAfterAnObjectionToMarketing() {
            story.objectsToMarketing("*", "service").towards("*");

            story.asks("service").gives(SERVICE_MESSAGE);
            story.asks("service").by(POST).sent(MARKETING).gives(OBJECTED_DIRECT_MARKETING);
        }

        @Test
        void serviceMessagesPassASuppressedAddress() {
            story.isSuppressed("*").towards("*");

            story.asks("service").gives(SERVICE_MESSAGE);
        }

        @Test
        void marketingStaysMarketingWhateverTheSenderCallsIt() {
            story.asks("catalogue").sent(SERVICE).gives(CHANNEL_NOT_ALLOWED);
            story.optsOutOf("*").towards("*");

            story.asks("catalogue").by(POST).sent(SERVICE).gives(OPTED_OUT);
        }

        @Test
        void refusalThatNamesAServicePurposeStopsItWhereThePersonMayObject() {
            story.optsOutOf("analysis", "security", "service");

            story.asks("analysis").gives(OPTED_OUT);
            story.asks("security").gives(SERVICE_MESSAGE);
            story.asks("service").gives(SERVICE_MESSAGE);
        }

        @Test
        void mailIsUntrackedUnlessEveryWayOfFollowingItIsAllowed() {
            story.consents("newsletter");
            story.asks("newsletter").gives(CONSENT_IN_FORCE).obliging(UNTRACKED);
            story.asks("service").gives(CONTRACT).obliging(UNTRACKED);

            story.consents("email-open-tracking");
            story.asks("newsletter").gives(CONSENT_IN_FORCE).obliging(UNTRACKED);

            story.consents("email-click-tracking");
            story.asks("newsletter").gives(CONSENT_IN_FORCE).obliging();
            story.asks("newsletter").of("payroll").gives(NO_CONSENT).obliging();
        }

        @Test
        void consentToTrackingIsNoConsentToMail() {
            story.consents("email-open-tracking", "email-click-tracking");

            story.asks("newsletter").gives(NO_CONSENT);
            story.asks("email-open-tracking").gives(CONSENT_IN_FORCE).obliging();
        }

        @Test
        void onlyMailCanBeUntracked() {
            story.consents("newsletter");

            story.asks("newsletter").by(SMS).gives(CONSENT_IN_FORCE).obliging();
        }

        @Test
        void answerEndsWhenTheMailMayNoLongerBeFollowed() {
            story.consents("newsletter");
            story.consents("email-open-tracking", "email-click-tracking").expiring("2026-08-01");

            story.asks("newsletter")
                    .at("2026-07-31")
                    .gives(CONSENT_IN_FORCE)
                    .obliging()
                    .until("2026-08-01");
            story.asks("newsletter")
                    .at("2026-08-01")
                    .gives(CONSENT_IN_FORCE)
                    .obliging(UNTRACKED)
                    .until(null);
        }
    }

    @Nested
    class Expiry {
        @Test
        void consentHoldsUntilTheInstantItExpires() {
            Told consent = story.consents("photos").on("2026-05-01").expiring("2026-06-01");

            story.asks("photos")
                    .at("2026-05-31T23:59:59.999999999Z")
                    .gives(CONSENT_IN_FORCE)
                    .until("2026-06-01");
            story.asks("photos").at("2026-06-01").gives(CONSENT_EXPIRED).decidedBy(consent);
        }

        @Test
        void validityIsCountedInTheTimeZoneOfTheController() {
            story.publishes("event-photos").on(CONSENT).validFor("P2M");
            // Noon in Amsterdam is 11:00 UTC in winter and 10:00 UTC in summer.
            story.consents("event-photos").on("2026-03-01T11:00:00Z");

            story.asks("event-photos")
                    .at("2026-05-01T09:59:59Z")
                    .gives(CONSENT_IN_FORCE)
                    .until("2026-05-01T10:00:00Z");
            story.asks("event-photos").at("2026-05-01T10:00:00Z").gives(CONSENT_EXPIRED);
        }

        @Test
        void validityInMonthsEndsOnTheLastDayOfAShortMonth() {
            story.publishes("event-photos").on(CONSENT).validFor("P1M");
            story.consents("event-photos").on("2026-01-31T11:00:00Z");

            story.asks("event-photos").at("2026-02-01").gives(CONSENT_IN_FORCE).until("2026-02-28T11:00:00Z");
        }

        @Test
        void earlierOfTheTwoEndsCounts() {
            story.publishes("event-photos").on(CONSENT).validFor("P1Y");
            story.consents("event-photos").on("2026-05-01").expiring("2026-06-01");

            story.asks("event-photos").at("2026-05-02").gives(CONSENT_IN_FORCE).until("2026-06-01");
        }

        @Test
        void expiredConsentDoesNotUncoverAnOlderOne() {
            story.consents("photos").on("2026-01-01");
            story.consents("photos").on("2026-02-01").expiring("2026-03-01");

            story.asks("photos").at("2026-02-28").gives(CONSENT_IN_FORCE);
            story.asks("photos").at("2026-03-01").gives(CONSENT_EXPIRED);
        }

        @Test
        void consentRenewedBeforeItExpiresHolds() {
            story.consents("photos").on("2026-01-01").expiring("2026-03-01");
            story.consents("photos").on("2026-02-01");

            story.asks("photos").gives(CONSENT_IN_FORCE).until(null);
        }

        @Test
        void consentOfUnknownAgeIsTooOldWhereConsentHasAnAge() {
            story.publishes("event-photos").on(CONSENT).validFor("P1Y");
            story.consents("event-photos").undated("2026-12-01");

            story.asks("event-photos").gives(CONSENT_EXPIRED);
        }

        @Test
        void refusalStandsAgainWhenTheConsentThatLiftedItExpires() {
            story.optsOutOf("catalogue").on("2026-05-01");
            story.consents("catalogue").on("2026-05-10").expiring("2026-06-01");

            story.asks("catalogue")
                    .by(POST)
                    .at("2026-05-20")
                    .gives(CONSENT_IN_FORCE)
                    .until("2026-06-01");
            story.asks("catalogue").by(POST).at("2026-06-01").gives(OPTED_OUT);
        }

        @Test
        void answerEndsWhenTheConsentThatLiftedAnObjectionExpires() {
            story.objectsForTheirSituation("analysis").on("2026-05-01");
            story.consents("analysis").on("2026-05-10").expiring("2026-06-01");

            story.asks("analysis").at("2026-05-20").gives(LEGITIMATE_INTEREST).until("2026-06-01");
            story.asks("analysis").at("2026-06-01").gives(RESTRICTED);
        }

        @Test
        void answerDoesNotEndWhileAnotherActLiftsTheObjection() {
            story.objectsForTheirSituation("analysis").on("2026-05-01");
            story.consents("analysis").on("2026-05-10").expiring("2026-06-01");
            story.optsInto("analysis").on("2026-05-10");

            story.asks("analysis").at("2026-05-20").gives(LEGITIMATE_INTEREST).until(null);
            story.asks("analysis").at("2026-06-01").gives(LEGITIMATE_INTEREST);
        }

        @Test
        void ofTwoConsentsOfTheSameMomentTheOneThatEndsFirstCounts() {
            story.consents("photos").on("2026-05-01").expiring("2026-06-01");
            story.consents("photos").on("2026-05-01").expiring("2026-07-01");
            story.consents("photos").on("2026-05-01").expiring("2026-06-15");

            story.asks("photos").at("2026-05-02").gives(CONSENT_IN_FORCE).until("2026-06-01");
            story.asks("photos").at("2026-06-01").gives(CONSENT_EXPIRED);
        }

        @Test
        void ofTwoFlawedConsentsOfTheSameMomentTheSameOneIsToldWhicheverCameFirst() {
            story.consents("photos").on("2026-05-01").unconfirmed();
            story.consents("photos").on("2026-05-01").expiring("2026-06-01");
            story.consents("newsletter").on("2026-05-01").expiring("2026-06-01");
            story.consents("newsletter").on("2026-05-01").unconfirmed();

            story.asks("photos").gives(CONSENT_EXPIRED);
            story.asks("newsletter").gives(CONSENT_EXPIRED);
        }
    }

    @Nested
    class Notices {
        @Test
        void materialChangeInvalidatesEarlierConsents() {
            Told consent = story.consents("newsletter").on("2026-05-01").told("1");
            story.publishesNotice("2", Change.MATERIAL, "2026-06-01", "newsletter");

            story.asks("newsletter").at("2026-05-31").gives(CONSENT_IN_FORCE);
            story.asks("newsletter").at("2026-06-01").gives(CONSENT_INVALIDATED).decidedBy(consent);
            story.asks("newsletter").knownAt("2026-05-31").gives(CONSENT_IN_FORCE);
        }

        @Test
        void materialChangeForAnAncestorInvalidatesConsentsBelowIt() {
            story.consents("newsletter").on("2026-05-01").told("1");
            story.publishesNotice("2", Change.MATERIAL, "2026-06-01", "marketing");

            story.asks("newsletter").gives(CONSENT_INVALIDATED);
        }

        @Test
        void editorialChangeLeavesConsentsAlone() {
            story.consents("newsletter").on("2026-05-01").told("1");
            story.publishesNotice("2", Change.EDITORIAL, "2026-06-01", "newsletter");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
        }

        @Test
        void materialChangeForAnotherPurposeLeavesConsentsAlone() {
            story.consents("newsletter").on("2026-05-01").told("1");
            story.publishesNotice("2", Change.MATERIAL, "2026-06-01", "photos", "catalogue");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
        }

        @Test
        void consentToTheChangedNoticeHolds() {
            story.consents("newsletter").on("2026-05-01").told("1");
            story.publishesNotice("2", Change.MATERIAL, "2026-06-01", "newsletter");
            story.consents("newsletter").on("2026-06-02").told("2");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
        }

        @Test
        void invalidatedConsentLiftsNothing() {
            story.optsOutOf("catalogue").on("2026-05-01");
            story.consents("catalogue").on("2026-05-10").told("1");
            story.publishesNotice("2", Change.MATERIAL, "2026-06-01", "marketing");

            story.asks("catalogue").by(POST).at("2026-05-20").gives(CONSENT_IN_FORCE);
            story.asks("catalogue").by(POST).gives(OPTED_OUT);
        }

        @Test
        void answerEndsWhenAnAnnouncedMaterialChangeTakesEffect() {
            story.consents("newsletter").on("2026-05-01").told("1");
            story.publishesNoticeAhead("2", Change.MATERIAL, "2026-05-10", "2026-06-01", "newsletter");

            story.asks("newsletter").at("2026-05-15").gives(CONSENT_IN_FORCE).until("2026-06-01");
            story.asks("newsletter")
                    .at("2026-05-15")
                    .knownAt("2026-05-09")
                    .gives(CONSENT_IN_FORCE)
                    .until(null);
        }

        @Test
        void importWithoutDateIsInvalidatedByEveryLaterVersionOfItsNoticeWheneverItComesIn() {
            story.publishesNotice("2", Change.MATERIAL, "2026-06-01", "newsletter", "photos");
            story.consents("newsletter").undated("2026-05-01").told("1");
            story.consents("photos").undated("2026-07-01").told("1");

            story.asks("newsletter").gives(CONSENT_INVALIDATED);
            story.asks("photos").gives(CONSENT_INVALIDATED);
        }

        @Test
        void importWithoutDateHoldsWhileItsNoticeIsTheLatest() {
            story.publishesNotice("2", Change.MATERIAL, "2026-06-01", "newsletter");
            story.consents("newsletter").undated("2026-07-01").told("2");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
        }
    }

    @Nested
    class DoubleOptIn {
        @Test
        void consentThatAwaitsConfirmationIsNone() {
            Told consent = story.consents("newsletter").unconfirmed();

            story.asks("newsletter").gives(CONSENT_PENDING).decidedBy(consent);
        }

        @Test
        void consentHoldsFromItsConfirmationOn() {
            Told consent = story.consents("newsletter").on("2026-05-01").unconfirmedUntil("2026-05-08");
            EventId confirmation = story.confirms(consent, "2026-05-03");

            story.asks("newsletter").at("2026-05-02").gives(CONSENT_PENDING).decidedBy(consent);
            story.asks("newsletter").at("2026-05-03").gives(CONSENT_IN_FORCE).decidedBy(consent, confirmation);
            story.asks("newsletter").gives(CONSENT_IN_FORCE).decidedBy(consent, confirmation);
        }

        @Test
        void confirmationCountsOnceItIsKnown() {
            Told consent = story.consents("newsletter").on("2026-05-01").unconfirmedUntil("2026-05-08");
            story.confirms(consent, "2026-05-03", "2026-05-05");

            story.asks("newsletter").at("2026-05-04").knownAt("2026-05-04").gives(CONSENT_PENDING);
            story.asks("newsletter").at("2026-05-04").knownAt("2026-05-05").gives(CONSENT_IN_FORCE);
            story.asks("newsletter").at("2026-05-08").knownAt("2026-05-04").gives(NO_CONSENT);
        }

        @Test
        void consentThatIsNotConfirmedInTimeNeverWasOne() {
            story.consents("newsletter").on("2026-05-01").unconfirmedUntil("2026-05-08");

            story.asks("newsletter").at("2026-05-07T23:59:59Z").gives(CONSENT_PENDING);
            story.asks("newsletter").at("2026-05-08").gives(NO_CONSENT).decidedBy();
        }

        @Test
        void consentWithoutATimeToConfirmWaitsForEver() {
            story.consents("newsletter").on("2020-05-01").unconfirmed();

            story.asks("newsletter").gives(CONSENT_PENDING);
        }

        @Test
        void confirmationOfOneConsentConfirmsNoOther() {
            Told one = story.consents("newsletter").on("2026-05-01").unconfirmed();
            Told other = story.consents("photos").on("2026-05-01").unconfirmed();
            story.confirms(one, "2026-05-03");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
            story.asks("photos").gives(CONSENT_PENDING).decidedBy(other);
        }

        /** The link in an old mail is no new wish: the consent is as old as the form the person filled in. */
        @Test
        void noBetweenConsentAndConfirmationWins() {
            Told consent = story.consents("newsletter").on("2026-05-01").unconfirmedUntil("2026-05-08");
            Told no = story.withdraws("newsletter").on("2026-05-02");
            story.confirms(consent, "2026-05-03");

            story.asks("newsletter").gives(CONSENT_WITHDRAWN).decidedBy(no);
        }

        @Test
        void confirmedConsentLiftsAnOlderNoFromItsConfirmationOn() {
            story.optsOutOf("newsletter").on("2026-04-30");
            Told consent = story.consents("newsletter").on("2026-05-01").unconfirmedUntil("2026-05-08");
            story.confirms(consent, "2026-05-03");

            story.asks("newsletter").at("2026-05-02").gives(OPTED_OUT);
            story.asks("newsletter").at("2026-05-03").gives(CONSENT_IN_FORCE);
        }

        @Test
        void termAndNoticeOfAConsentCountFromWhenItWasGiven() {
            story.publishes("newsletter")
                    .on(LawfulBasis.CONSENT)
                    .directMarketing()
                    .validFor("P1M");
            story.publishesNotice("2", Change.MATERIAL, "2026-05-02", "photos");
            story.confirms(story.consents("newsletter").on("2026-05-01").unconfirmed(), "2026-05-03");
            story.confirms(story.consents("photos").on("2026-05-01").unconfirmed(), "2026-05-03");

            story.asks("newsletter").at("2026-05-31").gives(CONSENT_IN_FORCE).until("2026-06-01");
            story.asks("newsletter").at("2026-06-01").gives(CONSENT_EXPIRED);
            story.asks("photos").at("2026-05-03").gives(CONSENT_INVALIDATED);
        }

        @Test
        void consentThatAwaitsConfirmationEndsNoEarlierOne() {
            Told consent = story.consents("newsletter").on("2026-05-01");
            story.consents("newsletter").on("2026-05-02").unconfirmed();

            story.asks("newsletter").gives(CONSENT_IN_FORCE).decidedBy(consent);
        }

        @Test
        void consentThatAwaitsConfirmationLiftsNothing() {
            story.optsOutOf("catalogue").on("2026-05-01");
            story.consents("catalogue").on("2026-06-01").unconfirmed();

            story.asks("catalogue").by(POST).gives(OPTED_OUT);
        }

        @Test
        void consentGivenOtherwiseAfterwardsHolds() {
            story.consents("newsletter").on("2026-05-01").unconfirmed();
            story.consents("newsletter").on("2026-05-02");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
        }
    }

    @Nested
    class UnknownTime {
        @Test
        void refusalOfUnknownTimeHoldsAtAllTimesAndIsLiftedByNothing() {
            story.optsOutOf("catalogue").undated("2026-06-01");
            story.consents("catalogue").on("2026-07-01");

            story.asks("catalogue").by(POST).at("2019-01-01").gives(OPTED_OUT);
            story.asks("catalogue").by(POST).gives(OPTED_OUT);
            story.asks("catalogue")
                    .by(POST)
                    .at("2019-01-01")
                    .knownAt("2026-05-31")
                    .gives(LEGITIMATE_INTEREST);
        }

        @Test
        void consentOfUnknownTimeHoldsFromWhenItWasRecorded() {
            story.consents("photos").undated("2026-06-01");

            story.asks("photos").at("2026-05-31T23:59:59Z").gives(NO_CONSENT);
            story.asks("photos").at("2026-06-01").gives(CONSENT_IN_FORCE);
        }

        @Test
        void consentOfUnknownTimeLosesToOneOfKnownTime() {
            story.consents("photos").on("2026-01-01").expiring("2026-03-01");
            story.consents("photos").undated("2026-06-01");

            story.asks("photos").gives(CONSENT_EXPIRED);
        }

        @Test
        void twoActsOfUnknownTimeAreATieThatTheNegativeWins() {
            story.withdraws("photos").undated("2026-06-01");
            story.consents("photos").undated("2026-07-01");

            story.asks("photos").gives(CONSENT_WITHDRAWN);
        }
    }

    @Nested
    class Precision {
        @ParameterizedTest
        @CsvSource({
            "accounting,         accounting,         true",
            "accounting,         group:noorderlicht, true",
            "accounting,         *,                  true",
            "group:noorderlicht, accounting,         false",
            "group:noorderlicht, group:noorderlicht, true",
            "group:noorderlicht, *,                  true",
            "*,                  accounting,         false",
            "*,                  group:noorderlicht, false"
        })
        void positiveLiftsOnlyWhereItNamesTheControllerAsExplicitly(String positive, String negative, boolean lifts) {
            story.optsOutOf("catalogue").towards(negative).on("2026-05-01");
            story.optsInto("catalogue").towards(positive).on("2026-06-01");

            story.asks("catalogue").by(POST).gives(lifts ? LEGITIMATE_INTEREST : OPTED_OUT);
        }

        @ParameterizedTest
        @CsvSource({
            "catalogue, catalogue, true",
            "catalogue, marketing, true",
            "catalogue, *,         true",
            "marketing, catalogue, false",
            "marketing, marketing, true",
            "marketing, *,         true",
            "*,         catalogue, false",
            "*,         marketing, false"
        })
        void positiveLiftsOnlyWhereItNamesThePurposeAsExplicitly(String positive, String negative, boolean lifts) {
            story.optsOutOf(negative).on("2026-05-01");
            story.optsInto(positive).on("2026-06-01");

            story.asks("catalogue").by(POST).gives(lifts ? LEGITIMATE_INTEREST : OPTED_OUT);
        }

        @ParameterizedTest
        @CsvSource({"acme, acme, true", "acme,, true", ", acme, false", ",, true"})
        void positiveLiftsOnlyWhereItNamesTheCompanyAsExplicitly(
                @Nullable String positive, @Nullable String negative, boolean lifts) {
            Told optOut = story.optsOutOf("catalogue").on("2026-05-01");
            Told optIn = story.optsInto("catalogue").on("2026-06-01");
            if (negative != null) {
                optOut.representing(negative);
            }
            if (positive != null) {
                optIn.representing(positive);
            }

            story.asks("catalogue").by(POST).representing("acme").gives(lifts ? LEGITIMATE_INTEREST : OPTED_OUT);
        }

        @ParameterizedTest
        @CsvSource({"POST, POST, true", "POST,, true", ", POST, false", ",, true"})
        void positiveLiftsOnlyWhereItNamesTheChannelAsExplicitly(
                @Nullable Channel positive, @Nullable Channel negative, boolean lifts) {
            Told optOut = story.optsOutOf("catalogue").on("2026-05-01");
            Told optIn = story.optsInto("catalogue").on("2026-06-01");
            if (negative != null) {
                optOut.by(negative);
            }
            if (positive != null) {
                optIn.by(positive);
            }

            story.asks("catalogue").by(POST).gives(lifts ? LEGITIMATE_INTEREST : OPTED_OUT);
        }

        @Test
        void positiveMustBeAsExplicitInEveryDimension() {
            story.optsOutOf("catalogue").towards("*").on("2026-05-01");
            story.optsInto("marketing").towards("accounting").by(POST).on("2026-06-01");

            story.asks("catalogue").by(POST).gives(OPTED_OUT);
        }

        @Test
        void twoPositivesDoNotAddUp() {
            story.optsOutOf("catalogue").towards("accounting").by(POST).on("2026-05-01");
            story.optsInto("catalogue").towards("group:noorderlicht").by(POST).on("2026-06-01");
            story.optsInto("catalogue").towards("accounting").on("2026-06-01");

            story.asks("catalogue").by(POST).gives(OPTED_OUT);
        }

        @Test
        void controllerInAListIsNamedExplicitly() {
            story.optsOutOf("catalogue").towards("payroll", "accounting").on("2026-05-01");
            story.optsInto("catalogue").towards("bakery", "accounting").on("2026-06-01");

            story.asks("catalogue").by(POST).gives(LEGITIMATE_INTEREST);
            story.asks("catalogue").by(POST).of("payroll").gives(OPTED_OUT);
        }

        @Test
        void specificPositiveLiftsAGlobalNegativeForItsOwnScopeOnly() {
            story.optsOutOf("*").towards("*").on("2026-05-01");
            story.consents("catalogue").towards("accounting").by(POST).on("2026-06-01");

            story.asks("catalogue").by(POST).gives(CONSENT_IN_FORCE);
            story.asks("catalogue").by(PUSH).gives(OPTED_OUT);
            story.asks("catalogue").by(POST).of("payroll").gives(OPTED_OUT);
            story.asks("marketing").by(POST).gives(OPTED_OUT);
        }

        @Test
        void wildcardConsentNeverLiftsASpecificRefusal() {
            story.optsOutOf("newsletter").by(EMAIL).on("2026-05-01");
            story.consents("marketing").towards("group:noorderlicht").on("2026-06-01");

            story.asks("newsletter").gives(OPTED_OUT);
            story.asks("newsletter").by(SMS).gives(CONSENT_IN_FORCE);
        }

        @Test
        void actAsRepresentativeSaysNothingOfThePersonThemselves() {
            story.consents("newsletter").representing("acme");

            story.asks("newsletter").representing("acme").gives(CONSENT_IN_FORCE);
            story.asks("newsletter").gives(NO_CONSENT);
        }
    }

    @Nested
    class Objections {
        @Test
        void undecidedObjectionRestricts() {
            Told objection = story.objectsForTheirSituation("analysis").on("2026-05-01");

            story.asks("analysis").at("2026-04-30").gives(LEGITIMATE_INTEREST);
            story.asks("analysis").at("2026-05-01").gives(RESTRICTED).decidedBy(objection);
        }

        @Test
        void objectionReachesAPublicTask() {
            story.objectsForTheirSituation("public-task");

            story.asks("public-task").gives(RESTRICTED);
        }

        @Test
        void objectionReachesNothingThatCannotBeObjectedTo() {
            story.objectsForTheirSituation("security", "service");

            story.asks("security").gives(SERVICE_MESSAGE);
            story.asks("service").gives(SERVICE_MESSAGE);
        }

        @Test
        void upheldObjectionStops() {
            Told objection = story.objectsForTheirSituation("analysis").on("2026-05-01");
            story.decides(objection, UPHELD, "2026-06-01");

            story.asks("analysis").gives(RESTRICTED);
        }

        @Test
        void overriddenObjectionRestrictsUntilItIsDecided() {
            Told objection = story.objectsForTheirSituation("analysis").on("2026-05-01");
            story.decides(objection, OVERRIDDEN, "2026-06-01");

            story.asks("analysis").at("2026-05-31").gives(RESTRICTED);
            story.asks("analysis").at("2026-06-01").gives(LEGITIMATE_INTEREST);
            story.asks("analysis").knownAt("2026-05-31").gives(RESTRICTED);
        }

        @Test
        void overridingOneObjectionLeavesTheOthers() {
            Told first = story.objectsForTheirSituation("analysis").on("2026-05-01");
            Told second = story.objectsForTheirSituation("analysis").on("2026-06-02");
            story.decides(first, OVERRIDDEN, "2026-06-01");

            story.asks("analysis").gives(RESTRICTED).decidedBy(second);
        }

        @Test
        void overriddenObjectionDoesNotEndAnEarlierConsent() {
            story.consents("photos").on("2026-05-01");
            Told objection = story.objectsForTheirSituation("photos").on("2026-06-01");
            story.decides(objection, OVERRIDDEN, "2026-07-01");

            story.asks("photos").at("2026-06-15").gives(RESTRICTED);
            story.asks("photos").gives(CONSENT_IN_FORCE);
        }

        @Test
        void restrictionStopsAllButLegalObligations() {
            story.isRestricted("*").towards("*");

            story.asks("service").gives(RESTRICTED);
            story.asks("security").gives(RESTRICTED);
            story.asks("newsletter").gives(RESTRICTED);
            story.asks("compliance").gives(LEGAL_OBLIGATION);
        }
    }

    @Nested
    class Times {
        @Test
        void actCountsFromTheVeryInstantItHappened() {
            story.consents("photos").on("2026-05-01");
            story.withdraws("photos").on("2026-05-05T10:00:00Z").recorded("2026-05-06T10:00:00Z");

            story.asks("photos").at("2026-05-05T09:59:59.999999999Z").gives(CONSENT_IN_FORCE);
            story.asks("photos").at("2026-05-05T10:00:00Z").gives(CONSENT_WITHDRAWN);
        }

        @Test
        void actIsKnownFromTheVeryInstantItWasRecorded() {
            story.consents("photos").on("2026-05-01");
            story.withdraws("photos").on("2026-05-05T10:00:00Z").recorded("2026-05-06T10:00:00Z");

            story.asks("photos").knownAt("2026-05-06T09:59:59.999999999Z").gives(CONSENT_IN_FORCE);
            story.asks("photos").knownAt("2026-05-06T10:00:00Z").gives(CONSENT_WITHDRAWN);
        }

        @Test
        void purposeIsPursuedUntilTheInstantItRetires() {
            story.publishes("fair").on(LawfulBasis.LEGITIMATE_INTEREST).retired("2026-06-01");

            story.asks("fair")
                    .at("2026-05-31T23:59:59.999999999Z")
                    .gives(LEGITIMATE_INTEREST)
                    .until("2026-06-01");
            story.asks("fair").at("2026-06-01").gives(PURPOSE_RETIRED);
        }

        @Test
        void purposeIsNotInForceBeforeItTakesEffect() {
            story.publishes("fair").on(LawfulBasis.LEGITIMATE_INTEREST).from("2026-06-01");

            story.asks("fair")
                    .at("2026-05-31T23:59:59.999999999Z")
                    .gives(PURPOSE_NOT_IN_FORCE)
                    .on(null)
                    .until("2026-06-01");
            story.asks("fair").at("2026-06-01").gives(LEGITIMATE_INTEREST);
        }

        @Test
        void purposeIsNotInForceAsFarAsWasKnownBeforeItWasPublished() {
            story.publishes("fair").on(LawfulBasis.LEGITIMATE_INTEREST).recorded("2026-06-01");

            story.asks("fair")
                    .at("2026-01-01")
                    .knownAt("2026-05-31")
                    .gives(PURPOSE_NOT_IN_FORCE)
                    .until(null);
            story.asks("fair").at("2026-01-01").knownAt("2026-06-01").gives(LEGITIMATE_INTEREST);
        }

        @Test
        void answerEndsWhenTheNextVersionOfThePurposeTakesEffect() {
            story.publishes("analysis").on(CONSENT).from("2026-06-01");

            story.asks("analysis").at("2026-05-31").gives(LEGITIMATE_INTEREST).until("2026-06-01");
            story.asks("analysis").at("2026-06-01").gives(NO_CONSENT).until(null);
        }

        @Test
        void controllerThatWasNotKnownYetIsTakenAsItWasFirstDescribed() {
            story.controller("shop", "NL", "Europe/Amsterdam", null, "2026-06-01");
            story.controller("shop", "US", "America/New_York", null, "2026-07-01");

            story.asks("catalogue").of("shop").by(POST).knownAt("2026-05-01").gives(LEGITIMATE_INTEREST);
            story.asks("catalogue").of("shop").by(POST).knownAt("2026-06-30").gives(LEGITIMATE_INTEREST);
            story.asks("catalogue").of("shop").by(POST).knownAt("2026-07-01").gives(CHANNEL_NOT_ALLOWED);
        }
    }

    @Nested
    class TreeChanges {
        @Test
        void consentDoesNotCoverWhatWasAddedBelowItLater() {
            story.consents("photos").on("2026-05-01");
            story.publishes("portraits").under("photos").on(CONSENT).from("2026-06-01");

            story.asks("photos").gives(CONSENT_IN_FORCE);
            story.asks("portraits").gives(NO_CONSENT);
        }

        @Test
        void consentDoesNotCoverWhatWasMovedBelowItLater() {
            story.publishes("portraits").on(CONSENT);
            story.consents("photos").on("2026-05-01");
            story.publishes("portraits").under("photos").on(CONSENT).from("2026-06-01");

            story.asks("portraits").gives(NO_CONSENT);
        }

        @Test
        void consentDoesNotFollowWhatIsMovedAway() {
            story.publishes("portraits").under("photos").on(CONSENT);
            story.consents("photos").on("2026-05-01");
            story.publishes("portraits").on(CONSENT).from("2026-06-01");

            story.asks("portraits").at("2026-05-31").gives(CONSENT_IN_FORCE);
            story.asks("portraits").at("2026-06-01").gives(NO_CONSENT);
        }

        @Test
        void consentThatNamesThePurposeFollowsItWhereverItMoves() {
            story.publishes("portraits").under("photos").on(CONSENT);
            story.consents("portraits").on("2026-05-01");
            story.publishes("portraits").under("marketing").on(CONSENT).from("2026-06-01");

            story.asks("portraits").gives(CONSENT_IN_FORCE);
        }

        @Test
        void refusalCoversWhatIsAddedBelowItLater() {
            story.optsOutOf("marketing").on("2026-05-01");
            fair("marketing", "2026-06-01");

            story.asks("fair").by(POST).gives(OPTED_OUT);
        }

        @Test
        void refusalKeepsCoveringWhatIsMovedAway() {
            story.optsOutOf("marketing").on("2026-05-01");
            story.publishes("catalogue")
                    .on(LawfulBasis.LEGITIMATE_INTEREST)
                    .directMarketing()
                    .from("2026-06-01");

            story.asks("catalogue").by(POST).gives(OPTED_OUT);
        }

        @Test
        void refusalKeepsCoveringWhatWasAddedBelowItAndThenMovedAway() {
            story.optsOutOf("marketing").on("2026-05-01");
            fair("marketing", "2026-06-01");
            fair("analysis", "2026-07-01");

            story.asks("fair").by(POST).at("2026-06-15").gives(OPTED_OUT);
            story.asks("fair").by(POST).at("2026-07-15").gives(OPTED_OUT);
        }

        @Test
        void refusalDoesNotCoverWhatHadLeftBefore() {
            fair("marketing", "2026-01-01");
            fair("analysis", "2026-04-01");
            story.optsOutOf("marketing").on("2026-05-01");

            story.asks("fair").by(POST).gives(LEGITIMATE_INTEREST);
        }

        @Test
        void refusalOfUnknownTimeCoversWhateverWasEverBelowIt() {
            fair("marketing", "2026-01-01");
            fair("analysis", "2026-04-01");
            story.optsOutOf("marketing").undated("2026-05-01");

            story.asks("fair").by(POST).gives(OPTED_OUT);
        }

        @Test
        void optInThatNamesThePurposeLiftsARefusalThatStillCoversIt() {
            story.optsOutOf("marketing").on("2026-05-01");
            fair("marketing", "2026-06-01");
            fair("analysis", "2026-07-01");
            story.optsInto("fair").on("2026-08-01");

            story.asks("fair").by(POST).gives(LEGITIMATE_INTEREST);
        }

        @Test
        void moveOfAPurposeDoesNotMakeAnOptInMoreExplicit() {
            campaigns();
            fair("campaigns", "2026-01-01");
            story.optsOutOf("campaigns").on("2026-05-01");
            story.optsInto("marketing").on("2026-06-01");
            fair("marketing", "2026-07-01");

            story.asks("fair").by(POST).at("2026-06-15").gives(OPTED_OUT);
            story.asks("fair").by(POST).gives(OPTED_OUT);
        }

        /** As near to the fair as the campaigns were, but not at or below them. */
        @Test
        void optInGivenAfterTheMoveIsNoMoreExplicitEither() {
            campaigns();
            fair("campaigns", "2026-01-01");
            story.optsOutOf("campaigns").on("2026-05-01");
            fair("marketing", "2026-07-01");
            story.optsInto("marketing").on("2026-08-01");

            story.asks("fair").by(POST).gives(OPTED_OUT);
        }

        @Test
        void optInForWhatWasRefusedLiftsItAlsoWhereAnotherPurposeCameBetween() {
            campaigns();
            fair("marketing", "2026-01-01");
            story.optsOutOf("marketing").on("2026-05-01");
            fair("campaigns", "2026-06-01");
            story.optsInto("marketing").on("2026-08-01");

            story.asks("fair").by(POST).gives(LEGITIMATE_INTEREST);
        }

        @Test
        void optInLiftsOnlyWhereItWasAndIsAtOrBelowWhatWasRefused() {
            chain("marketing", "campaigns", "events", "2026-01-01");
            fair("events", "2026-01-01");
            story.optsOutOf("events").on("2026-05-01");
            story.optsInto("campaigns").on("2026-06-01");
            chain("marketing", "events", "campaigns", "2026-07-01");
            fair("campaigns", "2026-07-01");

            story.asks("fair").by(POST).at("2026-06-15").gives(OPTED_OUT);
            story.asks("fair").by(POST).gives(OPTED_OUT);

            story.optsInto("campaigns").on("2026-08-01");
            story.asks("fair").by(POST).gives(LEGITIMATE_INTEREST);

            chain("marketing", "campaigns", "events", "2026-09-01");
            fair("events", "2026-09-01");
            story.asks("fair").by(POST).gives(OPTED_OUT);
        }

        private void chain(String top, String middle, String bottom, String day) {
            Map.of(middle, top, bottom, middle)
                    .forEach((purpose, parent) -> story.publishes(purpose)
                            .under(parent)
                            .on(LawfulBasis.LEGITIMATE_INTEREST)
                            .directMarketing()
                            .from(day));
        }

        @Test
        void answerEndsWhenWhatThePurposeIsPartOfMoves() {
            campaigns();
            fair("campaigns", "2026-01-01");
            story.optsOutOf("analysis").on("2026-05-01");
            story.publishes("campaigns")
                    .under("analysis")
                    .on(LawfulBasis.LEGITIMATE_INTEREST)
                    .directMarketing()
                    .from("2026-07-01");

            story.asks("fair")
                    .by(POST)
                    .at("2026-06-15")
                    .gives(LEGITIMATE_INTEREST)
                    .until("2026-07-01");
            story.asks("fair").by(POST).at("2026-07-01").gives(OPTED_OUT).until(null);
        }

        private void campaigns() {
            story.publishes("campaigns")
                    .under("marketing")
                    .on(LawfulBasis.LEGITIMATE_INTEREST)
                    .directMarketing();
        }

        private void fair(String parent, String day) {
            story.publishes("fair")
                    .under(parent)
                    .on(LawfulBasis.LEGITIMATE_INTEREST)
                    .directMarketing()
                    .from(day);
        }
    }

    /** Companies are bought and sold. */
    @Nested
    class GroupChanges {
        private static final String GROUP = "group:noorderlicht";

        @Test
        void consentDoesNotCoverWhoJoinsTheGroupLater() {
            story.consents("photos").towards(GROUP).on("2026-05-01");
            bakeryIsOf("noorderlicht", "2026-06-01");

            story.asks("photos").of("bakery").gives(NO_CONSENT);
            story.asks("photos").of("payroll").gives(CONSENT_IN_FORCE);
        }

        @Test
        void consentDoesNotFollowWhoLeavesTheGroupAndHeldBefore() {
            bakeryIsOf("noorderlicht", "2026-04-01");
            story.consents("photos").towards(GROUP).on("2026-05-01");
            bakeryIsOf(null, "2026-06-01");

            story.asks("photos").of("bakery").at("2026-05-31").gives(CONSENT_IN_FORCE);
            story.asks("photos").of("bakery").at("2026-06-01").gives(NO_CONSENT);
        }

        @Test
        void refusalCoversWhoJoinsTheGroupLater() {
            story.optsOutOf("catalogue").towards(GROUP).on("2026-05-01");
            bakeryIsOf("noorderlicht", "2026-06-01");

            story.asks("catalogue")
                    .of("bakery")
                    .by(POST)
                    .at("2026-05-31")
                    .gives(LEGITIMATE_INTEREST)
                    .until("2026-06-01");
            story.asks("catalogue").of("bakery").by(POST).gives(OPTED_OUT).until(null);
        }

        @Test
        void refusalKeepsCoveringWhoLeavesTheGroup() {
            bakeryIsOf("noorderlicht", "2026-04-01");
            story.optsOutOf("catalogue").towards(GROUP).on("2026-05-01");
            bakeryIsOf("zuiderlicht", "2026-06-01");

            story.asks("catalogue").of("bakery").by(POST).gives(OPTED_OUT);
        }

        @Test
        void refusalDoesNotCoverWhoHadLeftTheGroupBefore() {
            bakeryIsOf("noorderlicht", "2026-03-01");
            bakeryIsOf(null, "2026-04-01");
            story.optsOutOf("catalogue").towards(GROUP).on("2026-05-01");

            story.asks("catalogue").of("bakery").by(POST).gives(LEGITIMATE_INTEREST);
        }

        @Test
        void changeThatWasNotKnownYetChangedNothing() {
            story.optsOutOf("catalogue").towards(GROUP).on("2026-05-01");
            bakeryIsOf("noorderlicht", "2026-06-01");

            story.asks("catalogue").of("bakery").by(POST).knownAt("2026-05-31").gives(LEGITIMATE_INTEREST);
        }

        private void bakeryIsOf(@Nullable String group, String day) {
            story.controller("bakery", "NL", "Europe/Amsterdam", group, day);
        }
    }

    /** "Do not mail our firm." */
    @Nested
    class Companies {
        @Test
        void prohibitionCoversWhoeverIsAddressedForTheCompanyAndNobodyAsThemselves() {
            Told prohibition = story.isForbiddenBy("acme", "*").towards("*");

            story.asks("marketing")
                    .by(POST)
                    .representing("acme")
                    .gives(OPTED_OUT)
                    .decidedBy(prohibition);
            story.asks("marketing").by(POST).representing("other").gives(LEGITIMATE_INTEREST);
            story.asks("marketing").by(POST).gives(LEGITIMATE_INTEREST);
        }

        @Test
        void representativeDoesNotTakeBackWhatTheCompanySaid() {
            story.isForbiddenBy("acme", "newsletter").on("2026-05-01");
            story.consents("newsletter").representing("acme").on("2026-06-01");
            story.consents("newsletter").on("2026-06-01");

            story.asks("newsletter").representing("acme").gives(OPTED_OUT);
            story.asks("newsletter").gives(CONSENT_IN_FORCE);
        }

        @Test
        void liftedProhibitionForbidsNothingFromThenOn() {
            Told prohibition = story.isForbiddenBy("acme", "*").on("2026-05-01");
            story.decides(prohibition, OVERRIDDEN, "2026-06-01");

            story.asks("marketing").by(POST).representing("acme").gives(LEGITIMATE_INTEREST);
            story.asks("marketing")
                    .by(POST)
                    .representing("acme")
                    .at("2026-05-15")
                    .gives(OPTED_OUT);
            story.asks("marketing")
                    .by(POST)
                    .representing("acme")
                    .knownAt("2026-05-31")
                    .gives(OPTED_OUT);
        }

        @Test
        void prohibitionDoesNotReachDutiesAndReachesServiceOnlyWhereItNamesIt() {
            story.isForbiddenBy("acme", "*").towards("*");

            story.asks("compliance").representing("acme").gives(LEGAL_OBLIGATION);
            story.asks("analysis").representing("acme").gives(SERVICE_MESSAGE);
            story.isForbiddenBy("acme", "analysis");
            story.asks("analysis").representing("acme").gives(OPTED_OUT);
        }
    }

    @Nested
    class AddressOfAnother {
        private final Story holder = new Story();

        @Test
        void unsubscribedAddressStaysUnsubscribedWhoeverIsWrittenTo() {
            story.consents("newsletter").on("2026-05-01");
            Told unsubscription = holder.optsOutOf("*").towards("*").by(EMAIL).on("2026-06-01");

            story.asks("newsletter").gives(CONSENT_IN_FORCE);
            story.asksAboutAddressOf(holder, "newsletter").gives(OPTED_OUT).decidedBy(unsubscription);
            story.asksAboutAddressOf(holder, "newsletter").by(SMS).gives(CONSENT_IN_FORCE);
        }

        @Test
        void consentOfAnotherTakesNothingBackThatTheHolderSaid() {
            Told unsubscription = holder.optsOutOf("newsletter").on("2026-05-01");
            story.consents("newsletter").on("2026-06-01");

            story.asksAboutAddressOf(holder, "newsletter").gives(OPTED_OUT).decidedBy(unsubscription);
        }

        @Test
        void holderTakesBackWhatTheySaid() {
            holder.optsOutOf("newsletter").on("2026-05-01");
            holder.consents("newsletter").on("2026-06-01");
            Told consent = story.consents("newsletter").on("2026-07-01");

            story.asksAboutAddressOf(holder, "newsletter").at("2026-05-31").gives(OPTED_OUT);
            story.asksAboutAddressOf(holder, "newsletter")
                    .gives(CONSENT_IN_FORCE)
                    .decidedBy(consent);
        }

        @Test
        void personTakesBackWhatTheySaidWhereTheAddressIsTheirOwn() {
            story.optsOutOf("newsletter").on("2026-05-01");
            story.consents("newsletter").on("2026-06-01");

            story.asksAboutAddressOf(story, "newsletter").gives(CONSENT_IN_FORCE);
        }

        @Test
        void consentOfTheHolderIsNobodyElses() {
            holder.consents("newsletter");

            story.asksAboutAddressOf(holder, "newsletter").gives(NO_CONSENT);
        }

        @Test
        void objectionOfTheHolderThatWasOverriddenStaysSo() {
            Told objection = holder.objectsForTheirSituation("analysis").on("2026-05-01");
            holder.decides(objection, OVERRIDDEN, "2026-06-01");

            story.asksAboutAddressOf(holder, "analysis").at("2026-05-31").gives(RESTRICTED);
            story.asksAboutAddressOf(holder, "analysis").gives(LEGITIMATE_INTEREST);
        }

        @Test
        void refusalOfThePersonCountsOnceWhereTheAddressIsTheirOwn() {
            Told optOut = story.optsOutOf("newsletter");

            story.asksAboutAddressOf(story, "newsletter").gives(OPTED_OUT).decidedBy(optOut);
        }

        @Test
        void refusalOfThePersonCountsOnceWhereTheAddressIsOfSomebodyMergedWithThem() {
            story.consents("newsletter").on("2026-05-01");
            Told optOut = story.optsOutOf("newsletter").on("2026-06-01");
            SubjectSignals own = story.signals();
            var merged = new SubjectSignals(
                    holder.signals().subject(), 2, own.entries().reversed());

            story.asksAboutAddressOf(merged, "newsletter").gives(OPTED_OUT).decidedBy(optOut);
        }
    }
}
