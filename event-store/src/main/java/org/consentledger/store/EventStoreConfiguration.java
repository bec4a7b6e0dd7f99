package org.consentledger.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.sql.DataSource;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.commandhandling.gateway.ExponentialBackOffIntervalRetryScheduler;
import org.axonframework.commandhandling.gateway.RetryScheduler;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.eventsourcing.eventstore.jpa.SQLStateResolver;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.correlation.SimpleCorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.consentledger.store.catalogue.Catalogues;
import org.consentledger.store.erasure.Erasures;
import org.consentledger.store.identity.IdentifierClaims;
import org.consentledger.store.identity.Kin;
import org.consentledger.store.representation.Representations;
import org.consentledger.store.rights.RightsRequests;
import org.consentledger.store.sealing.Vault;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

/** Axon on PostgreSQL: the ledger's own engine, serializer and bus, with nothing left to a default that loses data. */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class EventStoreConfiguration {
    private static final String UNIQUE_VIOLATION = "23505";

    /** The one clock of the house: UTC in microseconds, as precise as the store. Events take their time from it too. */
    @Bean
    Clock clock() {
        Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
        GenericEventMessage.clock = clock;
        return clock;
    }

    @Bean
    Background background(DataSource foreground, @Value("${ledger.background.connections:8}") int connections)
            throws SQLException {
        return new Background(foreground.unwrap(HikariDataSource.class), connections);
    }

    @Bean
    LedgerSerializer eventSerializer(Vault vault) {
        return new LedgerSerializer(vault);
    }

    @Bean
    PersistenceExceptionResolver conflicts() {
        return new SQLStateResolver(UNIQUE_VIOLATION);
    }

    // The clock is a parameter so that no event is ever stamped by another.
    @Bean
    LedgerEventStorage eventStorageEngine(
            LedgerSerializer serializer,
            PersistenceExceptionResolver conflicts,
            ConnectionProvider connections,
            TransactionManager transactions,
            Clock clock) {
        return new LedgerEventStorage(serializer, conflicts, connections, transactions);
    }

    @Bean
    TokenSchema tokenSchema() {
        return TokenSchema.builder()
                .setTokenTable("ledger.token")
                .setProcessorNameColumn("processor")
                .setSegmentColumn("segment")
                .setTokenColumn("token")
                .setTokenTypeColumn("token_type")
                .setTimestampColumn("timestamp")
                .setOwnerColumn("owner")
                .build();
    }

    /** With the serializer of events, since Axon's general one writes the token of a replay and cannot read it back. */
    @Bean
    TokenStore tokenStore(Background background, TokenSchema schema, LedgerSerializer serializer) {
        return JdbcTokenStore.builder()
                .connectionProvider(background.connections())
                .schema(schema)
                .serializer(serializer)
                // Axon's default, process and host, is the same for two containers, and for a server restarted in one.
                .nodeId(UuidV7Factory.next().toString())
                .claimTimeout(Duration.ofSeconds(6))
                .build();
    }

    /** Every throwable rolls back: Axon's default would commit after a checked exception. */
    @Bean
    CommandBus commandBus(TransactionManager transactions, Configuration axon) {
        SimpleCommandBus bus = SimpleCommandBus.builder()
                .transactionManager(transactions)
                .rollbackConfiguration(RollbackConfigurationType.ANY_THROWABLE)
                .build();
        bus.registerHandlerInterceptor(new CorrelationDataInterceptor<>(axon.correlationDataProviders()));
        return bus;
    }

    @Bean(destroyMethod = "shutdown")
    ScheduledExecutorService retries() {
        return new ScheduledThreadPoolExecutor(
                2, Thread.ofPlatform().daemon().name("command-retry-", 0).factory());
    }

    /** Repairs conflicts between nodes: the unique key decides, the loser reads the stream anew. */
    @Bean
    CommandGateway commandGateway(CommandBus bus, ScheduledExecutorService retries) {
        RetryScheduler backOff = ExponentialBackOffIntervalRetryScheduler.builder()
                .retryExecutor(retries)
                .backoffFactor(5)
                .maxRetryCount(6)
                .build();
        return DefaultCommandGateway.builder()
                .commandBus(bus)
                // Left to itself Axon tries a refused command seven times, and logs what the exception says.
                .retryScheduler((command, failure, before, retry) ->
                        isConflict(failure) && backOff.scheduleRetry(command, failure, before, retry))
                .build();
    }

    private static boolean isConflict(RuntimeException failure) {
        return failure instanceof ConcurrencyException || failure instanceof AggregateStreamCreationException;
    }

    /** Who acted goes from the command to each of its events. */
    @Bean
    CorrelationDataProvider actor() {
        return new SimpleCorrelationDataProvider(CallerMetadata.CLIENT, CallerMetadata.ON_BEHALF_OF);
    }

    @Bean
    ConfigurerModule eventProcessors() {
        return configurer -> configurer.eventProcessing(processing -> processing
                .usingPooledStreamingEventProcessors()
                .registerSubscribingEventProcessor(Catalogues.PROCESSOR)
                .registerSubscribingEventProcessor(IdentifierClaims.PROCESSOR)
                .registerSubscribingEventProcessor(Kin.PROCESSOR)
                .registerSubscribingEventProcessor(Representations.PROCESSOR)
                .registerSubscribingEventProcessor(RightsRequests.PROCESSOR)
                .registerSubscribingEventProcessor(Erasures.PROCESSOR)
                .registerDefaultListenerInvocationErrorHandler(axon -> PropagatingErrorHandler.instance())
                .registerDefaultErrorHandler(axon -> PropagatingErrorHandler.instance()));
    }
}
