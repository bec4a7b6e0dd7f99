package org.consentledger.query.projection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.consentledger.store.Background;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node does for a build: a streaming processor of Axon, that works while this node holds the build's token. */
final class Worker {
    static final int BATCH = 500;

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    // Less than the 1024 at which Axon's reader pauses for a tenth of a second, whatever happens meanwhile.
    private static final int READ_AHEAD = 1_000;

    private static final long CLAIM_INTERVAL_MILLIS = 1_000;
    private static final long CLAIM_EXTENSION_MILLIS = 2_000;

    private final Build<?> build;
    private final ScheduledExecutorService coordinator;
    private final ScheduledExecutorService worker;
    private final PooledStreamingEventProcessor processor;

    /** Events read and not yet written. */
    private final AtomicInteger underWay = new AtomicInteger();

    private volatile Runnable wakeUp = () -> {};

    /** The last position of the last batch that could not be written. */
    private volatile long failedAt;

    private volatile boolean broken;

    Worker(
            Build<?> build,
            StreamableMessageSource<TrackedEventMessage<?>> source,
            TokenStore tokens,
            Background background) {
        this.build = build;
        coordinator = thread(build.tokenName() + "-reader");
        worker = thread(build.tokenName() + "-writer");
        processor = PooledStreamingEventProcessor.builder()
                .name(build.tokenName())
                .messageSource(new Source(source))
                .initialToken(StreamableMessageSource::createTailToken)
                .initialSegmentCount(1)
                .tokenStore(tokens)
                .transactionManager(background.transactions())
                .tokenClaimInterval(CLAIM_INTERVAL_MILLIS)
                .claimExtensionThreshold(CLAIM_EXTENSION_MILLIS)
                .batchSize(BATCH)
                .coordinatorExecutor(coordinator)
                .workerExecutor(worker)
                .eventHandlerInvoker(new Invoker())
                .errorHandler(PropagatingErrorHandler.instance())
                .build();
    }

    /** Axon sees to exceptions. After an error it never comes back to the task that it ended, and nobody is told. */
    private ScheduledExecutorService thread(String name) {
        return new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name).factory()) {
            @Override
            protected void afterExecute(Runnable task, @Nullable Throwable failure) {
                if (task instanceof Future<?> done && done.state() == Future.State.FAILED) {
                    log.error(
                            "{} ended with {}",
                            name,
                            done.exceptionNow().getClass().getName());
                    broken = true;
                }
            }
        };
    }

    Build<?> build() {
        return build;
    }

    void start() {
        processor.start();
    }

    /** Finishes the batch at hand and gives the token back. */
    void stop() {
        if (!broken) {
            processor
                    .shutdownAsync()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .exceptionally(_ -> null)
                    .join();
        }
        coordinator.shutdownNow();
        worker.shutdownNow();
    }

    /** Whether an error ended its work, so that another has to take its place. */
    boolean isBroken() {
        return broken;
    }

    /** Whether it is this node that holds the token. */
    boolean isWorking() {
        return processor.processingStatus().values().stream().anyMatch(status -> !status.isErrorState());
    }

    /**
     * Whether the work fails here, and nobody got any further since.
     *
     * @param position where the build is
     */
    boolean isFailing(long position) {
        return processor.isError() || failedAt > position;
    }

    /** The events of a batch, of which some may be of no interest. */
    private static final class Batch {
        private final List<DomainEventMessage<?>> events = new ArrayList<>();
        private int size;
        private long last;
    }

    private Batch begin(UnitOfWork<?> work) {
        var batch = new Batch();
        work.onPrepareCommit(_ -> build.write(batch.events));
        work.onRollback(_ -> failedAt = batch.last);
        // Also when it is rolled back: Axon reads on where it was if the commit was lost on its way back only.
        work.onCleanup(_ -> {
            underWay.addAndGet(-batch.size);
            wakeUp.run();
        });
        return batch;
    }

    /** Collects the events of a batch and has them written at its end. */
    private final class Invoker implements EventHandlerInvoker {
        @Override
        public boolean canHandle(EventMessage<?> message, Segment segment) {
            // All of them, so that the token moves with every batch and not only with the next event that is read.
            return true;
        }

        @Override
        public void handle(EventMessage<?> message, Segment segment) {
            UnitOfWork<?> work = CurrentUnitOfWork.get();
            Batch batch = work.getOrComputeResource(build.tokenName(), _ -> begin(work));
            batch.size++;
            batch.last = position(message);
            DomainEventMessage<?> event = build.read(message);
            if (event != null) {
                batch.events.add(event);
            }
        }
    }

    /** The source, keeping hold of what wakes its reader up. */
    private final class Source implements StreamableMessageSource<TrackedEventMessage<?>> {
        private final StreamableMessageSource<TrackedEventMessage<?>> source;

        Source(StreamableMessageSource<TrackedEventMessage<?>> source) {
            this.source = source;
        }

        @Override
        public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
            return new Stream(source.openStream(token));
        }

        @Override
        public TrackingToken createTailToken() {
            return source.createTailToken();
        }

        @Override
        public TrackingToken createHeadToken() {
            return source.createHeadToken();
        }

        @Override
        public TrackingToken createTokenAt(Instant time) {
            return source.createTokenAt(time);
        }
    }

    private static long position(EventMessage<?> message) {
        return message instanceof TrackedEventMessage<?> tracked
                ? tracked.trackingToken().position().orElse(0)
                : 0;
    }

    /** Reads ahead of the writer, and not too far. */
    private final class Stream implements BlockingStream<TrackedEventMessage<?>> {
        private final BlockingStream<TrackedEventMessage<?>> stream;

        Stream(BlockingStream<TrackedEventMessage<?>> stream) {
            this.stream = stream;
            underWay.set(0);
        }

        private boolean isAhead() {
            return underWay.get() >= READ_AHEAD;
        }

        @Override
        public boolean setOnAvailableCallback(Runnable callback) {
            wakeUp = callback;
            stream.setOnAvailableCallback(callback);
            // True in any case, for Axon's reader would otherwise sleep through the calls of the writer.
            return true;
        }

        @Override
        public Optional<TrackedEventMessage<?>> peek() {
            return stream.peek();
        }

        @Override
        public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
            return !isAhead() && stream.hasNextAvailable(timeout, unit);
        }

        @Override
        public boolean hasNextAvailable() {
            return !isAhead() && stream.hasNextAvailable();
        }

        @Override
        public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
            underWay.incrementAndGet();
            return stream.nextAvailable();
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
