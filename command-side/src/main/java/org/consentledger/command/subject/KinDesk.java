package org.consentledger.command.subject;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.Repository;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.identity.Kin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Reaches the other stream within the unit of work of the first. Whoever writes to either at the same time meets the
 * unique sequence of that stream, so neither changes between the look and the record.
 */
@Component
class KinDesk implements OtherSubject {
    /** A decision on one of them reads the streams of all. */
    static final int MOST_KIN = 50;

    private final ObjectProvider<Repository<Subject>> subjects;
    private final Kin kin;

    KinDesk(ObjectProvider<Repository<Subject>> subjects, Kin kin) {
        this.subjects = subjects;
        this.kin = kin;
    }

    @Override
    public void record(SubjectsMerged theirs) {
        if (kin.size(theirs.into(), theirs.from()) > MOST_KIN) {
            throw new Refusal(Code.TOO_MANY_MERGED);
        }
        load(theirs.from()).execute(other -> other.join(theirs));
    }

    @Override
    public void record(SubjectsSplit theirs) {
        load(theirs.from()).execute(other -> other.part(theirs));
    }

    @Override
    public void inEachMergedWith(SubjectId subject, List<SubjectId> direct, Consumer<Subject> task) {
        var met = new HashSet<>(Set.of(subject));
        var ahead = new ArrayDeque<>(direct);
        while (!ahead.isEmpty()) {
            SubjectId next = ahead.remove();
            if (met.add(next)) {
                load(next).execute(one -> {
                    ahead.addAll(one.merged());
                    task.accept(one);
                });
            }
        }
    }

    private Aggregate<Subject> load(SubjectId other) {
        try {
            return subjects.getObject().load(other.toString());
        } catch (AggregateNotFoundException e) {
            throw new Refusal(Code.UNKNOWN_SUBJECT, "#/from");
        }
    }
}
