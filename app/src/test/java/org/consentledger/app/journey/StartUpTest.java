package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.consentledger.store.LedgerSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

class StartUpTest extends Journey {
    /** A server that has paused while others were tested takes a moment to run again. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    @Autowired
    ApplicationContext context;

    @Autowired
    Configuration axon;

    @Test
    void commandsRunInTransactionsOfTheDatabase() {
        assertThat(axon.getComponent(TransactionManager.class)).isInstanceOf(SpringTransactionManager.class);
    }

    @Test
    void eventsAreKeptInTheLedgersOwnTable() {
        assertThat(context.getBean(EventStore.class)).isInstanceOf(EmbeddedEventStore.class);
        assertThat(context.getBean(EventStorageEngine.class).getClass().getSimpleName())
                .isEqualTo("LedgerEventStorage");
        assertThat(context.getBeansOfType(EventStorageEngine.class)).hasSize(1);
    }

    @Test
    void eventsAreWrittenByTheLedgersOwnSerializer() {
        assertThat(axon.eventSerializer()).isInstanceOf(LedgerSerializer.class);
        assertThat(context.getBean("eventSerializer", Serializer.class)).isSameAs(axon.eventSerializer());
    }

    @Test
    void progressOfProjectionsIsKeptInTheDatabase() {
        assertThat(context.getBean(TokenStore.class)).isInstanceOf(JdbcTokenStore.class);
        await().atMost(BOUND).untilAsserted(() -> {
            var view =
                    ledger.get("admin", "/actuator/projections/subject").is(200).json();
            assertThat(view.required("running").asBoolean()).isTrue();
            assertThat(view.required("failing").asBoolean()).isFalse();
        });
    }

    @Test
    void noConnectorToAnotherServerIsThere() {
        assertThat(ClassUtils.isPresent("org.axonframework.axonserver.connector.AxonServerConfiguration", null))
                .isFalse();
        assertThat(context.getBeanDefinitionNames())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("axonserver"));
    }

    @Test
    void healthIsTheOnlyWindowIntoOperationsForStrangers() {
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(
                                ledger.withoutToken("/actuator/health").is(200).value("status"))
                        .isEqualTo("UP"));
        for (var path : List.of(
                "/actuator", "/actuator/info", "/actuator/metrics", "/actuator/prometheus", "/actuator/projections")) {
            ledger.withoutToken(path).refused(401, "UNAUTHENTICATED");
            ledger.get("officer", path).refused(403, "FORBIDDEN");
        }
        for (var path : List.of("/actuator/env", "/actuator/heapdump", "/actuator/loggers", "/actuator/beans")) {
            ledger.get("admin", path).refused(404, "NOT_FOUND");
        }
    }
}
