package org.consentledger.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;

/**
 * A queue of commands and the one thread that takes from it whatever waits there. It never waits for more to come: while
 * one batch is committed the next gathers by itself.
 */
final class Lane {
    private static final long IDLE_MILLIS = 100;

    private final BlockingQueue<QueuedCommand> queue;
    private final Consumer<List<QueuedCommand>> work;
    private final int batch;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean closed;

    /** @param work handles commands and answers each of them, whatever happens */
    Lane(String name, int capacity, int batch, Consumer<List<QueuedCommand>> work) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.batch = batch;
        this.work = work;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** @throws Refusal where the queue is full or the server stops: nothing was recorded then */
    void add(QueuedCommand command) {
        if (closing) {
            throw new Refusal(Code.UNAVAILABLE);
        }
        if (!queue.offer(command)) {
            throw new Refusal(Code.BUSY);
        }
        // Without this one that came in between would wait for a thread that has ended.
        if (closed && queue.remove(command)) {
            throw new Refusal(Code.UNAVAILABLE);
        }
    }

    int waiting() {
        return queue.size();
    }

    /** Lets no more in. What waits is finished. */
    void close() {
        closing = true;
    }

    /** @return false where it goes on working after that time */
    boolean awaitEnd(long millis) throws InterruptedException {
        return thread.join(Duration.ofMillis(millis));
    }

    /** Nothing of it was recorded. */
    void refuseWhatWaits() {
        var left = new ArrayList<QueuedCommand>();
        queue.drainTo(left);
        left.stream().filter(QueuedCommand::take).forEach(command -> command.fail(new Refusal(Code.UNAVAILABLE)));
    }

    private void run() {
        var commands = new ArrayList<QueuedCommand>(batch);
        try {
            while (!closing || !queue.isEmpty()) {
                take(commands);
                if (!commands.isEmpty()) {
                    work.accept(commands);
                }
                commands.clear();
            }
        } finally {
            closing = true;
            closed = true;
            refuseWhatWaits();
        }
    }

    private void take(List<QueuedCommand> commands) {
        try {
            QueuedCommand first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                commands.add(first);
                queue.drainTo(commands, batch - 1);
            }
        } catch (InterruptedException e) {
            closing = true;
        }
        commands.removeIf(command -> !command.take());
    }
}
