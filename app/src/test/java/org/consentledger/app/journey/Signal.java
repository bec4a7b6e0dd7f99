package org.consentledger.app.journey;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An act of a person as it is sent to the ledger: right unless made wrong, and by default about one controller. */
final class Signal {
    static final String WORDING = "sha256:" + "0123456789abcdef".repeat(4);

    final String path;
    final Map<String, @Nullable Object> body = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> evidence = new LinkedHashMap<>();

    private Signal(String path) {
        this.path = path;
    }

    private static Signal about(String path, String... purposes) {
        return new Signal(path).with("purposes", List.of(purposes)).by(Journey.ACCOUNTING);
    }

    static Signal consent(String... purposes) {
        return about("/v1/consents", purposes)
                .with("notice", Map.of("id", "stakeholder", "version", "2024-05-20", "language", "nl"))
                .with("mechanism", "CHECKBOX")
                .evidence("wordingHash", WORDING);
    }

    static Signal withdrawal(String... purposes) {
        return about("/v1/withdrawals", purposes);
    }

    static Signal optOut(String... purposes) {
        return about("/v1/opt-outs", purposes);
    }

    static Signal optIn(String... purposes) {
        return about("/v1/opt-ins", purposes);
    }

    /** The customer exception. */
    static Signal sale(String... purposes) {
        return optIn(purposes).with("ground", "EXISTING_CUSTOMER").evidence("reference", "order 2025-17");
    }

    static Signal objectionToMarketing(String... purposes) {
        return about("/v1/objections", purposes).with("ground", "DIRECT_MARKETING");
    }

    static Signal objectionForMySituation(String... purposes) {
        return about("/v1/objections", purposes).with("ground", "PARTICULAR_SITUATION");
    }

    static Signal preferences() {
        return new Signal("/v1/preferences");
    }

    Signal by(String... controllers) {
        return with("controllers", List.of(controllers));
    }

    Signal on(String... channels) {
        return with("channels", List.of(channels));
    }

    Signal at(Instant time) {
        return with("occurredAt", time.toString());
    }

    Signal at(String time) {
        return with("occurredAt", time);
    }

    Signal atUnknownTime() {
        return with("occurredAt", null);
    }

    Signal evidence(String name, @Nullable String value) {
        if (value == null) {
            evidence.remove(name);
        } else {
            evidence.put(name, value);
        }
        return with("evidence", evidence);
    }

    Signal with(String name, @Nullable Object value) {
        body.put(name, value);
        return this;
    }

    Signal without(String name) {
        body.remove(name);
        return this;
    }
}
