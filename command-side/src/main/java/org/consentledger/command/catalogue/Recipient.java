package org.consentledger.command.catalogue;

import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueCommand.DescribeRecipient;
import org.consentledger.api.catalogue.CatalogueCommand.RecipientStream;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.jspecify.annotations.Nullable;

/** Somebody to whom personal data are disclosed (GDPR Article 4(9)), and who is told what becomes of them (Article 19). */
@Aggregate
class Recipient {
    @AggregateIdentifier
    private @Nullable RecipientStream stream;

    private @Nullable RecipientDescribed described;

    /** Describes it, or describes it anew; the same description changes nothing. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void handle(DescribeRecipient command, Catalogue catalogue) {
        RecipientDescribed event = judged(command, catalogue);
        if (!event.equals(described)) {
            AggregateLifecycle.apply(event);
        }
    }

    private static RecipientDescribed judged(DescribeRecipient command, Catalogue catalogue) {
        var check = new Check();
        String name = check.text(command.name(), "#/name");
        var contact = check.contact(command.contact(), "#/contact");
        String country = command.country() == null ? null : check.country(command.country(), "#/country");
        var purposes = check.purposeRefs(command.purposes(), "#/purposes", catalogue);
        var controllers = check.controllers(command.controllers(), "#/controllers", catalogue);
        String client = command.client() == null ? null : check.text(command.client(), "#/client");
        check.refuseIfAny();
        return new RecipientDescribed(
                command.stream().id(), Objects.requireNonNull(name), contact, country, purposes, controllers, client);
    }

    @EventSourcingHandler
    void on(RecipientDescribed event) {
        stream = new RecipientStream(event.recipient());
        described = event;
    }
}
