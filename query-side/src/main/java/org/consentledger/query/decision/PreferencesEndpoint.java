package org.consentledger.query.decision;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.consentledger.api.AsOf;
import org.consentledger.api.Code;
import org.consentledger.api.Faults;
import org.consentledger.api.Page;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.decision.Decision;
import org.consentledger.api.decision.Decision.Verdict;
import org.consentledger.api.decision.Obligation;
import org.consentledger.api.decision.Question;
import org.consentledger.api.decision.Reason;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.SubjectStates.Read;
import org.consentledger.query.decision.rules.Decisions;
import org.consentledger.query.decision.rules.Policy;
import org.consentledger.query.decision.rules.SubjectSignals;
import org.consentledger.store.catalogue.Catalogues;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Everything a person has allowed and refused: each purpose on each channel. */
@RestController
class PreferencesEndpoint {
    private final SubjectStates states;
    private final Catalogues catalogues;
    private final Policy policy;
    private final Clock clock;

    PreferencesEndpoint(SubjectStates states, Catalogues catalogues, Policy policy, Clock clock) {
        this.states = states;
        this.catalogues = catalogues;
        this.policy = policy;
        this.clock = clock;
    }

    /** One cell of the matrix. */
    record Cell(
            ControllerId controller,
            PurposeId purpose,
            Channel channel,
            Verdict decision,
            Reason reason,
            List<Obligation> obligations) {
        static Cell of(Question question, Decision decision) {
            return new Cell(
                    question.controller(),
                    question.purpose(),
                    question.channel(),
                    decision.decision(),
                    decision.reason(),
                    decision.obligations());
        }
    }

    /** @param controller whose processing; absent: every controller's */
    @GetMapping("/v1/subjects/{subjectId}/preferences")
    Page<Cell> preferences(
            @PathVariable SubjectId subjectId,
            @RequestParam(required = false) @Nullable Instant validAt,
            @RequestParam(required = false) @Nullable Instant knownAt,
            @RequestParam(required = false) @Nullable String controller,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var faults = new Faults();
        var times = new Times(validAt, knownAt);
        times.check(clock, "#/query/knownAt", faults);
        Read read = states.read(subjectId);
        Catalogue catalogue = catalogues.atLeast(read.catalogueHead());
        ControllerId named =
                controller == null ? null : Known.controller(controller, "#/query/controller", catalogue, faults);
        faults.refuseIfAny();
        if (read.person().streams().isEmpty()) {
            throw new Refusal(Code.NOT_FOUND);
        }
        AsOf asOf = times.resolve(clock, read, catalogue.recordedAt());
        SubjectSignals signals = read.knownAt(asOf.knownAt());
        Page<Question> asked = Page.of(questions(named, catalogue, asOf), limit, cursor);
        List<Cell> cells = asked.items().stream()
                .map(question -> Cell.of(question, Decisions.decide(signals, catalogue, policy, question)))
                .toList();
        return new Page<>(cells, asked.next());
    }

    /** Every purpose on every channel, whether the purpose uses it or not. */
    static List<Question> questions(@Nullable ControllerId named, Catalogue catalogue, AsOf asOf) {
        List<ControllerId> controllers = named != null
                ? List.of(named)
                : catalogue.controllers(asOf.knownAt()).stream()
                        .map(Recorded::event)
                        .map(ControllerDescribed::controller)
                        .toList();
        var questions = new ArrayList<Question>();
        for (ControllerId controller : controllers) {
            for (PurposeId purpose : catalogue.purposeIds()) {
                for (Channel channel : Channel.values()) {
                    questions.add(new Question(controller, null, purpose, channel, null, asOf));
                }
            }
        }
        return questions;
    }
}
