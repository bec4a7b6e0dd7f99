package org.consentledger.query.decision.rules;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.consentledger.api.AsOf;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.decision.Question;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;

/**
 * How a signal's scope reaches a question, in each dimension: 0 where it names exactly what is asked about, more where
 * it names something wider. A POSITIVE answers a NEGATIVE only where it is at least as explicit in every dimension.
 */
record Reach(int controllers, int company, int purposes, int channels) {
    private static final int NOT = -1;
    private static final int WILDCARD = Integer.MAX_VALUE;

    boolean covers() {
        return controllers != NOT && company != NOT && purposes != NOT && channels != NOT;
    }

    boolean asExplicitAs(Reach other) {
        return controllers <= other.controllers
                && company <= other.company
                && purposes <= other.purposes
                && channels <= other.channels;
    }

    /** @param lineage of the purpose asked about, as the question sees it */
    static Reach of(
            Signal signal,
            Question question,
            List<PurposeId> lineage,
            ControllerDescribed controller,
            Catalogue catalogue) {
        Scope scope = signal.scope();
        int controllers = controllers(scope, controller);
        int company = company(scope, question);
        int channels = channels(scope, question);
        boolean elsewhere = controllers == NOT || company == NOT || channels == NOT;
        // The past of the tree is worth a look only where nothing else tells.
        int purposes = elsewhere ? NOT : purposes(signal, question, lineage, catalogue);
        return new Reach(controllers, company, purposes, channels);
    }

    private static int controllers(Scope scope, ControllerDescribed asked) {
        int nearest = NOT;
        for (ControllerRef ref : scope.controllers()) {
            nearest = nearer(
                    nearest,
                    switch (ref) {
                        case ControllerRef.One(var id) -> id.equals(asked.controller()) ? 0 : NOT;
                        case ControllerRef.Group(var id) -> id.equals(asked.group()) ? 1 : NOT;
                        case ControllerRef.Every() -> WILDCARD;
                    });
        }
        return nearest;
    }

    private static int company(Scope scope, Question question) {
        if (scope.company() == null) {
            return 1;
        }
        return Objects.equals(scope.company(), question.company()) ? 0 : NOT;
    }

    private static int channels(Scope scope, Question question) {
        if (scope.channels().isEmpty()) {
            return WILDCARD;
        }
        return scope.channels().contains(question.channel()) ? 0 : NOT;
    }

    /**
     * The tree may have grown or changed since the person spoke. A POSITIVE reaches no further than the subtree it was
     * given for; a NEGATIVE reaches whatever is or was in its subtree.
     */
    private static int purposes(Signal signal, Question question, List<PurposeId> lineage, Catalogue catalogue) {
        PurposeId asked = question.purpose();
        AsOf asOf = question.asOf();
        if (signal.isNegative()) {
            Instant since = signal.occurredAt() == null ? Instant.MIN : signal.occurredAt();
            return catalogue.lineages(asked, since, asOf).stream()
                    .map(past -> nearest(signal.scope(), orItself(past, asked)))
                    .reduce(NOT, Reach::nearer);
        }
        Instant spoken = signal.occurredAt() == null ? signal.recordedAt() : signal.occurredAt();
        List<PurposeId> before = catalogue.lineage(asked, new AsOf(spoken, asOf.knownAt()));
        int now = nearest(signal.scope(), lineage);
        int then = nearest(signal.scope(), orItself(before, asked));
        return now == NOT || then == NOT ? NOT : Math.max(now, then);
    }

    private static List<PurposeId> orItself(List<PurposeId> lineage, PurposeId asked) {
        return lineage.isEmpty() ? List.of(asked) : lineage;
    }

    private static int nearest(Scope scope, List<PurposeId> lineage) {
        int nearest = NOT;
        for (PurposeRef ref : scope.purposes()) {
            nearest = nearer(
                    nearest,
                    switch (ref) {
                        case PurposeRef.Node(var id) -> lineage.indexOf(id);
                        case PurposeRef.Every() -> WILDCARD;
                    });
        }
        return nearest;
    }

    private static int nearer(int one, int other) {
        if (one == NOT || other == NOT) {
            return Math.max(one, other);
        }
        return Math.min(one, other);
    }
}
