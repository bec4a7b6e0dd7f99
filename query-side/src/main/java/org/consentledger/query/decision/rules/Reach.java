package org.consentledger.query.decision.rules;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentledger.api.AsOf;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.decision.Question;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.jspecify.annotations.Nullable;

/**
 * How a signal's scope reaches a question, in each dimension. A POSITIVE answers a NEGATIVE only where it is at least as
 * explicit in every one of them.
 *
 * <p>Groups and the tree of purposes change. A POSITIVE reaches no further than what it was given for and still is in there;
 * a NEGATIVE reaches whatever is or was in there since.
 *
 * @param signal the signal whose reach it is
 * @param controllers 0 where it names exactly the one asked about, more where it names something wider; likewise the others
 * @param purposes what it names nearest to the purpose asked about, in each tree that counts; empty: nothing
 */
record Reach(Signal signal, int controllers, int company, Set<PurposeRef> purposes, int channels) {
    private static final int NOT = -1;
    private static final int WILDCARD = Integer.MAX_VALUE;

    boolean covers() {
        return controllers != NOT && company != NOT && !purposes.isEmpty() && channels != NOT;
    }

    boolean asExplicitAs(Reach other, Question question, Catalogue catalogue) {
        return controllers <= other.controllers
                && company <= other.company
                && channels <= other.channels
                && purposes.stream()
                        .allMatch(mine -> other.purposes.stream()
                                .allMatch(theirs -> isAtOrBelow(mine, theirs, question, catalogue)));
    }

    /** Whether mine is the purpose asked about, or lies at or below theirs both now and when the signal was given. */
    private boolean isAtOrBelow(PurposeRef mine, PurposeRef theirs, Question question, Catalogue catalogue) {
        if (!(theirs instanceof PurposeRef.Node(PurposeId above))) {
            return true;
        }
        if (!(mine instanceof PurposeRef.Node(PurposeId id))) {
            return false;
        }
        AsOf asOf = question.asOf();
        return id.equals(question.purpose())
                || (lineage(id, spoken(signal), asOf, catalogue).contains(above)
                        && lineage(id, asOf.validAt(), asOf, catalogue).contains(above));
    }

    /** @param lineage of the purpose asked about, as the question sees it */
    static Reach of(Signal signal, Question question, List<PurposeId> lineage, Catalogue catalogue) {
        int controllers = controllers(signal, question, catalogue);
        int company = company(signal.scope(), question);
        int channels = channels(signal.scope(), question);
        boolean elsewhere = controllers == NOT || company == NOT || channels == NOT;
        // The past of the tree is worth a look only where nothing else tells.
        Set<PurposeRef> purposes = elsewhere ? Set.of() : purposes(signal, question, lineage, catalogue);
        return new Reach(signal, controllers, company, purposes, channels);
    }

    private static int controllers(Signal signal, Question question, Catalogue catalogue) {
        ControllerId asked = question.controller();
        int nearest = NOT;
        for (ControllerRef ref : signal.scope().controllers()) {
            nearest = nearer(
                    nearest,
                    switch (ref) {
                        case ControllerRef.One(var id) -> id.equals(asked) ? 0 : NOT;
                        case ControllerRef.Group(var id) -> isIn(id, signal, question, catalogue) ? 1 : NOT;
                        case ControllerRef.Every() -> WILDCARD;
                    });
        }
        return nearest;
    }

    private static boolean isIn(GroupId group, Signal signal, Question question, Catalogue catalogue) {
        ControllerId asked = question.controller();
        AsOf asOf = question.asOf();
        if (signal.isNegative()) {
            return catalogue.groups(asked, since(signal), asOf).contains(group);
        }
        return Stream.of(spoken(signal), asOf.validAt())
                .allMatch(time -> catalogue
                        .groups(asked, time, new AsOf(time, asOf.knownAt()))
                        .contains(group));
    }

    private static Instant since(Signal negative) {
        return negative.occurredAt() == null ? Instant.MIN : negative.occurredAt();
    }

    private static Instant spoken(Signal positive) {
        return positive.occurredAt() == null ? positive.recordedAt() : positive.occurredAt();
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

    private static Set<PurposeRef> purposes(
            Signal signal, Question question, List<PurposeId> lineage, Catalogue catalogue) {
        PurposeId asked = question.purpose();
        AsOf asOf = question.asOf();
        if (signal.isNegative()) {
            return catalogue.lineages(asked, since(signal), asOf).stream()
                    .map(past -> nearest(signal.scope(), orItself(past, asked)))
                    .filter(Objects::nonNull)
                    .collect(Collectors.toUnmodifiableSet());
        }
        PurposeRef now = nearest(signal.scope(), lineage);
        PurposeRef then = now == null ? null : nearest(signal.scope(), lineage(asked, spoken(signal), asOf, catalogue));
        return now == null || then == null ? Set.of() : Stream.of(now, then).collect(Collectors.toUnmodifiableSet());
    }

    private static List<PurposeId> lineage(PurposeId id, Instant at, AsOf asOf, Catalogue catalogue) {
        return orItself(catalogue.lineage(id, new AsOf(at, asOf.knownAt())), id);
    }

    private static List<PurposeId> orItself(List<PurposeId> lineage, PurposeId asked) {
        return lineage.isEmpty() ? List.of(asked) : lineage;
    }

    private static @Nullable PurposeRef nearest(Scope scope, List<PurposeId> lineage) {
        PurposeRef nearest = null;
        int steps = WILDCARD;
        for (PurposeRef ref : scope.purposes()) {
            int its = switch (ref) {
                case PurposeRef.Node(var id) -> lineage.indexOf(id);
                case PurposeRef.Every() -> WILDCARD;
            };
            if (its != NOT && (nearest == null || its < steps)) {
                nearest = ref;
                steps = its;
            }
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
