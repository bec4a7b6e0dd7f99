package org.consentledger.store.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.sealing.TestLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KinTest {
    private final Kin kin = new Kin(TestLedger.JDBC);
    private final SubjectId a = TestLedger.someone();
    private final SubjectId b = TestLedger.someone();
    private final SubjectId c = TestLedger.someone();
    private final SubjectId d = TestLedger.someone();

    @BeforeEach
    void startAnew() {
        TestLedger.clear();
    }

    private void merge(SubjectId into, SubjectId from) {
        TestLedger.transaction().executeWithoutResult(status -> kin.join(into, from));
    }

    private static Set<SubjectId> familyOf(SubjectId subject) {
        return Set.copyOf(TestLedger.JDBC
                .sql(
                        "select subject_id from ledger.kin where family = (select family from ledger.kin where subject_id = ?)")
                .param(subject.value())
                .query((row, number) -> new SubjectId(row.getObject(1, UUID.class)))
                .list());
    }

    @Test
    void whoIsMergedIsKin() {
        merge(a, b);
        assertThat(familyOf(a)).isEqualTo(familyOf(b)).containsExactlyInAnyOrder(a, b);
        assertThat(familyOf(c)).isEmpty();
    }

    @Test
    void mergingAgainChangesNothing() {
        merge(a, b);
        merge(b, a);
        assertThat(familyOf(a)).containsExactlyInAnyOrder(a, b);
    }

    @Test
    void familiesBecomeOne() {
        merge(a, b);
        merge(c, d);
        merge(b, c);
        for (SubjectId one : Set.of(a, b, c, d)) {
            assertThat(familyOf(one)).containsExactlyInAnyOrder(a, b, c, d);
        }
    }

    @Test
    void sizeIsThatOfBothFamiliesTogether() {
        assertThat(kin.size(a, b)).isEqualTo(2);
        merge(a, b);
        assertThat(kin.size(a, b)).isEqualTo(2);
        assertThat(kin.size(c, b)).isEqualTo(3);
        merge(c, d);
        assertThat(kin.size(c, b)).isEqualTo(4);
    }

    @Test
    void eventCountsOnceAlthoughItStandsInBothStreams() {
        TestLedger.transaction().executeWithoutResult(status -> kin.on(new SubjectsMerged(b, a, b)));
        assertThat(familyOf(b)).isEmpty();
        TestLedger.transaction().executeWithoutResult(status -> kin.on(new SubjectsMerged(a, a, b)));
        assertThat(familyOf(b)).containsExactlyInAnyOrder(a, b);
    }

    /** Two that were merged once, and split, may each be merged with somebody else at the same moment. */
    @Test
    void familiesThatMeetInTheMiddleBecomeOne() throws Exception {
        merge(a, b);
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> later = TestLedger.transaction().execute(status -> {
                kin.join(c, a);
                Future<?> other = thread.submit(() -> merge(b, d));
                awaitSomeoneWaiting();
                return other;
            });
            later.get(20, TimeUnit.SECONDS);
        }
        assertThat(familyOf(d)).containsExactlyInAnyOrder(a, b, c, d);
    }

    /** The rows of the family that another joins are not touched by that, so they alone would not make anybody wait. */
    @Test
    void familyThatIsJoinedWhileItJoinsAnotherTakesAllAlong() throws Exception {
        merge(a, b);
        merge(c, d);
        SubjectId e = TestLedger.someone();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> later = TestLedger.transaction().execute(status -> {
                kin.join(c, a);
                Future<?> other = thread.submit(() -> merge(e, c));
                awaitSomeoneWaiting();
                return other;
            });
            later.get(20, TimeUnit.SECONDS);
        }
        assertThat(familyOf(e)).containsExactlyInAnyOrder(a, b, c, d, e);
    }

    private static void awaitSomeoneWaiting() {
        try {
            TestLedger.awaitSomeoneWaiting();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
