package org.consentledger.query.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JointReadsTest {
    private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();

    /** What was asked together. */
    private final List<List<String>> reads = Collections.synchronizedList(new ArrayList<>());

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void end() {
        goOn.countDown();
        askers.shutdown();
    }

    @Test
    void whoAsksAloneIsReadForAtOnce() {
        var joint = new JointReads<String, String>(1, 10, this::echo);
        assertThat(joint.read("a")).isEqualTo("A");
        assertThat(joint.read("b")).isEqualTo("B");
        assertThat(reads).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void whoAsksDuringAReadSharesTheNextOne() throws Exception {
        var joint = new JointReads<String, String>(1, 10, this::echoOnceAllowed);
        var answers = askWhileTheFirstReads(joint, "b", "c", "d");
        assertThat(values(answers)).containsExactly("A", "B", "C", "D");
        assertThat(reads).hasSize(2);
        assertThat(reads.getLast()).containsExactlyInAnyOrder("b", "c", "d");
    }

    @Test
    void noMoreThanTheMostShareARead() throws Exception {
        var joint = new JointReads<String, String>(1, 2, this::echoOnceAllowed);
        var answers = askWhileTheFirstReads(joint, "b", "c", "d", "e", "f");
        assertThat(values(answers)).containsExactly("A", "B", "C", "D", "E", "F");
        assertThat(reads).hasSize(4).allSatisfy(read -> assertThat(read).hasSizeLessThanOrEqualTo(2));
    }

    @Test
    void aSecondReadNeedNotWaitForTheFirst() throws Exception {
        var joint = new JointReads<String, String>(2, 10, this::echoOnceAllowed);
        var first = askers.submit(() -> joint.read("a"));
        begun.await();
        assertThat(joint.read("b")).isEqualTo("B");
        assertThat(first.isDone()).isFalse();
    }

    @Test
    void aFailureReachesAllItWasReadForAndNobodyElse() throws Exception {
        var joint = new JointReads<String, String>(1, 10, questions -> {
            var answers = echoOnceAllowed(questions);
            if (questions.contains("bad")) {
                throw new IllegalStateException("unreadable");
            }
            return answers;
        });
        var answers = askWhileTheFirstReads(joint, "bad", "c");
        assertThat(answers.getFirst().get()).isEqualTo("A");
        for (var failed : answers.subList(1, 3)) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(failed::get)
                    .withCauseInstanceOf(IllegalStateException.class);
        }
        assertThatIllegalStateException().isThrownBy(() -> joint.read("bad")).withMessage("unreadable");
        assertThat(joint.read("e")).isEqualTo("E");
    }

    @Test
    void whoIsGivenNoAnswerIsToldSo() throws Exception {
        var joint = new JointReads<String, String>(
                1, 10, questions -> questions.contains("a") ? echoOnceAllowed(questions) : List.of());
        for (var unanswered : askWhileTheFirstReads(joint, "b", "c").subList(1, 3)) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(unanswered::get)
                    .withCauseInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void whoIsInterruptedIsAnsweredAndStaysInterrupted() throws Exception {
        var joint = new JointReads<String, String>(1, 10, this::echoOnceAllowed);
        askers.submit(() -> joint.read("a"));
        begun.await();
        var interrupted = askers.submit(() -> {
            Thread.currentThread().interrupt();
            return joint.read("b") + Thread.interrupted();
        });
        while (joint.waiting() < 1) {
            Thread.sleep(1);
        }
        goOn.countDown();
        assertThat(interrupted.get()).isEqualTo("Btrue");
    }

    /** A read that began before a question was asked might miss what was acknowledged in between. */
    @Test
    void aReadBeginsAfterEverythingItAnswersWasAsked() throws Exception {
        var clock = new AtomicLong();
        record Stamped(int question, long begun) {}
        var joint = new JointReads<Integer, Stamped>(2, 5, questions -> {
            long now = clock.incrementAndGet();
            Thread.yield();
            return questions.stream()
                    .map(question -> new Stamped(question, now))
                    .toList();
        });
        var runs = askers.invokeAll(IntStream.range(0, 32)
                .<Callable<Integer>>mapToObj(caller -> () -> {
                    for (int i = 0; i < 1_000; i++) {
                        long before = clock.get();
                        var answer = joint.read(caller);
                        assertThat(answer.question).isEqualTo(caller);
                        assertThat(answer.begun).isGreaterThan(before);
                    }
                    return caller;
                })
                .toList());
        for (var run : runs) {
            run.get();
        }
        assertThat(clock.get()).as("reads for 32,000 questions").isLessThan(32_000);
    }

    private List<String> echo(List<String> questions) {
        reads.add(questions);
        return questions.stream().map(String::toUpperCase).toList();
    }

    /** The first read takes until it may go on. */
    private List<String> echoOnceAllowed(List<String> questions) {
        var answers = echo(questions);
        if (questions.contains("a")) {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return answers;
    }

    private List<Future<String>> askWhileTheFirstReads(JointReads<String, String> joint, String... others)
            throws InterruptedException {
        var answers = new ArrayList<Future<String>>();
        answers.add(askers.submit(() -> joint.read("a")));
        begun.await();
        for (String other : others) {
            answers.add(askers.submit(() -> joint.read(other)));
        }
        while (joint.waiting() < others.length) {
            Thread.sleep(1);
        }
        goOn.countDown();
        return answers;
    }

    private static List<String> values(List<Future<String>> answers) throws Exception {
        var values = new ArrayList<String>();
        for (var answer : answers) {
            values.add(answer.get());
        }
        return values;
    }
}
