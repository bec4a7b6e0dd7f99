package org.consentledger.command.company;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.TestExecutor;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.company.CompanyCommand;
import org.consentledger.api.company.CompanyCommand.CompanyStream;
import org.consentledger.api.company.CompanyCommand.DeclareProhibition;
import org.consentledger.api.company.CompanyCommand.LiftProhibition;
import org.consentledger.api.company.CompanyEvent;
import org.consentledger.api.company.CompanyEvent.ProhibitionDeclared;
import org.consentledger.api.company.CompanyEvent.ProhibitionLifted;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.ActReported;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompanyTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30.123456Z");
    private static final Instant EARLIER = NOW.minusSeconds(3_600);
    private static final CompanyId ACME = new CompanyId("acme");
    private static final SubjectId JAN = new SubjectId(new UUID(1, 1));
    private static final EventId UNHEARD_OF = new EventId(new UUID(0, 0));
    private static final Catalogue CATALOGUE = new Catalogue(List.of(new Recorded<>(
            new ControllerDescribed(
                    new ControllerId("north"), "North", "NL", ZoneId.of("Europe/Amsterdam"), null, Map.of()),
            EARLIER)));

    private AggregateTestFixture<Company> fixture = new AggregateTestFixture<>(Company.class);

    private TestExecutor<Company> given(CompanyEvent... events) {
        fixture = new AggregateTestFixture<>(Company.class);
        fixture.registerInjectableResource(CATALOGUE).registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
        TestExecutor<Company> executor = fixture.givenCurrentTime(NOW);
        return events.length == 0 ? executor : executor.andGiven(List.of(events));
    }

    private EventId id(int n) {
        return fixture.getEventStore()
                .readEvents("company:acme")
                .asStream()
                .skip(n - 1L)
                .findFirst()
                .map(event -> EventId.of(event.getIdentifier()))
                .orElseThrow();
    }

    private static ProhibitionDeclared declared(@Nullable Instant occurredAt) {
        var scope = new Scope(Set.of(new ControllerRef.Every()), ACME, Set.of(new PurposeRef.Every()), Set.of());
        return new ProhibitionDeclared(
                ACME,
                new Act(scope, occurredAt, null, Source.REPRESENTED_COMPANY, null, Evidence.NONE),
                JAN,
                "letter-7");
    }

    private static DeclareProhibition declare(Occurrence occurrence) {
        return declare("*", occurrence);
    }

    private static DeclareProhibition declare(String controller, Occurrence occurrence) {
        var act = new ActReported(
                List.of(controller),
                "acme",
                List.of("*"),
                null,
                occurrence,
                null,
                "REPRESENTED_COMPANY",
                null,
                Evidence.NONE);
        return new DeclareProhibition(new CompanyStream(ACME), act, JAN, "letter-7");
    }

    private static LiftProhibition lift(EventId prohibition) {
        return new LiftProhibition(new CompanyStream(ACME), prohibition);
    }

    @Test
    void companyForbidsWhatItNames() {
        given().when(declare(new Occurrence.Live())).expectEvents(declared(NOW));
    }

    @Test
    void whatIsForbiddenIsKnownToTheCatalogue() {
        refuses(given(), declare("south", new Occurrence.Live()), Code.UNKNOWN_CONTROLLER);
    }

    @Test
    void prohibitionThatStandsIsNotDeclaredAgain() {
        given(declared(EARLIER))
                .when(declare(new Occurrence.Live()))
                .expectNoEvents()
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void prohibitionOfAnotherTimeIsAnother() {
        given(declared(NOW)).when(declare(new Occurrence.At(EARLIER))).expectEvents(declared(EARLIER));
    }

    @Test
    void prohibitionOfUnknownTimeIsAnother() {
        given(declared(NOW)).when(declare(new Occurrence.Unknown())).expectEvents(declared(null));
    }

    @Test
    void companyTakesItBackOnce() {
        TestExecutor<Company> stream = given(declared(EARLIER));
        EventId prohibition = id(1);
        stream.when(lift(prohibition)).expectEvents(new ProhibitionLifted(ACME, prohibition));
    }

    @Test
    void whatWasTakenBackIsNotTakenBackAgain() {
        TestExecutor<Company> stream = given(declared(EARLIER));
        EventId prohibition = id(1);
        stream.andGiven(new ProhibitionLifted(ACME, prohibition))
                .when(lift(prohibition))
                .expectNoEvents()
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void whatWasTakenBackMayBeForbiddenAgain() {
        TestExecutor<Company> stream = given(declared(EARLIER));
        stream.andGiven(new ProhibitionLifted(ACME, id(1)));
        stream.when(declare(new Occurrence.Live())).expectEvents(declared(NOW));
    }

    @Test
    void onlyAProhibitionIsLifted() {
        refuses(given(declared(EARLIER)), lift(UNHEARD_OF), Code.NOT_FOUND);
    }

    @Test
    void longStreamTakesNoMore() {
        CompanyEvent[] events =
                Stream.generate(() -> declared(EARLIER)).limit(1_000).toArray(CompanyEvent[]::new);
        refuses(given(events), declare("north", new Occurrence.Live()), Code.TOO_MANY);
        given(events).when(declare("*", new Occurrence.Live())).expectNoEvents().expectSuccessfulHandlerExecution();
    }

    private static void refuses(TestExecutor<Company> stream, CompanyCommand command, Code code) {
        stream.when(command).expectNoEvents().expectException(Refusal.class).expectExceptionMessage(code.name());
    }
}
