package org.consentledger.query.decision;

import java.time.Clock;
import java.util.List;
import org.consentledger.api.AsOf;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.decision.Decision;
import org.consentledger.api.decision.Question;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.SubjectStates.Read;
import org.consentledger.query.decision.rules.Decisions;
import org.consentledger.query.decision.rules.Policy;
import org.consentledger.query.decision.rules.SubjectSignals;
import org.consentledger.store.catalogue.Catalogues;
import org.springframework.stereotype.Component;

/** How a person stands now: every purpose on every channel, of every controller. */
@Component
public class Standing {
    private final SubjectStates states;
    private final Catalogues catalogues;
    private final Policy policy;
    private final Clock clock;

    Standing(SubjectStates states, Catalogues catalogues, Policy policy, Clock clock) {
        this.states = states;
        this.catalogues = catalogues;
        this.policy = policy;
        this.clock = clock;
    }

    /** What is answered to whoever asks. */
    public record Answered(Question question, Decision decision) {}

    /**
     * The answers of one moment.
     *
     * @param people under which ids the person is in the ledger: the one asked about first, then those merged with it
     * @param catalogue that they were given by
     */
    public record Answers(List<Answered> all, List<SubjectId> people, Catalogue catalogue, AsOf asOf) {}

    /** The answers of now for this person; for one without signals where the ledger does not know them. */
    public Answers of(SubjectId subject) {
        Read read = states.read(subject);
        Catalogue catalogue = catalogues.atLeast(read.catalogueHead());
        AsOf now = new Times(null, null).resolve(clock, read, catalogue.recordedAt());
        SubjectSignals signals = read.knownAt(now.knownAt());
        List<Answered> all = PreferencesEndpoint.questions(null, catalogue, now).stream()
                .map(question -> new Answered(question, Decisions.decide(signals, catalogue, policy, question)))
                .toList();
        return new Answers(all, List.copyOf(read.person().mergedAt(now.knownAt())), catalogue, now);
    }
}
