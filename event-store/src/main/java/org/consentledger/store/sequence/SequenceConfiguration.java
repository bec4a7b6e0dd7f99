package org.consentledger.store.sequence;

import org.axonframework.config.ConfigurerModule;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.consentledger.store.Background;
import org.consentledger.store.LedgerSerializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SequencerSettings.class)
class SequenceConfiguration {

    @Bean
    Sequencer sequencer(Background background, SequencerSettings settings) {
        return new Sequencer(background, settings);
    }

    @Bean
    LedgerStream ledgerStream(Background background, LedgerSerializer serializer) {
        return new LedgerStream(background, serializer);
    }

    /** Processors read by position, and the leader hears at once what its own node committed. */
    @Bean
    ConfigurerModule readingByPosition(LedgerStream stream, Sequencer sequencer) {
        return configurer -> {
            configurer.eventProcessing().configureDefaultStreamableMessageSource(axon -> stream);
            configurer.onInitialize(axon -> axon.onStart(() -> axon.eventBus().subscribe(events -> {
                if (CurrentUnitOfWork.isStarted()) {
                    CurrentUnitOfWork.get().root().afterCommit(done -> sequencer.committed());
                }
            })));
        };
    }
}
