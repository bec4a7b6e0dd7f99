package org.consentledger.app;

import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The server. One artifact runs everywhere; {@code ledger.role} says which sides of the ledger a node carries. */
@SpringBootApplication(scanBasePackages = {"org.consentledger.app", "org.consentledger.store"})
@EnableScheduling
public class ConsentLedger {

    /** Starts the server with the given command-line properties; none are needed. */
    public static void main(String[] args) {
        SpringApplication.run(ConsentLedger.class, args);
    }

    /** Which sides of the ledger a node carries. */
    enum Role {
        ALL,
        COMMAND,
        QUERY
    }

    /** Refuses to start a node that would carry nothing. */
    ConsentLedger(@Value("${ledger.role:all}") Role role) {
        LoggerFactory.getLogger(ConsentLedger.class).info("This node carries: {}", role);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "ledger.role", havingValue = "command")
    @ComponentScan("org.consentledger.command")
    static class CommandsOnly {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "ledger.role", havingValue = "query")
    @ComponentScan("org.consentledger.query")
    static class QueriesOnly {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "ledger.role", havingValue = "all", matchIfMissing = true)
    @ComponentScan({"org.consentledger.command", "org.consentledger.query"})
    static class BothSides {}
}
