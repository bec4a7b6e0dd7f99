package org.consentledger.command.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.TestExecutor;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueCommand;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.catalogue.RecipientId;
import org.hamcrest.BaseMatcher;
import org.hamcrest.Description;

/** The stream of one entry of the catalogue at one moment, {@link #NOW}, with all other entries around it. */
final class Stream {
    static final Instant NOW = Instant.parse("2026-03-02T10:15:30.123456Z");
    static final PurposeId NEWSLETTER = new PurposeId("newsletter");
    static final NoticeId STAKEHOLDER = new NoticeId("stakeholder");
    static final RecipientId PRINTER = new RecipientId("printer");

    private final TestExecutor<?> executor;

    private Stream(Class<?> aggregate, List<CatalogueEvent> all) {
        var fixture = new AggregateTestFixture<>(aggregate);
        fixture.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC))
                .registerInjectableResource(new Catalogue(all.stream()
                        .<Recorded<? extends CatalogueEvent>>map(event -> new Recorded<>(event, NOW))
                        .toList()));
        executor = fixture.givenCurrentTime(NOW);
        List<CatalogueEvent> own = all.stream()
                .filter(event -> isOfTheEntryTested(event, aggregate))
                .toList();
        if (!own.isEmpty()) {
            executor.andGiven(own);
        }
    }

    static Stream controller(ControllerDescribed... events) {
        return new Stream(Controller.class, List.of(events));
    }

    /** The purpose {@code newsletter} among all these. */
    static Stream newsletter(PurposePublished... all) {
        return new Stream(Purpose.class, List.of(all));
    }

    /** The notice {@code stakeholder} among all these. */
    static Stream stakeholder(CatalogueEvent... all) {
        return new Stream(Notice.class, new ArrayList<>(List.of(all)));
    }

    /** The recipient {@code printer} among all these. */
    static Stream printer(CatalogueEvent... all) {
        return new Stream(Recipient.class, List.of(all));
    }

    private static boolean isOfTheEntryTested(CatalogueEvent event, Class<?> aggregate) {
        return switch (event) {
            case ControllerDescribed controller -> aggregate == Controller.class;
            case PurposePublished purpose -> purpose.purpose().equals(NEWSLETTER);
            case NoticePublished notice -> notice.notice().equals(STAKEHOLDER);
            case RecipientDescribed recipient -> recipient.recipient().equals(PRINTER);
        };
    }

    void records(CatalogueCommand command, CatalogueEvent event) {
        executor.when(command).expectEvents(event).expectSuccessfulHandlerExecution();
    }

    void changesNothing(CatalogueCommand command) {
        executor.when(command).expectNoEvents().expectSuccessfulHandlerExecution();
    }

    /** Records nothing, and names exactly these faults, each as pointer and code. */
    void refuses(CatalogueCommand command, String... faults) {
        refuses(
                command,
                refusal -> assertThat(refusal.faults())
                        .extracting(fault -> fault.pointer() + " " + fault.code())
                        .containsExactly(faults));
    }

    /** Records nothing, for a reason that lies in no field. */
    void refuses(CatalogueCommand command, Code code) {
        refuses(command, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private void refuses(CatalogueCommand command, Consumer<Refusal> rule) {
        executor.when(command).expectNoEvents().expectException(new BaseMatcher<Refusal>() {
            @Override
            public boolean matches(Object actual) {
                // An assertion that fails here says more than a mismatch would.
                assertThat(actual).isInstanceOf(Refusal.class);
                rule.accept((Refusal) Objects.requireNonNull(actual));
                return true;
            }

            @Override
            public void describeTo(Description description) {
                description.appendText("what the rule says");
            }
        });
    }
}
