package org.consentledger.query.decision;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who ask at the same time share one read. Whoever finds nobody reading reads at once, for all who wait; while a
 * read is under way the next ones gather. Nobody is kept waiting for others to come, and a read begins only after all it is
 * for have asked, so that none is stale.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
final class JointReads<Q, A> {
    private final int most;
    private final Semaphore free;
    private final Function<List<Q>, List<A>> reader;
    private final Queue<Waiting<Q, A>> waiting = new ConcurrentLinkedQueue<>();

    /**
     * @param atATime how many reads there are at the same time
     * @param most how many questions share one
     * @param reader answers each question, in their order; what it throws is thrown to all who asked
     */
    JointReads(int atATime, int most, Function<List<Q>, List<A>> reader) {
        this.most = most;
        this.free = new Semaphore(atATime);
        this.reader = reader;
    }

    private static final class Waiting<Q, A> {
        private final Q question;
        private final Thread thread = Thread.currentThread();
        private volatile boolean taken;
        private @Nullable A answer;
        private @Nullable Throwable failure;
        private volatile boolean answered;

        Waiting(Q question) {
            this.question = question;
        }

        void answer(@Nullable A answer, @Nullable Throwable failure) {
            this.answer = answer;
            this.failure = failure;
            answered = true;
            LockSupport.unpark(thread);
        }

        A get() {
            return switch (failure) {
                case null -> requireNonNull(answer);
                case Error error -> throw error;
                case RuntimeException unchecked -> throw unchecked;
                default -> throw new IllegalStateException(failure);
            };
        }
    }

    A read(Q question) {
        var mine = new Waiting<Q, A>(question);
        waiting.add(mine);
        boolean interrupted = false;
        while (!mine.answered) {
            if (!mine.taken && free.tryAcquire()) {
                try {
                    readForThoseWhoWait();
                } finally {
                    free.release();
                    // Whoever found no read free before this release waits in the queue by now.
                    wakeNext();
                }
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return mine.get();
    }

    /** How many questions wait for a read to begin. */
    int waiting() {
        return waiting.size();
    }

    private void wakeNext() {
        Waiting<Q, A> next = waiting.peek();
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    private void readForThoseWhoWait() {
        var together = new ArrayList<Waiting<Q, A>>();
        for (Waiting<Q, A> next = waiting.poll(); next != null; next = together.size() < most ? waiting.poll() : null) {
            next.taken = true;
            together.add(next);
        }
        if (together.isEmpty()) {
            return;
        }
        // More than one read can take.
        wakeNext();
        try {
            List<A> answers =
                    reader.apply(together.stream().map(one -> one.question).toList());
            for (int i = 0; i < together.size(); i++) {
                together.get(i).answer(answers.get(i), null);
            }
        } catch (RuntimeException | Error failure) {
            together.stream().filter(one -> !one.answered).forEach(one -> one.answer(null, failure));
        }
    }
}
