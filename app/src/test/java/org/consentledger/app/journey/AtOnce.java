package org.consentledger.app.journey;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does several things at the very same time. */
final class AtOnce {
    private static final int WAIT_SECONDS = 30;

    private AtOnce() {}

    /** What came of each, in the order of the tasks. */
    static <T> List<T> doing(List<Callable<T>> tasks) {
        var start = new CyclicBarrier(tasks.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = tasks.stream()
                    .map(task -> threads.submit(() -> {
                        start.await(WAIT_SECONDS, TimeUnit.SECONDS);
                        return task.call();
                    }))
                    .toList();
            var results = new ArrayList<T>();
            for (Future<T> one : running) {
                results.add(one.get(WAIT_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
