package org.consentledger.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.SubjectCommand.SetPreferences;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.identity.Named;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final SubjectId SOMEBODY = new SubjectId(new UUID(0, 1));
    private static final Outcome OUTCOME =
            new Outcome(new EventId(new UUID(0, 2)), SOMEBODY, 1, Instant.EPOCH, true, List.of());

    /** Lets the lane finish one batch for each permit. */
    private final Semaphore gate = new Semaphore(0);

    private final Semaphore begun = new Semaphore(0);
    private final List<Integer> batches = new ArrayList<>();
    private final Lane lane = new Lane("lane under test", 3, 2, this::work);

    private void work(List<QueuedCommand> commands) {
        batches.add(commands.size());
        begun.release();
        gate.acquireUninterruptibly();
        commands.forEach(command -> command.succeed(OUTCOME));
    }

    @AfterEach
    void end() {
        gate.release(100);
        lane.close();
    }

    private static QueuedCommand command() {
        return new QueuedCommand(
                new Named.ById(SOMEBODY),
                (subject, introducedAs) -> new SetPreferences(subject, introducedAs, null, null, null),
                Map.of());
    }

    /** Starts the lane, and has it hold this command. */
    private QueuedCommand holding() throws InterruptedException {
        var held = command();
        lane.start();
        lane.add(held);
        assertThat(begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        return held;
    }

    private static void assertRefused(Code code, Runnable task) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(task::run)
                .extracting(Refusal::code)
                .isEqualTo(code);
    }

    @Test
    void whatWaitsIsTakenTogetherUpToTheSizeOfABatch() throws InterruptedException {
        var first = holding();
        var waiting = Stream.generate(LaneTest::command).limit(3).toList();
        waiting.forEach(lane::add);
        assertThat(lane.waiting()).isEqualTo(3);
        gate.release(3);
        assertThat(first.await(LONG)).isEqualTo(OUTCOME);
        for (QueuedCommand command : waiting) {
            assertThat(command.await(LONG)).isEqualTo(OUTCOME);
        }
        assertThat(batches).containsExactly(1, 2, 1);
    }

    @Test
    void commandBeyondTheQueueIsRefused() throws InterruptedException {
        holding();
        Stream.generate(LaneTest::command).limit(3).forEach(lane::add);
        assertRefused(Code.BUSY, () -> lane.add(command()));
    }

    @Test
    void commandThatWaitedTooLongIsNeverHandled() throws InterruptedException {
        var held = holding();
        var late = command();
        lane.add(late);
        assertRefused(Code.BUSY, () -> late.await(SHORT));
        var next = command();
        lane.add(next);
        gate.release(2);
        assertThat(held.await(LONG)).isEqualTo(OUTCOME);
        assertThat(next.await(LONG)).isEqualTo(OUTCOME);
        assertThat(batches).containsExactly(1, 1);
    }

    @Test
    void outcomeOfACommandThatIsBeingHandledIsUnknown() throws InterruptedException {
        var held = holding();
        assertRefused(Code.OUTCOME_UNKNOWN, () -> held.await(SHORT));
    }

    @Test
    void closingLaneFinishesWhatWaitsAndLetsNoMoreIn() throws InterruptedException {
        holding();
        var waiting = Stream.generate(LaneTest::command).limit(3).toList();
        waiting.forEach(lane::add);
        lane.close();
        assertRefused(Code.UNAVAILABLE, () -> lane.add(command()));
        gate.release(3);
        for (QueuedCommand command : waiting) {
            assertThat(command.await(LONG)).isEqualTo(OUTCOME);
        }
        assertThat(lane.awaitEnd(LONG.toMillis())).isTrue();
    }

    @Test
    void everyCommandIsAnsweredHoweverItMeetsTheEnd() throws InterruptedException {
        gate.release(Integer.MAX_VALUE / 2);
        lane.start();
        var go = new CountDownLatch(1);
        var unanswered = new ArrayList<Throwable>();
        var senders = Stream.generate(() -> Thread.ofVirtual().start(() -> {
                    try {
                        go.await();
                        for (int i = 0; i < 200; i++) {
                            send(unanswered);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .limit(8)
                .toList();
        go.countDown();
        lane.close();
        for (Thread sender : senders) {
            assertThat(sender.join(LONG)).isTrue();
        }
        assertThat(unanswered).isEmpty();
    }

    private void send(List<Throwable> unanswered) {
        var command = command();
        try {
            lane.add(command);
        } catch (Refusal notTaken) {
            return;
        }
        try {
            command.await(LONG);
        } catch (Refusal refusal) {
            if (refusal.code() != Code.UNAVAILABLE) {
                synchronized (unanswered) {
                    unanswered.add(refusal);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-1,1,1,1", "17,1,1,1", "1,0,1,1", "1,1001,1,1", "1,1,0,1", "1,1,100001,1", "1,1,1,0", "1,1,1,301"})
    void settingsBeyondTheirBoundsAreRefused(int lanes, int batch, int queue, int waitSeconds) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LaneSettings(lanes, batch, queue, waitSeconds))
                .withMessageStartingWith("ledger.commands.");
    }

    @Test
    void lanesFollowTheProcessorsUnlessTheyAreSet() {
        assertThat(new LaneSettings(0, 1, 1, 1).lanes())
                .isEqualTo(Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4));
        assertThat(new LaneSettings(3, 1, 1, 1).lanes()).isEqualTo(3);
    }
}
