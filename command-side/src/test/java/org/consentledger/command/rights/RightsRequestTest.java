package org.consentledger.command.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.command.rights.Case.AMSTERDAM;
import static org.consentledger.command.rights.Case.DUE;
import static org.consentledger.command.rights.Case.EXTENDED_DUE;
import static org.consentledger.command.rights.Case.JAN;
import static org.consentledger.command.rights.Case.NOW;
import static org.consentledger.command.rights.Case.RECEIVED;
import static org.consentledger.command.rights.Case.REQUEST;
import static org.consentledger.command.rights.Case.ask;
import static org.consentledger.command.rights.Case.asked;
import static org.consentledger.command.rights.Case.confirm;
import static org.consentledger.command.rights.Case.confirmed;
import static org.consentledger.command.rights.Case.extend;
import static org.consentledger.command.rights.Case.extended;
import static org.consentledger.command.rights.Case.fulfil;
import static org.consentledger.command.rights.Case.fulfilPartly;
import static org.consentledger.command.rights.Case.fulfilled;
import static org.consentledger.command.rights.Case.noon;
import static org.consentledger.command.rights.Case.on;
import static org.consentledger.command.rights.Case.partlyFulfilled;
import static org.consentledger.command.rights.Case.received;
import static org.consentledger.command.rights.Case.refuse;
import static org.consentledger.command.rights.Case.refused;
import static org.consentledger.command.rights.Case.text;
import static org.consentledger.command.rights.Case.withdraw;
import static org.consentledger.command.rights.Case.withdrawn;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.consentledger.api.Code;
import org.consentledger.api.Personal;
import org.consentledger.api.rights.RightsRequestCommand;
import org.consentledger.api.rights.RightsRequestCommand.AskIdentityCheck;
import org.consentledger.api.rights.RightsRequestCommand.FulfilRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.ReceiveRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.RefuseRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.WithdrawRightsRequest;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestEvent.DeadlineKind;
import org.consentledger.api.rights.RightsRequestEvent.End;
import org.consentledger.api.rights.RightsRequestEvent.IdentityCheckAsked;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestDeadline;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestExtended;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestWithdrawn;
import org.consentledger.api.rights.StepReported;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RightsRequestTest {
    private static final String BSN = "see 123456782";

    // Receipt

    private static ReceiveRightsRequest receive(
            @Nullable String controller,
            @Nullable String right,
            @Nullable Instant receivedAt,
            @Nullable String channel) {
        return new ReceiveRightsRequest(
                REQUEST, JAN, controller, right, receivedAt, channel, text("all you have"), null);
    }

    @Test
    void receiptFixesTheDateByTheLawOfTheController() {
        Case.at(RECEIVED).records(receive("north", "ACCESS", RECEIVED, "EMAIL"), received());
    }

    @ParameterizedTest
    @CsvSource({
        "north, NL, Europe/Amsterdam, 2026-05-31T21:59:59Z, 2026-06-30, June has no 31st",
        "north, NL, Europe/Amsterdam, 2026-05-31T22:00:00Z, 2026-07-01, midnight in Amsterdam",
        "north, NL, Europe/Amsterdam, 2026-06-01T22:00:00Z, 2026-07-02, midnight in Amsterdam",
        "leeds, GB, Europe/London, 2026-06-01T22:59:59Z, 2026-07-01, still the first in London",
        "leeds, GB, Europe/London, 2026-06-01T23:00:00Z, 2026-07-02, midnight in London",
    })
    void dayOfReceiptIsTheLocalOne(
            String controller, String country, ZoneId zone, Instant receivedAt, LocalDate due, String why) {
        Case.at(noon("2026-06-20"))
                .records(
                        receive(controller, "ACCESS", receivedAt, "EMAIL"),
                        received(receivedAt, controller, country, zone, due));
    }

    @Test
    void receiptNamesEveryFaultAtOnce() {
        Case.at(RECEIVED)
                .refuses(
                        receive(null, null, null, null),
                        "#/controller MISSING",
                        "#/right MISSING",
                        "#/channel MISSING",
                        "#/receivedAt MISSING");
        Case.at(RECEIVED)
                .refuses(
                        receive("-", "ACCES", RECEIVED, "PIGEON"),
                        "#/controller UNKNOWN_CONTROLLER",
                        "#/right UNKNOWN_RIGHT",
                        "#/channel UNKNOWN_CHANNEL");
    }

    @Test
    void onlyAControllerOfTheCatalogueIsAsked() {
        Case.at(RECEIVED).refuses(receive("west", "ACCESS", RECEIVED, "EMAIL"), "#/controller UNKNOWN_CONTROLLER");
    }

    @Test
    void nothingIsReceivedInTheFutureOrBeforeLivingMemory() {
        Case.at(RECEIVED)
                .refuses(
                        receive("north", "ACCESS", RECEIVED.plusNanos(1_000), "EMAIL"),
                        "#/receivedAt RECEIVED_IN_FUTURE");
        Case.at(RECEIVED)
                .refuses(
                        receive("north", "ACCESS", Instant.parse("1899-12-31T23:59:59Z"), "EMAIL"),
                        "#/receivedAt OCCURRED_TOO_LONG_AGO");
    }

    @Test
    void textsAreShortAndHoldNoNationalIdentityNumber() {
        Case.at(RECEIVED)
                .refuses(
                        new ReceiveRightsRequest(
                                REQUEST,
                                JAN,
                                "north",
                                "ACCESS",
                                RECEIVED,
                                "EMAIL",
                                text("x".repeat(10_001)),
                                text(BSN)),
                        "#/statement TEXT_TOO_LONG",
                        "#/actor NATIONAL_ID_NUMBER");
        Case.on("2026-03-10")
                .refuses(
                        new AskIdentityCheck(REQUEST, new StepReported(null, text("x".repeat(1_001))), text(BSN)),
                        "#/actor TEXT_TOO_LONG",
                        "#/reason NATIONAL_ID_NUMBER");
    }

    @Test
    void requestIsReceivedOnce() {
        Case.on("2026-03-10").stands(receive("leeds", "ERASURE", RECEIVED, "POST"));
    }

    // Identity

    @Test
    void identityIsCheckedAndConfirmed() {
        Case.on("2026-03-10").records(ask(NOW), asked("2026-03-10"));
        Case.on("2026-03-20", asked("2026-03-10")).records(confirm(NOW), confirmed("2026-03-20"));
    }

    @Test
    void identityIsConfirmedOnlyAfterItWasAskedFor() {
        Case.on("2026-03-10").refuses(confirm(NOW), Code.NO_IDENTITY_CHECK);
    }

    @Test
    void identityIsNotConfirmedBeforeItWasAskedFor() {
        Case.on("2026-03-20", asked("2026-03-10"))
                .refuses(confirm(on(noon("2026-03-10").minusNanos(1_000))), "#/occurredAt CONFIRMED_BEFORE_ASKED");
        Case.on("2026-03-20", asked("2026-03-10")).records(confirm(on(noon("2026-03-10"))), confirmed("2026-03-10"));
    }

    @Test
    void identityMayBeAskedForAgainOnceItWasConfirmed() {
        Case.on("2026-03-25", asked("2026-03-10"), confirmed("2026-03-20")).records(ask(NOW), asked("2026-03-25"));
    }

    // Extension

    @Test
    void extensionMovesTheDateByTwoMonths() {
        Case.on("2026-03-20").records(extend(NOW, "many archives"), extended("2026-03-20"));
    }

    @Test
    void lastDayForAnExtensionIsTheFirstDateAsItFallsAndNotAsItIsMoved() {
        Instant lastMoment = Instant.parse("2026-04-03T21:59:59.999999Z");
        Case.at(noon("2026-04-05"), received())
                .records(
                        extend(on(lastMoment), "many archives"),
                        new RightsRequestExtended(
                                REQUEST, JAN, lastMoment, null, text("many archives"), "2026-1", EXTENDED_DUE));
        Case.at(noon("2026-04-05"), received())
                .refuses(extend(on(lastMoment.plusNanos(1_000)), "many archives"), Code.EXTENSION_TOO_LATE);
        // Good Friday is over, and the answer itself is not due before Tuesday.
        Case.on("2026-04-05").refuses(extend(NOW, "many archives"), Code.EXTENSION_TOO_LATE);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " \n"})
    void extensionNeedsReasons(@Nullable String reasons) {
        Case.on("2026-03-20").refuses(extend(NOW, reasons), "#/reasons EXTENSION_NEEDS_REASONS");
    }

    @Test
    void thereIsOneExtension() {
        Case.on("2026-03-25", extended("2026-03-20")).refuses(extend(NOW, "more"), Code.RIGHTS_REQUEST_EXTENDED);
    }

    @Test
    void sameExtensionToldAgainChangesNothing() {
        Case.on("2026-03-25", extended("2026-03-20")).stands(extend(on(noon("2026-03-20")), "many archives"));
    }

    // Ends

    @Test
    void requestIsFulfilled() {
        Case.on("2026-03-20").records(fulfil(NOW), fulfilled("2026-03-20"));
    }

    @Test
    void requestIsFulfilledInPartWithWhatWasLeftOutAndWhy() {
        Case.on("2026-03-20").records(fulfilPartly("notes of others", "their rights"), partlyFulfilled("2026-03-20"));
        Case.on("2026-03-20")
                .refuses(fulfilPartly(null, " "), "#/leftOut PARTLY_NEEDS_REASONS", "#/reasons PARTLY_NEEDS_REASONS");
    }

    @Test
    void nothingIsLeftOutOfAWhole() {
        Case.on("2026-03-20")
                .refuses(
                        new FulfilRightsRequest(REQUEST, NOW, false, text("notes"), text("why")),
                        "#/leftOut NOT_PARTLY",
                        "#/reasons NOT_PARTLY");
    }

    @Test
    void refusalNeedsGroundAndRemedies() {
        Case.on("2026-03-20").records(refuse("manifestly unfounded", "authority and court"), refused("2026-03-20"));
        Case.on("2026-03-20").refuses(refuse(null, "authority and court"), "#/ground REFUSAL_NEEDS_GROUND");
        Case.on("2026-03-20").refuses(refuse("manifestly unfounded", ""), "#/remedies REFUSAL_NEEDS_REMEDIES");
    }

    @Test
    void personMayTakeARequestBack() {
        Case.on("2026-03-20").records(withdraw(NOW), withdrawn("2026-03-20"));
        Case.on("2026-03-20")
                .refuses(new WithdrawRightsRequest(REQUEST, NOW, text(BSN)), "#/reason NATIONAL_ID_NUMBER");
    }

    @Test
    void requestMayEndWhileProofOfIdentityIsAwaitedAndAfterItsTime() {
        Case.on("2026-03-20", asked("2026-03-10")).records(fulfil(NOW), fulfilled("2026-03-20"));
        Case.on("2026-08-20").records(fulfil(NOW), fulfilled("2026-08-20"));
    }

    static Stream<Arguments> everyStepAfterEveryEnd() {
        List<RightsRequestCommand> steps = List.of(
                ask(NOW),
                confirm(NOW),
                extend(NOW, "many archives"),
                fulfil(NOW),
                fulfilPartly("notes", "rights"),
                refuse("unfounded", "court"),
                withdraw(NOW));
        List<End> ends = List.of(
                fulfilled("2026-03-15"), partlyFulfilled("2026-03-15"), refused("2026-03-15"), withdrawn("2026-03-15"));
        return ends.stream()
                .flatMap(end -> steps.stream().filter(step -> !isThe(end, step)).map(step -> Arguments.of(end, step)));
    }

    private static boolean isThe(End end, RightsRequestCommand step) {
        return switch (end) {
            case RightsRequestFulfilled e -> step instanceof FulfilRightsRequest f && f.partly() == e.partly();
            case RightsRequestRefused e -> step instanceof RefuseRightsRequest;
            case RightsRequestWithdrawn e -> step instanceof WithdrawRightsRequest;
        };
    }

    @ParameterizedTest
    @MethodSource("everyStepAfterEveryEnd")
    void noStepFollowsAnEnd(End end, RightsRequestCommand step) {
        Case.on("2026-03-20", end).refuses(step, Code.RIGHTS_REQUEST_ENDED);
    }

    @Test
    void sameStepAgainChangesNothing() {
        Case.on("2026-03-20", asked("2026-03-10")).stands(ask(NOW));
        Case.on("2026-03-20", asked("2026-03-10"), confirmed("2026-03-12")).stands(confirm(NOW));
        Case.on("2026-03-20", fulfilled("2026-03-15")).stands(fulfil(NOW));
        Case.on("2026-03-20", partlyFulfilled("2026-03-15")).stands(fulfilPartly("notes", "rights"));
        Case.on("2026-03-20", refused("2026-03-15")).stands(refuse("unfounded", "court"));
        Case.on("2026-03-20", withdrawn("2026-03-15")).stands(withdraw(NOW));
    }

    // Times of steps

    @Test
    void stepIsTakenAfterTheReceiptAndNotInTheFuture() {
        Instant now = noon("2026-03-20");
        Case.on("2026-03-20").refuses(ask(on(now.plusNanos(1_000))), "#/occurredAt OCCURRED_IN_FUTURE");
        Case.on("2026-03-20").refuses(ask(on(RECEIVED.minusNanos(1_000))), "#/occurredAt STEP_BEFORE_RECEIPT");
        Case.on("2026-03-20").records(ask(on(RECEIVED)), new IdentityCheckAsked(REQUEST, JAN, RECEIVED, null, null));
    }

    @Test
    void stepKeepsWhoTookIt() {
        Personal actor = text("desk 4");
        Case.on("2026-03-20")
                .records(
                        new AskIdentityCheck(REQUEST, new StepReported(null, actor), text("no signature")),
                        new IdentityCheckAsked(REQUEST, JAN, noon("2026-03-20"), actor, text("no signature")));
    }

    @Test
    void stepNeedsARequest() {
        Case.at(RECEIVED).when(fulfil(NOW)).expectNoEvents().expectException(AggregateNotFoundException.class);
    }

    // Deadlines

    @Test
    void receiptSchedulesHalfTimeFiveWorkingDaysBeforeAndTheDayAfter() {
        Case.at(RECEIVED)
                .when(receive("north", "ACCESS", RECEIVED, "EMAIL"))
                .expectScheduledDeadline(midnight("2026-03-20"), "REMINDER 2026-04-07")
                // Good Friday and Easter Monday are not worked on.
                .expectScheduledDeadline(midnight("2026-03-27"), "DUE_SOON 2026-04-07")
                .expectScheduledDeadline(midnight("2026-04-08"), "OVERDUE 2026-04-07");
    }

    @Test
    void ofADeadlineThatPassedBeforeTheRequestWasEnteredOnlyTheLastIsTold() {
        Case.at(noon("2026-03-30"))
                .when(receive("north", "ACCESS", RECEIVED, "EMAIL"))
                .expectScheduledDeadline(midnight("2026-03-27"), "DUE_SOON 2026-04-07")
                .expectScheduledDeadline(midnight("2026-04-08"), "OVERDUE 2026-04-07")
                .expectNoScheduledDeadline(midnight("2026-03-20"), "REMINDER 2026-04-07");
        Case.at(noon("2026-05-30"))
                .when(receive("north", "ACCESS", RECEIVED, "EMAIL"))
                .expectScheduledDeadline(midnight("2026-04-08"), "OVERDUE 2026-04-07")
                .expectNoScheduledDeadline(midnight("2026-03-27"), "DUE_SOON 2026-04-07");
    }

    @Test
    void passingTimeIsTold() {
        Case scenario = Case.at(RECEIVED);
        scenario.fixture
                .givenCurrentTime(RECEIVED)
                .andGivenCommands(receive("north", "ACCESS", RECEIVED, "EMAIL"))
                .whenTimeAdvancesTo(midnight("2026-04-08"))
                .expectEvents(
                        deadline(DeadlineKind.REMINDER, DUE),
                        deadline(DeadlineKind.DUE_SOON, DUE),
                        deadline(DeadlineKind.OVERDUE, DUE));
    }

    @Test
    void extensionMovesTheDeadlines() {
        Case scenario = Case.at(noon("2026-03-20"));
        scenario.fixture
                .givenCurrentTime(noon("2026-03-20"))
                .andGivenCommands(receive("north", "ACCESS", RECEIVED, "EMAIL"), extend(NOW, "many archives"))
                .whenTimeAdvancesTo(midnight("2026-06-04"))
                .expectEvents(
                        deadline(DeadlineKind.REMINDER, EXTENDED_DUE),
                        deadline(DeadlineKind.DUE_SOON, EXTENDED_DUE),
                        deadline(DeadlineKind.OVERDUE, EXTENDED_DUE));
    }

    @Test
    void extensionCancelsTheFormerDeadlines() {
        Case scenario = Case.at(noon("2026-03-20"));
        scenario.fixture
                .givenCurrentTime(noon("2026-03-20"))
                .andGivenCommands(receive("north", "ACCESS", RECEIVED, "EMAIL"))
                .when(extend(NOW, "many archives"))
                .expectScheduledDeadline(midnight("2026-06-04"), "OVERDUE 2026-06-03")
                .expectNoScheduledDeadline(midnight("2026-04-08"), "OVERDUE 2026-04-07");
    }

    /** A node may act on a deadline at the very time at which another records what makes it void. */
    @ParameterizedTest
    @MethodSource("whatMakesADeadlineVoid")
    void voidDeadlineTellsNothing(RightsRequestEvent event) {
        Case scenario = Case.at(RECEIVED);
        scenario.fixture
                .givenCurrentTime(RECEIVED)
                .andGivenCommands(receive("north", "ACCESS", RECEIVED, "EMAIL"))
                .andGiven(deadline(DeadlineKind.REMINDER, DUE), deadline(DeadlineKind.DUE_SOON, DUE), event)
                .whenTimeAdvancesTo(midnight("2026-04-08"))
                .expectNoEvents();
    }

    static Stream<RightsRequestEvent> whatMakesADeadlineVoid() {
        return Stream.of(extended("2026-03-20"), fulfilled("2026-03-20"), deadline(DeadlineKind.OVERDUE, DUE));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void endCancelsTheDeadlines(RightsRequestCommand end) {
        Case scenario = Case.at(RECEIVED);
        scenario.fixture
                .givenCurrentTime(RECEIVED)
                .andGivenCommands(receive("north", "ACCESS", RECEIVED, "EMAIL"))
                .when(end)
                .expectNoScheduledDeadlines();
    }

    static Stream<RightsRequestCommand> ends() {
        return Stream.of(fulfil(NOW), refuse("unfounded", "court"), withdraw(NOW));
    }

    private static Instant midnight(String day) {
        return LocalDate.parse(day).atStartOfDay(AMSTERDAM).toInstant();
    }

    private static RightsRequestDeadline deadline(DeadlineKind kind, LocalDate due) {
        return new RightsRequestDeadline(REQUEST, JAN, kind, due);
    }

    @Test
    void fulfilmentOfARequestForErasureErases() {
        var request = Case.at(noon("2026-03-10"), Case.receivedForErasure());
        request.records(fulfil(NOW), fulfilled("2026-03-10"));
        assertThat(request.erased).containsExactly(JAN);
    }

    @Test
    void fulfilmentInPartOrOfAnotherRightErasesNobody() {
        var inPart = Case.at(noon("2026-03-10"), Case.receivedForErasure());
        inPart.records(fulfilPartly("notes of others", "their rights"), partlyFulfilled("2026-03-10"));
        var access = on("2026-03-10");
        access.records(fulfil(NOW), fulfilled("2026-03-10"));
        var again = Case.at(noon("2026-03-10"), Case.receivedForErasure(), fulfilled("2026-03-09"));
        again.stands(fulfil(NOW));
        assertThat(inPart.erased).isEmpty();
        assertThat(access.erased).isEmpty();
        assertThat(again.erased).isEmpty();
    }
}
