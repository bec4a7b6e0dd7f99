package org.consentledger.store.sequence;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.consentledger.store.Background;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a node does behind its requests is begun again, whatever ended it. */
class WatchTest {
    @TempDir
    Path keys;

    /** Fails the first times, each time with the next of these. */
    private record Failing(AtomicInteger times, Throwable failure) implements Watch.Duty {
        @Override
        public boolean begins(Connection connection) {
            return true;
        }

        @Override
        public void stays(Connection connection) throws SQLException {
            if (times.incrementAndGet() < 3) {
                switch (failure) {
                    case SQLException sql -> throw sql;
                    case RuntimeException unchecked -> throw unchecked;
                    case Error error -> throw error;
                    default -> throw new IllegalStateException(failure);
                }
            }
        }
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new SQLException("gone"), new IllegalStateException("wrong"), new OutOfMemoryError("no heap is left"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void dutyIsBegunAgainWhateverEndedIt(Throwable failure) {
        var times = new AtomicInteger();
        try (var network = new Network(keys, null);
                var background = new Background(network.database, 2)) {
            var watch = new Watch("test", background, new Failing(times, failure));
            watch.start();
            try {
                await().atMost(Network.BOUND).until(() -> times.get() >= 3);
            } finally {
                watch.stop();
            }
        }
    }
}
