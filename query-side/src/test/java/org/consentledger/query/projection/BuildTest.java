package org.consentledger.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A build writes what it can read, and what it cannot read waits with all that follows it. */
class BuildTest {
    private static final JdbcClient JDBC = TestViews.JDBC;

    private final Lines lines = new Lines();
    private final Build<String> build = new Build<>(lines, 0, 5, JDBC);

    /** Writes a line for each event; some streams it cannot read. */
    private static final class Lines implements Projection<String> {
        private final Set<String> unreadable = new HashSet<>();

        @Override
        public String name() {
            return "lines";
        }

        @Override
        public boolean reads(DomainEventMessage<?> event) {
            return event.getType().equals("Line");
        }

        @Override
        public String change(DomainEventMessage<?> event) {
            if (unreadable.contains(line(event))) {
                throw new IllegalArgumentException("Cannot read jan@example.nl");
            }
            return line(event);
        }

        @Override
        public void apply(JdbcClient jdbc, int generation, List<String> changes) {
            changes.forEach(line -> jdbc.sql("insert into view.line (generation, line) values (?, ?)")
                    .params(generation, line)
                    .update());
        }

        @Override
        public void clear(JdbcClient jdbc, int generation) {
            jdbc.sql("delete from view.line where generation = ?")
                    .param(generation)
                    .update();
        }
    }

    @BeforeEach
    void beginAnew() {
        JDBC.sql("create table if not exists view.line (place bigserial, generation int, line text)")
                .update();
        JDBC.sql("truncate view.line, view.parked").update();
        JDBC.sql("insert into view.projection (name, live) values ('lines', 0) on conflict do nothing")
                .update();
        JDBC.sql("delete from view.generation where projection = 'lines'").update();
        JDBC.sql("insert into view.generation (projection, generation, build) values ('lines', 0, 5), ('lines', 1, 4)")
                .update();
    }

    private static DomainEventMessage<?> event(String stream, long sequence) {
        return new GenericDomainEventMessage<>("Line", stream, sequence, "text");
    }

    private static String line(DomainEventMessage<?> event) {
        return event.getAggregateIdentifier() + event.getSequenceNumber();
    }

    private void write(Build<?> into, DomainEventMessage<?>... events) {
        TestViews.transaction().executeWithoutResult(_ -> into.write(List.of(events)));
    }

    private void write(DomainEventMessage<?>... events) {
        write(build, events);
    }

    private boolean retry(String stream) {
        return Boolean.TRUE.equals(TestViews.transaction()
                .execute(_ -> build.retry(
                        stream,
                        (of, first, last) -> LongStream.rangeClosed(first, last)
                                .<DomainEventMessage<?>>mapToObj(sequence -> event(of, sequence))
                                .toList())));
    }

    private static List<String> written(int generation) {
        return JDBC.sql("select line from view.line where generation = ? order by place")
                .param(generation)
                .query((row, n) -> row.getString(1))
                .list();
    }

    private static List<String> parked() {
        return JDBC.sql("""
                        select stream || ' ' || first_sequence || '-' || last_sequence || ' ' || cause
                        from view.parked where build = 5 order by stream""").query((row, n) -> row.getString(1)).list();
    }

    private static String waiting(String stream, long first, long last) {
        return stream + " " + first + "-" + last + " java.lang.IllegalArgumentException";
    }

    @Test
    void eventsAreWrittenToTheGenerationInTheirOrder() {
        write(event("a", 0), event("b", 0), event("a", 1));
        write(event("b", 1));
        assertThat(written(0)).containsExactly("a0", "b0", "a1", "b1");
        assertThat(written(1)).isEmpty();
        assertThat(parked()).isEmpty();
    }

    @Test
    void workThatOutlivedItsBuildIsRefused() {
        JDBC.sql("update view.generation set build = 6 where projection = 'lines' and generation = 0")
                .update();
        assertThatThrownBy(() -> write(event("a", 0))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(this::write).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> retry("a")).isInstanceOf(IllegalStateException.class);
        assertThat(written(0)).isEmpty();
    }

