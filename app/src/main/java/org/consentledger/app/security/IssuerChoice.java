package org.consentledger.app.security;

import java.util.List;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Whose tokens are taken: those of the configured issuer, or those the server issues itself to its demo clients. The
 * latter is the embedded default, and must be asked for by {@code ledger.issuer.embedded=true} where a database is
 * configured.
 */
enum IssuerChoice {
    EXTERNAL,
    EMBEDDED;

    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";
    private static final List<String> EXTERNAL_BY =
            List.of(JWT + "issuer-uri", JWT + "jwk-set-uri", JWT + "public-key-location");

    static IssuerChoice of(Environment environment) {
        if (EXTERNAL_BY.stream().anyMatch(name -> isSet(environment, name))) {
            return EXTERNAL;
        }
        boolean ownDatabase = !isSet(environment, "spring.datasource.url");
        if (environment.getProperty("ledger.issuer.embedded", Boolean.class, ownDatabase)) {
            return EMBEDDED;
        }
        throw new NoIssuer();
    }

    private static boolean isSet(Environment environment, String name) {
        return StringUtils.hasText(environment.getProperty(name));
    }

    /** Nobody is named whose tokens are to be taken. */
    static final class NoIssuer extends RuntimeException {
        NoIssuer() {
            super("No issuer of access tokens is configured");
        }
    }
}
