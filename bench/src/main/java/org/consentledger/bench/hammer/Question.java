package org.consentledger.bench.hammer;

import java.util.List;
import java.util.random.RandomGenerator;

/** May this controller write to a person by e-mail for this purpose? */
record Question(String controller, String purpose) {
    static final List<Question> ALL = Act.CONTROLLERS.stream()
            .flatMap(controller -> Act.PURPOSES.stream().map(purpose -> new Question(controller, purpose)))
            .toList();

    static Question any(RandomGenerator random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    String json(String email) {
        return """
            {"subject":{"type":"email","value":"%s"},"controller":"%s","purpose":"%s","channel":"EMAIL"}\
            """.formatted(email, controller, purpose);
    }
}
