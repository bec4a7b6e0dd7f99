package org.consentledger.command.subject;

import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.PIETS;
import static org.consentledger.command.subject.Stream.given;

import java.time.LocalDate;
import org.consentledger.api.Code;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.RepresentationId;
import org.consentledger.api.subject.SubjectCommand.DescribeRepresentation;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.RepresentationDescribed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RepresentationTest {
    private static final RepresentationId BUYER = new RepresentationId("buyer-1");
    private static final LocalDate FROM = LocalDate.parse("2026-01-01");
    private static final LocalDate TO = LocalDate.parse("2026-07-01");
    private static final RepresentationDescribed DESCRIBED =
            new RepresentationDescribed(JAN, BUYER, new CompanyId("acme"), "buyer", FROM, null);

    private static DescribeRepresentation describe(
            @Nullable String company, @Nullable String role, @Nullable LocalDate from, @Nullable LocalDate to) {
        return new DescribeRepresentation(JAN, null, BUYER, company, role, from, to);
    }

    @Test
    void personActsForACompany() {
        given(Signal.CONSENT.recordedAt(Stream.NOW)).records(describe("acme", "buyer", FROM, null), DESCRIBED);
    }

    @Test
    void personMayBecomeKnownByIt() {
        var name = new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known("jan@example.nl"));
        given().records(
                        new DescribeRepresentation(JAN, name, BUYER, "acme", "buyer", FROM, null),
                        new IdentifierAdded(JAN, name),
                        DESCRIBED);
    }

    @Test
    void sameDescriptionChangesNothingAndAnotherTakesItsPlace() {
        var ended = new RepresentationDescribed(JAN, BUYER, new CompanyId("acme"), "buyer", FROM, TO);
        given(DESCRIBED).stands(describe("acme", "buyer", FROM, null), 1);
        given(DESCRIBED).records(describe("acme", "buyer", FROM, TO), ended);
        given(DESCRIBED, ended).records(describe("acme", "buyer", FROM, null), DESCRIBED);
    }

    @Test
    void onePersonMayRepresentMany() {
        var other = new RepresentationId("buyer-2");
        given(DESCRIBED)
                .records(
                        new DescribeRepresentation(JAN, null, other, "bakery", null, null, null),
                        new RepresentationDescribed(JAN, other, new CompanyId("bakery"), null, null, null));
    }

    @Test
    void idOfAnothersRepresentationIsRefused() {
        given(DESCRIBED)
                .refuses(
                        new DescribeRepresentation(JAN, null, PIETS, "acme", null, null, null),
                        Code.REPRESENTATION_TAKEN);
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        given(DESCRIBED)
                .refuses(
                        describe(null, "", FROM, FROM),
                        "#/company MISSING",
                        "#/role INVALID_ID",
                        "#/to ENDS_BEFORE_IT_BEGINS");
        given(DESCRIBED).refuses(describe("a firm", null, null, null), "#/company INVALID_ID");
    }

    @Test
    void aDayIsAPeriod() {
        LocalDate next = FROM.plusDays(1);
        given(DESCRIBED)
                .records(
                        describe("acme", null, FROM, next),
                        new RepresentationDescribed(JAN, BUYER, new CompanyId("acme"), null, FROM, next));
    }
}
