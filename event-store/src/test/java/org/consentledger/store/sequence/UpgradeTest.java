package org.consentledger.store.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.consentledger.store.sealing.TestLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger from before the log gets positions for everything in it. */
class UpgradeTest {
    private static final int EVENTS = Integer.getInteger("backlog.events", 20_000);

    @TempDir
    Path keys;

    @Test
    void eventsFromBeforeTheLogGetTheirPositionsAndViewsStartAnew() {
        try (var network = new Network(keys, "4")) {
            network.owner.sql("""
                            insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at,
                                                      payload_type, payload_revision, payload, metadata)
                            select gen_random_uuid(), 'stream-' || n % 1000, n / 1000, 'Subject', now(), 'opted-out', '1',
                                   convert_to(repeat('payload ', 60), 'UTF8'), convert_to('{"client":"service"}', 'UTF8')
                            from generate_series(0, ? - 1) n""").param(EVENTS).update();
            network.owner
                    .sql("select nextval('ledger.event_global_index_seq')")
                    .query(Long.class)
                    .single();
            network.owner
                    .sql("insert into ledger.token (processor, segment) values ('subject-view', 0)")
                    .update();
            network.owner.sql("create schema view").update();
            network.owner
                    .sql("create table view.subject (subject_id uuid primary key, version bigint, entries jsonb)")
                    .update();
            network.owner
                    .sql("insert into view.subject values (gen_random_uuid(), 1, '[]')")
                    .update();

            TestLedger.migrate(network.database, null);
            assertThat(network.number("select count(*) from ledger.token")).isZero();
            assertThat(network.owner
                            .sql("select count(*) from view.subject")
                            .query(Long.class)
                            .single())
                    .isZero();

            long begun = System.nanoTime();
            var node = network.node();
            await().atMost(Duration.ofMinutes(2)).until(() -> node.sequencer().lastPosition() == EVENTS);
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf("UpgradeTest: %d events sequenced, %.0f a second%n", EVENTS, EVENTS / seconds);
            assertThat(network.log())
                    .isEqualTo(LongStream.rangeClosed(1, EVENTS).boxed().toList());
            network.awaitFloorAtEnd();
        }
    }
}
