package org.consentledger.command.consent;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.consentledger.api.subject.SubjectCommand.EndConsents;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.command.Commands;
import org.consentledger.store.consent.OpenConsents;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Has the ends of consents recorded that have come by themselves. Nothing waits for it: decisions compare times. It keeps the
 * register, takes from it whom to look at, a batch at a time, and asks each person's stream; the stream tells once what has
 * ended, whoever asks and however often. All nodes with the command side do it, each for other people.
 */
@Component
@EnableConfigurationProperties(SweepSettings.class)
class Sweeper implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

    /** Longer than a batch of commands can take; after that another node may take over. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration STOPPING = Duration.ofSeconds(35);

    private final OpenConsents consents;
    private final Commands commands;
    private final SweepSettings settings;
    private @Nullable Thread thread;
    private boolean failed;

    Sweeper(OpenConsents consents, Commands commands, SweepSettings settings) {
        this.consents = consents;
        this.commands = commands;
        this.settings = settings;
    }

    private void run() {
        try (ExecutorService senders = Executors.newFixedThreadPool(
                settings.inFlight(), Thread.ofVirtual().name("sweep-", 0).factory())) {
            while (waited(step(senders) ? Duration.ZERO : settings.every())) {
                // Goes on until it is stopped.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false if it is to stop */
    private synchronized boolean waited(Duration pause) throws InterruptedException {
        long untilNanos = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && thread != null; left = untilNanos - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return thread != null;
    }

    /** @return whether there may be more to do at once */
    private boolean step(ExecutorService senders) throws InterruptedException {
        try {
            boolean more = consents.follow();
            more |= consents.reconsider();
            more |= sweep(senders);
            failed = false;
            return more;
        } catch (RuntimeException e) {
            // The database may be away. Only the class: a message may quote what it choked on.
            if (!failed) {
                log.warn(
                        "Ends of consents cannot be recorded now: {}",
                        e.getClass().getName());
            }
            failed = true;
            return false;
        }
    }

    private boolean sweep(ExecutorService senders) throws InterruptedException {
        List<SubjectId> due = consents.claim(settings.batch(), LEASE);
        List<Future<Boolean>> answers = senders.invokeAll(due.stream()
                .<Callable<Boolean>>map(person -> () -> told(person))
                .toList());
        List<SubjectId> told = IntStream.range(0, due.size())
                .filter(i -> answers.get(i).resultNow())
                .mapToObj(due::get)
                .toList();
        if (!told.isEmpty()) {
            consents.looked(told);
        }
        return !due.isEmpty() && told.size() == due.size();
    }

    /** @return false where it cannot be told now: it is tried again when the time of this node for it is over */
    private boolean told(SubjectId person) {
        try {
            commands.send(new Named.ById(person), (subject, _) -> new EndConsents(subject), Map.of());
            return true;
        } catch (RuntimeException e) {
            log.debug(
                    "The end of a consent cannot be recorded: {}", e.getClass().getName());
            return false;
        }
    }

    @Override
    public synchronized void start() {
        if (settings.enabled() && thread == null) {
            thread = Thread.ofPlatform().daemon().name("sweeper").start(this::run);
        }
    }

    @Override
    public void stop() {
        Thread stopping;
        synchronized (this) {
            stopping = thread;
            thread = null;
            notifyAll();
        }
        if (stopping != null) {
            try {
                stopping.join(STOPPING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    /** Begins after the lanes of commands, and ends before them. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
