package org.consentledger.command.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.consentledger.api.Code;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestCommand;
import org.consentledger.api.rights.RightsRequestCommand.AskIdentityCheck;
import org.consentledger.api.rights.RightsRequestCommand.ConfirmIdentity;
import org.consentledger.api.rights.RightsRequestCommand.ExtendRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.FulfilRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.RefuseRightsRequest;
import org.consentledger.api.rights.RightsRequestCommand.WithdrawRightsRequest;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestEvent.IdentityCheckAsked;
import org.consentledger.api.rights.RightsRequestEvent.IdentityConfirmed;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestExtended;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestWithdrawn;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.rights.StepReported;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.rights.HolidayData;
import org.hamcrest.BaseMatcher;
import org.hamcrest.Description;
import org.jspecify.annotations.Nullable;

/**
 * One request for access in the hands of an officer: received in Amsterdam on 3 March 2026, due on 7 April (the 3rd is
 * Good Friday), to be extended until the 3rd, and then due on 3 June.
 */
final class Case {
    static final RightsRequestId REQUEST = new RightsRequestId(UUID.fromString("019f0000-0000-7000-8000-000000000007"));
    static final SubjectId JAN = new SubjectId(UUID.fromString("019f0000-0000-7000-8000-000000000001"));
    static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
    static final Instant RECEIVED = Instant.parse("2026-03-03T09:00:00Z");
    static final LocalDate DUE = LocalDate.parse("2026-04-07");
    static final LocalDate EXTENDED_DUE = LocalDate.parse("2026-06-03");

    final AggregateTestFixture<RightsRequest> fixture = new AggregateTestFixture<>(RightsRequest.class);
    private final Instant now;
    private final List<RightsRequestEvent> given;

    /** Who was erased because their request was fulfilled. */
    final List<SubjectId> erased = new ArrayList<>();

    private Case(Instant now, List<RightsRequestEvent> given) {
        this.now = now;
        this.given = given;
        fixture.registerInjectableResource(catalogue())
                .registerInjectableResource(HolidayData.load())
                .registerInjectableResource(Clock.fixed(now, ZoneOffset.UTC))
                .registerInjectableResource((Erasure) erased::add);
    }

    static Case at(Instant now, RightsRequestEvent... given) {
        return new Case(now, List.of(given));
    }

    /** At noon of that day in Amsterdam, and the request was received. */
    static Case on(String day, RightsRequestEvent... further) {
        var given = new ArrayList<RightsRequestEvent>();
        given.add(received());
        given.addAll(List.of(further));
        return new Case(noon(day), given);
    }

    static Instant noon(String day) {
        return LocalDate.parse(day).atTime(12, 0).atZone(AMSTERDAM).toInstant();
    }

    private static Catalogue catalogue() {
        return new Catalogue(List.of(
                new Recorded<>(controller("north", "NL", AMSTERDAM), Instant.EPOCH),
                new Recorded<>(controller("leeds", "GB", ZoneId.of("Europe/London")), Instant.EPOCH)));
    }

    private static ControllerDescribed controller(String id, String country, ZoneId zone) {
        return new ControllerDescribed(new ControllerId(id), "Company " + id, country, zone, null, Map.of());
    }

    static RightsRequestReceived received() {
        return received(RECEIVED, "north", "NL", AMSTERDAM, DUE);
    }

    static RightsRequestReceived receivedForErasure() {
        RightsRequestReceived access = received();
        return new RightsRequestReceived(
                REQUEST,
                JAN,
                access.controller(),
                Right.ERASURE,
                RECEIVED,
                Channel.EMAIL,
                null,
                null,
                null,
                access.country(),
                access.timeZone(),
                access.holidays(),
                DUE);
    }

    static RightsRequestReceived received(Instant at, String controller, String country, ZoneId zone, LocalDate due) {
        return new RightsRequestReceived(
                REQUEST,
                JAN,
                new ControllerId(controller),
                Right.ACCESS,
                at,
                Channel.EMAIL,
                text("all you have"),
                null,
                null,
                country,
                zone,
                "2026-1",
                due);
    }

    static IdentityCheckAsked asked(String day) {
        return new IdentityCheckAsked(REQUEST, JAN, noon(day), null, null);
    }

    static IdentityConfirmed confirmed(String day) {
        return new IdentityConfirmed(REQUEST, JAN, noon(day), null);
    }