    @Test
    void buildIsNotGivenUpInTheMidstOfABatch() {
        TestViews.transaction().executeWithoutResult(_ -> {
            build.write(List.of(event("a", 0)));
            assertThatThrownBy(() -> TestViews.others().sql("""
                                    with patience as (select set_config('lock_timeout', '200ms', true))
                                    update view.generation set build = 6 from patience where projection = 'lines'""").update())
                    .rootCause()
                    .hasMessageContaining("lock timeout");
        });
    }

    @Test
    void eachBuildHasATokenOfItsOwn() {
        assertThat(new Build<>(lines, 0, 6, JDBC).tokenName()).isNotEqualTo(build.tokenName());
        assertThat(build.tokenName()).isEqualTo(Build.tokenName("lines", 5));
    }

    @Test
    void whatCannotBeReadWaitsWithAllThatFollowsIt() {
        lines.unreadable.add("a1");
        write(event("a", 0), event("a", 1), event("b", 0), event("a", 2));
        assertThat(written(0)).containsExactly("a0", "b0");
        assertThat(parked()).containsExactly(waiting("a", 1, 2));

        write(event("a", 3), event("b", 1), event("a", 4));
        write(event("b", 2));
        assertThat(written(0)).containsExactly("a0", "b0", "b1", "b2");
        assertThat(parked()).containsExactly(waiting("a", 1, 4));
        assertThat(build.parked(10)).containsExactly("a");
    }

    @Test
    void whatAnotherBuildCouldNotReadDoesNotWait() {
        lines.unreadable.add("a0");
        write(new Build<>(lines, 1, 4, JDBC), event("a", 0));
        lines.unreadable.remove("a0");
        lines.unreadable.add("b0");
        write(event("a", 0), event("b", 0));
        write(event("a", 1), event("b", 1));
        assertThat(written(0)).containsExactly("a0", "a1");
        assertThat(parked()).containsExactly(waiting("b", 0, 1));
        assertThat(build.parked(10)).containsExactly("b");
    }

    @Test
    void whatWaitsIsReadAsFarAsItWaitsAndGoesOnFromThere() {
        lines.unreadable.addAll(List.of("a1", "b0"));
        write(event("a", 0), event("a", 1), event("b", 0));
        write(event("a", 2), event("b", 1));
        lines.unreadable.remove("a1");
        assertThat(retry("a")).isTrue();
        assertThat(written(0)).containsExactly("a0", "a1", "a2");
        assertThat(parked()).containsExactly(waiting("b", 0, 1));

        write(event("a", 3), event("b", 2));
        assertThat(written(0)).containsExactly("a0", "a1", "a2", "a3");
        assertThat(parked()).containsExactly(waiting("b", 0, 2));
    }

    @Test
    void whatStillCannotBeReadWaitsOn() {
        lines.unreadable.add("a1");
        write(event("a", 0), event("a", 1), event("a", 2), event("a", 3));
        assertThat(retry("a")).isFalse();
        assertThat(parked()).containsExactly(waiting("a", 1, 3));

        lines.unreadable.remove("a1");
        lines.unreadable.add("a3");
        assertThat(retry("a")).isFalse();
        assertThat(written(0)).containsExactly("a0", "a1", "a2");
        assertThat(parked()).containsExactly(waiting("a", 3, 3));
    }

    @Test
    void streamThatDoesNotWaitIsAllReadAlready() {
        write(event("a", 0));
        assertThat(retry("a")).isTrue();
        assertThat(written(0)).containsExactly("a0");
    }

    @Test
    void onlyEventsOfItsStreamsAreRead() {
        assertThat(build.read(event("a", 0))).isNotNull();
        assertThat(build.read(new GenericDomainEventMessage<>("Other", "a", 0, "text")))
                .isNull();
        assertThat(build.read(GenericEventMessage.asEventMessage("no stream"))).isNull();
    }
}
