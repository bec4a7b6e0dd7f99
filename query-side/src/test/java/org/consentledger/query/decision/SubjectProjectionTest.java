package org.consentledger.query.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.consentledger.api.EventId;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.SubjectProjection.Change;
import org.consentledger.query.decision.rules.Ruling;
import org.consentledger.query.projection.TestViews;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A row moves from one version to the very next, and a hole is never passed over. */
class SubjectProjectionTest {
    private static final JdbcClient JDBC = TestViews.JDBC;

    private final SubjectProjection projection = new SubjectProjection();
    private final SubjectId person = new SubjectId(UUID.randomUUID());
    private final SubjectId other = new SubjectId(UUID.randomUUID());

    private static Change change(SubjectId subject, long sequence) {
        return new Change(subject, sequence, null);
    }

    /** With something that decisions read. */
    private static Change telling(SubjectId subject, long sequence, EventId event) {
        return new Change(subject, sequence, new Ruling(event, ObjectionOutcome.UPHELD, Instant.EPOCH));
    }

    private void apply(int generation, Change... changes) {
        TestViews.transaction().executeWithoutResult(_ -> projection.apply(JDBC, generation, List.of(changes)));
    }

    private static @Nullable Long version(int generation, SubjectId subject) {
        return JDBC.sql("select version from view.subject where generation = ? and subject_id = ?")
                .params(generation, subject.value())
                .query(Long.class)
                .optional()
                .orElse(null);
    }

    private static void assertRefused(Runnable work) {
        assertThatThrownBy(work::run).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void rowsMoveWithEachBatch() {
        apply(0, change(person, 0), change(other, 0), change(person, 1));
        apply(0, change(person, 2));
        assertThat(version(0, person)).isEqualTo(3);
        assertThat(version(0, other)).isEqualTo(1);
        assertThat(version(1, person)).isNull();
    }

    @Test
    void entriesAreAddedInTheirOrder() {
        var events =
                Stream.generate(() -> new EventId(UUID.randomUUID())).limit(3).toList();
        apply(0, telling(person, 0, events.get(0)), change(person, 1), telling(person, 2, events.get(1)));
        apply(0, telling(person, 3, events.get(2)));
        byte[] entries = JDBC.sql("select entries from view.subject where generation = 0 and subject_id = ?")
                .param(person.value())
                .query((row, n) -> row.getBytes(1))
                .single();
        assertThat(Entries.read(entries).stream().map(entry -> ((Ruling) entry).objection()))
                .containsExactlyElementsOf(events);
    }

    @Test
    void holeAfterWhatTheViewHoldsIsRefused() {
        apply(0, change(person, 0));
        assertRefused(() -> apply(0, change(other, 0), change(person, 2)));
        assertThat(version(0, person)).isEqualTo(1);
        assertThat(version(0, other)).as("of the same batch").isNull();
    }

    @Test
    void eventThatTheViewHoldsAlreadyIsRefused() {
        apply(0, change(person, 0), change(person, 1));
        assertRefused(() -> apply(0, change(person, 1)));
        assertRefused(() -> apply(0, change(person, 0)));
        assertThat(version(0, person)).isEqualTo(2);
    }

    @Test
    void streamBeginsWithItsFirstEvent() {
        assertRefused(() -> apply(0, change(person, 1)));
        assertThat(version(0, person)).isNull();
    }

    @Test
    void holeWithinABatchIsRefused() {
        assertRefused(() -> apply(0, change(person, 0), change(person, 2)));
        assertRefused(() -> apply(0, change(person, 0), change(person, 0)));
        assertThat(version(0, person)).isNull();
    }

    @Test
    void generationsAreFilledAndClearedEachByItself() {
        LongStream.range(0, 2).forEach(sequence -> apply(0, change(person, sequence)));
        apply(1, change(person, 0));
        TestViews.transaction().executeWithoutResult(_ -> projection.clear(JDBC, 1));
        assertThat(version(1, person)).isNull();
        assertThat(version(0, person)).isEqualTo(2);
    }
}
