package org.consentledger.command;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Outcome;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** A command on its way: whom it concerns, how it is made, and the answer its sender waits for. */
final class QueuedCommand {
    private final Named person;
    private final CommandFor command;
    private final Map<String, String> metadata;
    private final @Nullable Map<String, String> logContext = MDC.getCopyOfContextMap();
    private final CompletableFuture<Outcome> answer = new CompletableFuture<>();

    /** Set by whoever comes first: the lane that begins to handle the command, or the sender who gives up. */
    private final AtomicBoolean taken = new AtomicBoolean();

    QueuedCommand(Named person, CommandFor command, Map<String, String> metadata) {
        this.person = person;
        this.command = command;
        this.metadata = metadata;
    }

    Named person() {
        return person;
    }

    CommandFor command() {
        return command;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** What the log lines of the request say about it. */
    @Nullable
    Map<String, String> logContext() {
        return logContext;
    }

    /** Whether the sender still waits; from now on it cannot tell whether the command was recorded, unless told. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** To be called after the commit only. */
    void succeed(Outcome outcome) {
        answer.complete(outcome);
    }

    void fail(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    boolean isAnswered() {
        return answer.isDone();
    }

    /** Waits for the answer, or for as long as a sender is kept waiting. */
    Outcome await(Duration most) {
        try {
            return answer.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw asUnchecked(e.getCause());
        } catch (TimeoutException e) {
            throw giveUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw giveUp();
        }
    }

    private Refusal giveUp() {
        boolean untouched = taken.compareAndSet(false, true);
        answer.cancel(false);
        return new Refusal(untouched ? Code.BUSY : Code.OUTCOME_UNKNOWN);
    }

    private static RuntimeException asUnchecked(@Nullable Throwable failure) {
        return switch (failure) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(failure);
        };
    }
}
