package org.consentledger.app.sample;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.List;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.consentledger.api.Caller;
import org.consentledger.api.catalogue.CatalogueCommand;
import org.consentledger.api.catalogue.CatalogueCommand.DescribeController;
import org.consentledger.api.catalogue.CatalogueCommand.DescribeRecipient;
import org.consentledger.api.catalogue.CatalogueCommand.PublishNotice;
import org.consentledger.api.catalogue.CatalogueCommand.PublishPurpose;
import org.consentledger.store.CallerMetadata;
import org.consentledger.store.catalogue.Catalogues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fills an empty catalogue from {@code sample-catalogue.json}: a fictional group of three companies, its purposes,
 * notices and recipients. All of it in one transaction, so that a crash leaves nothing half done.
 */
@Component
@ConditionalOnExpression("${ledger.sample-catalogue:false} and '${ledger.role:all}' != 'query'")
class SampleCatalogue implements ApplicationRunner {
    private static final Logger LOG = LoggerFactory.getLogger(SampleCatalogue.class);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addMixIn(DescribeController.class, Entry.class)
            .addMixIn(PublishPurpose.class, Entry.class)
            .addMixIn(PublishNotice.class, Entry.class)
            .addMixIn(DescribeRecipient.class, Entry.class)
            .build();

    private static final Caller LEDGER = new Caller("ledger", null);

    private final CommandGateway commands;
    private final Catalogues catalogues;
    private final TransactionTemplate transaction;

    /** In the file an entry is named by {@code id}. */
    private interface Entry {
        @JsonProperty("id")
        Object stream();
    }

    /** The file, in the words of the HTTP contract. */
    private record Sample(
            List<DescribeController> controllers,
            List<PublishPurpose> purposes,
            List<PublishNotice> notices,
            List<DescribeRecipient> recipients) {}

    SampleCatalogue(CommandGateway commands, Catalogues catalogues, TransactionTemplate transaction) {
        this.commands = commands;
        this.catalogues = catalogues;
        this.transaction = transaction;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        if (catalogues.current().version() > 0) {
            return;
        }
        try (var file = SampleCatalogue.class.getResourceAsStream("/sample-catalogue.json")) {
            Sample sample = JSON.readValue(file, Sample.class);
            transaction.executeWithoutResult(status -> {
                sample.controllers().forEach(this::send);
                sample.purposes().forEach(this::send);
                sample.notices().forEach(this::send);
                sample.recipients().forEach(this::send);
            });
        }
        LOG.info(
                "The sample catalogue is in place: {} entries",
                catalogues.current().version());
    }

    private void send(CatalogueCommand command) {
        commands.sendAndWait(GenericCommandMessage.asCommandMessage(command).withMetaData(CallerMetadata.of(LEDGER)));
    }
}
