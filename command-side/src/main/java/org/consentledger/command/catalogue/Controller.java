package org.consentledger.command.catalogue;

import java.util.Map;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.consentledger.api.catalogue.CatalogueCommand.ControllerStream;
import org.consentledger.api.catalogue.CatalogueCommand.DescribeController;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.jspecify.annotations.Nullable;

/** A legal entity that decides why and how personal data are processed (GDPR Article 4(7)). */
@Aggregate
class Controller {
    @AggregateIdentifier
    private @Nullable ControllerStream stream;

    private @Nullable ControllerDescribed described;

    /** Describes it, or describes it anew; the same description changes nothing. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(DescribeController command) {
        var check = new Check();
        String name = check.text(command.name(), "#/name");
        String country = check.country(command.country(), "#/country");
        var timeZone = check.timeZone(command.timeZone(), "#/timeZone");
        var group = check.group(command.group(), "#/group");
        Map<String, String> contact = check.contact(command.contact(), "#/contact");
        check.refuseIfAny();
        var event = new ControllerDescribed(
                command.stream().id(),
                Objects.requireNonNull(name),
                Objects.requireNonNull(country),
                Objects.requireNonNull(timeZone),
                group,
                contact);
        if (!event.equals(described)) {
            AggregateLifecycle.apply(event);
        }
    }

    @EventSourcingHandler
    void on(ControllerDescribed event) {
        stream = new ControllerStream(event.controller());
        described = event;
    }
}
