package org.consentledger.bench.hammer;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Something a person says, about one controller and one purpose, or about all of them.
 *
 * @param controller an id or {@link #ALL}
 * @param purpose an id or {@link #ALL}
 */
record Act(Kind kind, String controller, String purpose) {
    static final String ALL = "*";

    /** Dutch, and asked about one channel for which the law wants consent. */
    static final List<String> CONTROLLERS = List.of("noorderlicht-accounting", "noorderlicht-payroll");

    static final List<String> PURPOSES = List.of("surveys", "company-news");

    enum Kind {
        CONSENT("/v1/consents"),
        WITHDRAWAL("/v1/withdrawals"),
        OPT_OUT("/v1/opt-outs");

        final String path;

        Kind(String path) {
            this.path = path;
        }
    }

    static Act any(RandomGenerator random) {
        int roll = random.nextInt(100);
        String controller = CONTROLLERS.get(random.nextInt(CONTROLLERS.size()));
        String purpose = PURPOSES.get(random.nextInt(PURPOSES.size()));
        if (roll < 45) {
            return new Act(Kind.CONSENT, controller, purpose);
        }
        Kind kind = roll < 65 ? Kind.WITHDRAWAL : Kind.OPT_OUT;
        return switch (random.nextInt(4)) {
            case 0 -> new Act(kind, ALL, ALL);
            case 1 -> new Act(kind, controller, ALL);
            default -> new Act(kind, controller, purpose);
        };
    }

    boolean isPositive() {
        return kind == Kind.CONSENT;
    }

    boolean covers(Question question) {
        return (controller.equals(ALL) || controller.equals(question.controller()))
                && (purpose.equals(ALL) || purpose.equals(question.purpose()));
    }

    /** The request. Without a time: the act happens when the ledger hears of it, so that a repeat is not known by its time. */
    String json(String email) {
        String scope = """
            {"subject":{"type":"email","value":"%s"},"controllers":["%s"],"purposes":["%s"]\
            """.formatted(email, controller, purpose);
        return switch (kind) {
            case CONSENT -> scope + """
                ,"notice":{"id":"stakeholder","version":"2024-05-20","language":"nl"},"mechanism":"CHECKBOX",\
                "evidence":{"wordingHash":"sha256:%s"}}\
                """.formatted("0123456789abcdef".repeat(4));
            case WITHDRAWAL, OPT_OUT -> scope + "}";
        };
    }

    @Override
    public String toString() {
        return kind + " " + controller + " " + purpose;
    }
}
