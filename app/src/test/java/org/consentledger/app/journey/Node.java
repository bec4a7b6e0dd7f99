package org.consentledger.app.journey;

import java.util.stream.Stream;
import org.consentledger.app.ConsentLedger;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Another node on the database of a running one, with the same keys. */
record Node(ConfigurableApplicationContext context) implements AutoCloseable {

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
                        "ledger.keys.look-up-pepper")
                .map(name -> "--" + name + "=" + server.getEnvironment().getRequiredProperty(name, Object.class));
        return new Node(SpringApplication.run(
                ConsentLedger.class,
                Stream.concat(same, Stream.of("--server.port=0")).toArray(String[]::new)));
    }

    Ledger ledger() {
        return Ledger.at(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    @Override
    public void close() {
        context.close();
    }
}
