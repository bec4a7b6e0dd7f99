package org.consentledger.app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The server. One artifact runs everywhere; configuration alone says which sides of the ledger a node carries. */
@SpringBootApplication
public class ConsentLedger {

    /** Starts the server with the given command-line properties; none are needed. */
    public static void main(String[] args) {
        SpringApplication.run(ConsentLedger.class, args);
    }
}
