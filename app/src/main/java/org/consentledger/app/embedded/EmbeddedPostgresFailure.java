package org.consentledger.app.embedded;

import org.jspecify.annotations.Nullable;

/** Says why the embedded database cannot run, and what the operator can do about it. */
public final class EmbeddedPostgresFailure extends RuntimeException {

    static final String USE_ANOTHER_DATABASE =
            "set spring.datasource.url (with username and password) to use a PostgreSQL of your own.";

    private final String action;

    EmbeddedPostgresFailure(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}
