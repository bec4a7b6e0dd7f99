package org.consentledger.command.company;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.MessageIdentifier;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.company.CompanyCommand.CompanyStream;
import org.consentledger.api.company.CompanyCommand.DeclareProhibition;
import org.consentledger.api.company.CompanyCommand.LiftProhibition;
import org.consentledger.api.company.CompanyEvent;
import org.consentledger.api.company.CompanyEvent.ProhibitionDeclared;
import org.consentledger.api.company.CompanyEvent.ProhibitionLifted;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.Outcome;
import org.consentledger.command.subject.Judge;
import org.jspecify.annotations.Nullable;

/** What one company forbids. Every decision that names the company reads the whole stream, so it stays short. */
@Aggregate
class Company {
    private static final int MOST_EVENTS = 1_000;

    @AggregateIdentifier
    private @Nullable CompanyStream stream;

    private final List<Recorded> recorded = new ArrayList<>();

    private record Recorded(EventId eventId, CompanyEvent event, Instant recordedAt) {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(DeclareProhibition command, Catalogue catalogue, Clock clock) {
        Act act = new Judge(catalogue, clock.instant()).negative(command.act());
        Optional<Recorded> standing = last(event -> event instanceof ProhibitionDeclared before
                        && before.act().scope().equals(act.scope())
                        && isSameTime(before.act(), command.act().occurredAt()))
                .filter(before -> liftOf(before.eventId()).isEmpty());
        if (standing.isPresent()) {
            return outcome(standing.get(), false);
        }
        if (recorded.size() >= MOST_EVENTS) {
            throw new Refusal(Code.TOO_MANY);
        }
        return apply(new ProhibitionDeclared(command.stream().company(), act, command.statedBy(), command.reference()));
    }

    /** One that stands covers what is said again now; one of another time may reach further back. */
    private static boolean isSameTime(Act before, Occurrence occurrence) {
        return switch (occurrence) {
            case Occurrence.Live() -> true;
            case Occurrence.At(Instant time) -> time.equals(before.occurredAt());
            case Occurrence.Unknown() -> before.occurredAt() == null;
        };
    }

    @CommandHandler
    Outcome handle(LiftProhibition command) {
        boolean declared = recorded.stream()
                .anyMatch(one ->
                        one.eventId().equals(command.prohibition()) && one.event() instanceof ProhibitionDeclared);
        if (!declared) {
            throw new Refusal(Code.NOT_FOUND);
        }
        return liftOf(command.prohibition())
                .map(before -> outcome(before, false))
                .orElseGet(() -> apply(new ProhibitionLifted(command.stream().company(), command.prohibition())));
    }

    private Optional<Recorded> liftOf(EventId prohibition) {
        return last(event -> event instanceof ProhibitionLifted lifted
                && lifted.prohibition().equals(prohibition));
    }

    private Optional<Recorded> last(Predicate<CompanyEvent> sought) {
        return recorded.reversed().stream()
                .filter(one -> sought.test(one.event()))
                .findFirst();
    }

    private Outcome apply(CompanyEvent event) {
        AggregateLifecycle.apply(event);
        return outcome(recorded.getLast(), true);
    }

    private Outcome outcome(Recorded one, boolean changed) {
        return new Outcome(one.eventId(), null, recorded.size(), one.recordedAt(), changed, List.of());
    }

    @EventSourcingHandler
    void on(CompanyEvent event, @MessageIdentifier String eventId, @Timestamp Instant recordedAt) {
        stream = new CompanyStream(event.company());
        recorded.add(new Recorded(EventId.of(eventId), event, recordedAt));
    }
}
