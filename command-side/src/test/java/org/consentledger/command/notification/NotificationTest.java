package org.consentledger.command.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.TestExecutor;
import org.axonframework.test.matchers.Matchers;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.notification.NotificationCommand.AcknowledgeNotification;
import org.consentledger.api.notification.NotificationEvent.NotificationAcknowledged;
import org.consentledger.api.notification.NotificationId;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Taking note of what happened. */
class NotificationTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30.123456Z");
    private static final SubjectId SUBJECT = SubjectId.of("019f0000-0000-7000-8000-000000000001");
    private static final NotificationId NOTIFICATION =
            NotificationId.of("019f0000-0000-7000-8000-000000000002:printer");

    private final TestExecutor<Notification> executor = new AggregateTestFixture<>(Notification.class)
            .registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC))
            .givenCurrentTime(NOW);

    private static AcknowledgeNotification acknowledge(@Nullable Instant occurredAt) {
        return new AcknowledgeNotification(NOTIFICATION, SUBJECT, occurredAt);
    }

    private static NotificationAcknowledged acknowledged(Instant occurredAt) {
        return new NotificationAcknowledged(
                EventId.of("019f0000-0000-7000-8000-000000000002"), new RecipientId("printer"), SUBJECT, occurredAt);
    }

    @Test
    void noteIsTakenNow() {
        executor.when(acknowledge(null))
                .expectEvents(acknowledged(NOW))
                .expectResultMessagePayloadMatching(
                        Matchers.predicate(result -> result instanceof Outcome outcome && outcome.changed()));
    }

    @Test
    void noteMayHaveBeenTakenBefore() {
        Instant yesterday = NOW.minus(Duration.ofDays(1));
        executor.when(acknowledge(yesterday)).expectEvents(acknowledged(yesterday));
    }

    @Test
    void noteIsTakenOnce() {
        executor.andGiven(acknowledged(NOW.minus(Duration.ofDays(1))))
                .when(acknowledge(null))
                .expectNoEvents()
                .expectResultMessagePayloadMatching(Matchers.predicate(result -> result instanceof Outcome outcome
                        && !outcome.changed()
                        && outcome.version() == 1
                        && SUBJECT.equals(outcome.subjectId())));
    }

    @Test
    void noteIsNotTakenInTheFuture() {
        refuses(NOW.plusNanos(1_000), Code.OCCURRED_IN_FUTURE);
    }

    @Test
    void noteIsNotTakenBefore1900() {
        refuses(Instant.parse("1899-12-31T23:59:59Z"), Code.OCCURRED_TOO_LONG_AGO);
    }

    private void refuses(Instant occurredAt, Code code) {
        executor.when(acknowledge(occurredAt))
                .expectNoEvents()
                .expectException(Matchers.predicate(failure -> failure instanceof Refusal refusal
                        && refusal.code() == code
                        && refusal.faults().getFirst().pointer().equals("#/occurredAt")));
    }

    @Test
    void idFollowsFromTheEventAndTheRecipient() {
        assertThat(NOTIFICATION.toString()).isEqualTo("019f0000-0000-7000-8000-000000000002:printer");
        assertThat(acknowledged(NOW).notification()).isEqualTo(NOTIFICATION);
    }
}