    static RightsRequestExtended extended(String day) {
        return new RightsRequestExtended(REQUEST, JAN, noon(day), null, text("many archives"), "2026-1", EXTENDED_DUE);
    }

    static RightsRequestFulfilled fulfilled(String day) {
        return new RightsRequestFulfilled(REQUEST, JAN, noon(day), null, false, null, null);
    }

    static RightsRequestFulfilled partlyFulfilled(String day) {
        return new RightsRequestFulfilled(
                REQUEST, JAN, noon(day), null, true, text("notes of others"), text("their rights"));
    }

    static RightsRequestRefused refused(String day) {
        return new RightsRequestRefused(
                REQUEST, JAN, noon(day), null, text("manifestly unfounded"), text("authority and court"));
    }

    static RightsRequestWithdrawn withdrawn(String day) {
        return new RightsRequestWithdrawn(REQUEST, JAN, noon(day), null, null);
    }

    static Personal text(String text) {
        return new Personal.Known(text);
    }

    // Commands: live unless the step says when.

    static final StepReported NOW = new StepReported(null, null);

    static StepReported on(Instant time) {
        return new StepReported(time, null);
    }

    static AskIdentityCheck ask(StepReported step) {
        return new AskIdentityCheck(REQUEST, step, null);
    }

    static ConfirmIdentity confirm(StepReported step) {
        return new ConfirmIdentity(REQUEST, step);
    }

    static ExtendRightsRequest extend(StepReported step, @Nullable String reasons) {
        return new ExtendRightsRequest(REQUEST, step, reasons == null ? null : text(reasons));
    }

    static FulfilRightsRequest fulfil(StepReported step) {
        return new FulfilRightsRequest(REQUEST, step, false, null, null);
    }

    static FulfilRightsRequest fulfilPartly(@Nullable String leftOut, @Nullable String reasons) {
        return new FulfilRightsRequest(
                REQUEST, NOW, true, leftOut == null ? null : text(leftOut), reasons == null ? null : text(reasons));
    }

    static RefuseRightsRequest refuse(@Nullable String ground, @Nullable String remedies) {
        return new RefuseRightsRequest(
                REQUEST, NOW, ground == null ? null : text(ground), remedies == null ? null : text(remedies));
    }

    static WithdrawRightsRequest withdraw(StepReported step) {
        return new WithdrawRightsRequest(REQUEST, step, null);
    }

    ResultValidator<RightsRequest> when(RightsRequestCommand command) {
        var executor = fixture.givenCurrentTime(now);
        if (!given.isEmpty()) {
            executor.andGiven(given);
        }
        return executor.when(command);
    }

    /** Records exactly this event, and answers with it. */
    ResultValidator<RightsRequest> records(RightsRequestCommand command, RightsRequestEvent event) {
        return when(command).expectEvents(event).expectResultMessagePayloadMatching(matching(Outcome.class, outcome -> {
            assertThat(outcome.changed()).isTrue();
            assertThat(outcome.subjectId()).isEqualTo(JAN);
            assertThat(outcome.version()).isEqualTo(given.size() + 1L);
            assertThat(outcome.recordedAt()).isEqualTo(now);
        }));
    }

    /** Records nothing, since it was done before. */
    void stands(RightsRequestCommand command) {
        when(command).expectNoEvents().expectResultMessagePayloadMatching(matching(Outcome.class, outcome -> {
            assertThat(outcome.changed()).isFalse();
            assertThat(outcome.version()).isEqualTo(given.size());
        }));
    }

    /** Records nothing, and names exactly these faults, each as pointer and code. */
    void refuses(RightsRequestCommand command, String... faults) {
        when(command)
                .expectNoEvents()
                .expectException(matching(
                        Refusal.class,
                        refusal -> assertThat(refusal.faults())
                                .extracting(fault -> fault.pointer() + " " + fault.code())
                                .containsExactly(faults)));
    }

    /** Records nothing, for a reason that lies in no field. */
    void refuses(RightsRequestCommand command, Code code) {
        when(command)
                .expectNoEvents()
                .expectException(matching(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code)));
    }

    private static <T> BaseMatcher<T> matching(Class<T> type, Consumer<T> rule) {
        return new BaseMatcher<>() {
            @Override
            public boolean matches(Object actual) {
                // An assertion that fails here says more than a mismatch would.
                assertThat(actual).isInstanceOf(type);
                rule.accept(type.cast(actual));
                return true;
            }

            @Override
            public void describeTo(Description description) {
                description.appendText("what the rule says");
            }
        };
    }
}
