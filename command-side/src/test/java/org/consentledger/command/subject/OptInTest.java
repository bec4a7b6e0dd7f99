package org.consentledger.command.subject;

import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;

import java.util.Set;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.OptInGround;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.junit.jupiter.api.Test;

/** Opting in, and the customer exception (ePrivacy Directive Article 13(2)). */
class OptInTest {
    @Test
    void optInToEverythingIsNone() {
        given().refuses(live().purposes("newsletter", "*").optIn(), "#/purposes/1 WILDCARD_POSITIVE");
    }

    @Test
    void everyControllerMayBeOptedInToWithoutTheException() {
        given().when(live().controllers("*").optIn()).expectSuccessfulHandlerExecution();
        given().refuses(customer().controllers("*").optIn(), "#/controllers CUSTOMER_EXCEPTION_NEEDS_ONE_ENTITY");
    }

    @Test
    void customerExceptionIsRecordedWithTheSaleItRestsOn() {
        given().records(customer().optIn(), exception(ControllerRef.parse("north")));
    }

    @Test
    void customerExceptionHoldsForTheCompanyThatMadeTheSaleNotForItsGroup() {
        given().refuses(
                        customer().controllers("north", "group:house").optIn(),
                        "#/controllers CUSTOMER_EXCEPTION_NEEDS_ONE_ENTITY");
    }

    @Test
    void groupMayBeOptedInToWithoutTheException() {
        given().when(live().controllers("group:house").optIn()).expectSuccessfulHandlerExecution();
    }

    @Test
    void customerExceptionNeedsTheSaleAsEvidence() {
        given().refuses(
                        live().ground("EXISTING_CUSTOMER").optIn(),
                        "#/evidence/reference CUSTOMER_EXCEPTION_NEEDS_REFERENCE");
        given().refuses(
                        live().ground("EXISTING_CUSTOMER").reference(" ").optIn(),
                        "#/evidence/reference CUSTOMER_EXCEPTION_NEEDS_REFERENCE");
    }

    @Test
    void groundIsAKnownOne() {
        given().refuses(live().ground("GUT_FEELING").optIn(), "#/ground UNKNOWN_GROUND");
    }

    @Test
    void missingControllerOfACustomerIsAFaultLikeAnyOther() {
        given().refuses(customer().controllers("north", null).optIn(), "#/controllers/1 MISSING");
    }

    @Test
    void everyFaultOfAnOptInIsNamedAtOnce() {
        given().refuses(
                        live().controllers("group:house")
                                .purposes("fax")
                                .source("GENERATED")
                                .ground("EXISTING_CUSTOMER")
                                .optIn(),
                        "#/purposes/0 PURPOSE_RETIRED",
                        "#/evidence/reference EVIDENCE_REQUIRED",
                        "#/controllers CUSTOMER_EXCEPTION_NEEDS_ONE_ENTITY",
                        "#/evidence/reference CUSTOMER_EXCEPTION_NEEDS_REFERENCE");
    }

    private static Report customer() {
        return live().ground("EXISTING_CUSTOMER").reference("order 7");
    }

    private static OptedIn exception(ControllerRef controller) {
        var scope = new Scope(Set.of(controller), null, Set.of(PurposeRef.parse("newsletter")), Set.of(Channel.EMAIL));
        var evidence = new Evidence(Report.WORDING, null, null, null, new Personal.Known("order 7"));
        var act = new Act(scope, NOW, null, Source.SUBJECT, null, evidence);
        return new OptedIn(JAN, act, OptInGround.EXISTING_CUSTOMER);
    }
}
