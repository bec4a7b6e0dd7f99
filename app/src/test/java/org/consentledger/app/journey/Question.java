package org.consentledger.app.journey;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** May this be done? By default by one controller, by e-mail, now. */
final class Question {
    final Map<String, @Nullable Object> body = new LinkedHashMap<>();

    private Question() {}

    static Question mail(String purpose) {
        return new Question()
                .with("controller", Journey.ACCOUNTING)
                .with("purpose", purpose)
                .with("channel", "EMAIL");
    }

    Question by(String controller) {
        return with("controller", controller);
    }

    Question on(String channel) {
        return with("channel", channel);
    }

    Question as(String messageClass) {
        return with("messageClass", messageClass);
    }

    Question to(String company) {
        return with("company", company);
    }

    Question validAt(Instant time) {
        return with("validAt", time.toString());
    }

    Question validAt(String time) {
        return with("validAt", time);
    }

    Question knownAt(Instant time) {
        return with("knownAt", time.toString());
    }

    Question with(String name, @Nullable Object value) {
        body.put(name, value);
        return this;
    }
}
