package org.consentledger.command.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.JAN;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;

import java.util.List;
import java.util.UUID;
import org.consentledger.api.Code;
import org.consentledger.api.subject.SubjectCommand.MergeSubjects;
import org.consentledger.api.subject.SubjectCommand.SetPreferences;
import org.consentledger.api.subject.SubjectCommand.SplitSubjects;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MergeTest {
    private static final SubjectId JOHN = new SubjectId(UUID.fromString("019f0000-0000-7000-8000-000000000002"));
    private static final SubjectId HENK = new SubjectId(UUID.fromString("019f0000-0000-7000-8000-000000000003"));
    private static final SubjectEvent ANYTHING = new PreferencesSet(JAN, "nl", null, null);
    private static final SubjectEvent MERGED = new SubjectsMerged(JAN, JAN, JOHN);
    private static final SubjectEvent SPLIT = new SubjectsSplit(JAN, JAN, JOHN);
    private static final SubjectEvent MERGED_INTO_HENK = new SubjectsMerged(JAN, HENK, JAN);
    private static final SubjectEvent SPLIT_FROM_HENK = new SubjectsSplit(JAN, HENK, JAN);

    private static MergeSubjects merge(SubjectId from) {
        return new MergeSubjects(JAN, from);
    }

    private static SplitSubjects split(SubjectId from) {
        return new SplitSubjects(JAN, from);
    }

    @Test
    void mergeStandsInBothStreams() {
        Stream stream = given(ANYTHING);
        stream.records(merge(JOHN), MERGED);
        assertThat(stream.others()).isEqualTo(List.of(new SubjectsMerged(JOHN, JAN, JOHN)));
    }

    @Test
    void splitStandsInBothStreams() {
        Stream stream = given(ANYTHING, MERGED);
        stream.records(split(JOHN), SPLIT);
        assertThat(stream.others()).isEqualTo(List.of(new SubjectsSplit(JOHN, JAN, JOHN)));
    }

    @Test
    void whatIsMergedOrSplitAlreadyStaysSo() {
        given(ANYTHING, MERGED).stands(merge(JOHN), 2);
        given(ANYTHING, MERGED, SPLIT).stands(split(JOHN), 3);
        given(ANYTHING, MERGED, SPLIT).records(merge(JOHN), MERGED);
        given(ANYTHING, MERGED, SPLIT, MERGED).records(split(JOHN), SPLIT);
    }

    @Test
    void subjectIsNotMergedWithItself() {
        given(ANYTHING).refuses(merge(JAN), "#/from SAME_SUBJECT");
    }

    @Test
    void manyMayBeMergedIntoOne() {
        given(ANYTHING, MERGED).records(merge(HENK), new SubjectsMerged(JAN, JAN, HENK));
    }

    @Test
    void nobodyIsMergedIntoWhoIsMergedIntoAnother() {
        given(ANYTHING, MERGED_INTO_HENK).refuses(merge(JOHN), "#/into MERGED_ALREADY");
        given(ANYTHING, MERGED_INTO_HENK).refuses(merge(HENK), "#/into MERGED_ALREADY");
        given(ANYTHING, MERGED_INTO_HENK, SPLIT_FROM_HENK).records(merge(JOHN), MERGED);
    }

    @Test
    void nothingIsRecordedWhereTheOtherCannotBeMerged() {
        given(ANYTHING).whereTheOtherRefuses(Code.MERGED_ALREADY).refuses(merge(JOHN), Code.MERGED_ALREADY);
    }

    @Test
    void nobodyIsMergedWithWhoIsErased() {
        given(ANYTHING, new SubjectErased(JAN, null, List.of())).refuses(merge(JOHN), Code.SUBJECT_ERASED);
    }

    @Test
    void whoIsErasedIsSplitFromWhoIsNot() {
        given(ANYTHING, MERGED, new SubjectErased(JAN, null, List.of())).records(split(JOHN), SPLIT);
    }

    @Test
    void onlyWhatIsMergedIsSplit() {
        given(ANYTHING).refuses(split(JOHN), Code.NOT_MERGED);
        given(ANYTHING, MERGED).refuses(split(HENK), Code.NOT_MERGED);
        given(ANYTHING, MERGED_INTO_HENK).refuses(split(HENK), Code.NOT_MERGED);
    }

    /** The opposite may stand in the other stream: a click that says "no" once more is not taken for a double click. */
    @ParameterizedTest
    @EnumSource
    void actOfWhoIsMergedIsRecordedEachTime(Signal signal) {
        given(signal.recordedAt(NOW), MERGED).records(signal.reported(live()), signal.recordedAt(NOW));
        given(signal.recordedAt(NOW), MERGED_INTO_HENK).records(signal.reported(live()), signal.recordedAt(NOW));
        given(MERGED, signal.recordedAt(NOW)).records(signal.reported(live()), signal.recordedAt(NOW));
        given(MERGED, signal.recordedAt(NOW), SPLIT).records(signal.reported(live()), signal.recordedAt(NOW));
        given(MERGED, SPLIT, signal.recordedAt(NOW)).stands(signal.reported(live()), 3);
    }

    @Test
    void preferencesOfWhoIsMergedAreRecordedEachTime() {
        var again = new SetPreferences(JAN, null, "nl", null, null);
        given(ANYTHING, MERGED).records(again, ANYTHING);
        given(MERGED, ANYTHING, SPLIT).records(again, ANYTHING);
        given(MERGED, SPLIT, ANYTHING).stands(again, 3);
    }
}
