package org.consentledger.bench.server;

import org.consentledger.app.ConsentLedger;
import org.springframework.boot.SpringApplication;

/** The product, with one endpoint more to compare its own with. */
public final class BenchServer {
    private BenchServer() {}

    public static void main(String[] args) {
        new SpringApplication(ConsentLedger.class, BareEndpoint.class).run(args);
    }
}
