package org.consentledger.app.journey;

import java.util.stream.Stream;
import org.consentledger.app.ConsentLedger;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Another node on the database of a running one, with the same keys. */
record Node(ConfigurableApplicationContext context, Ledger ledger) implements AutoCloseable {

    static Node beside(ConfigurableApplicationContext server) {
        var same = Stream.of(
                        "spring.datasource.url",
                        "spring.datasource.username",
                        "spring.datasource.password",
                        "spring.flyway.user",
                        "spring.flyway.password",
                        "ledger.embedded.directory",
                        "ledger.issuer.embedded",
                        "ledger.keys.key-encryption-key",
                        "ledger.keys.look-up-pepper",
                        "ledger.rights.deadline-poll-seconds")
                .map(name -> "--" + name + "=" + server.getEnvironment().getRequiredProperty(name, Object.class));
        var context = SpringApplication.run(
                ConsentLedger.class,
                Stream.concat(same, Stream.of("--server.port=0")).toArray(String[]::new));
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return new Node(context, Ledger.at(port));
    }

    @Override
    public void close() {
        context.close();
    }
}
