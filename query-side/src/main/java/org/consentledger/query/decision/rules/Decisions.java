package org.consentledger.query.decision.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentledger.api.AsOf;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeRef;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.decision.Decision;
import org.consentledger.api.decision.Decision.DecidingEvent;
import org.consentledger.api.decision.Decision.Verdict;
import org.consentledger.api.decision.MessageClass;
import org.consentledger.api.decision.Obligation;
import org.consentledger.api.decision.Question;
import org.consentledger.api.decision.Reason;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.query.decision.rules.ChannelRules.Gate;
import org.consentledger.query.decision.rules.ChannelRules.Rule;
import org.jspecify.annotations.Nullable;

/**
 * The one decision function: used for single questions, matrices, the past and the future alike. It is pure, and four
 * laws hold for it whatever the history:
 *
 * <ol>
 *   <li>adding a NEGATIVE never turns DENY into PERMIT;
 *   <li>the order in which signals arrive does not matter;
 *   <li>a POSITIVE that is older than a NEGATIVE changes nothing after it;
 *   <li>an answer about a past moment, with the knowledge of a past moment, never changes.
 * </ol>
 */
public final class Decisions {
    private final SubjectSignals subject;
    private final Catalogue catalogue;
    private final Policy policy;
    private final Question question;
    private final AsOf asOf;

    /** The purpose and all purposes it is part of. */
    private final List<PurposeId> lineage;

    private final ControllerDescribed controller;
    private final PurposePublished purpose;
    private final LawfulBasis basis;
    private final boolean marketing;
    private final List<Covering> positives = new ArrayList<>();
    private final List<Covering> positivesOfOthers = new ArrayList<>();
    private final List<Covering> negatives = new ArrayList<>();

    /**
     * A signal that covers the question, and how explicitly.
     *
     * @param another whether another said it, who alone can take it back
     */
    private record Covering(Reach reach, boolean another) {
        Signal signal() {
            return reach.signal();
        }
    }

    /** What the consents of the person come to: the latest that covers the question, and what is wrong with it. */
    private record Consent(
            @Nullable Signal signal, @Nullable Reason flaw, Optional<Instant> end) {
        boolean inForce() {
            return flaw == null;
        }
    }

    /** What the channel asks for, and the signal that satisfies it. */
    private record Passage(Reason reason, @Nullable Signal by) {}

    /**
     * Answers the question for this person.
     *
     * @param catalogue must know the controller and the purpose; a version of the purpose need not be in force
     */
    public static Decision decide(SubjectSignals subject, Catalogue catalogue, Policy policy, Question question) {
        Optional<Recorded<PurposePublished>> node = catalogue.purpose(question.purpose(), question.asOf());
        if (node.isEmpty()) {
            return answer(
                    subject,
                    catalogue,
                    question,
                    Reason.PURPOSE_NOT_IN_FORCE,
                    "No version of the purpose was in force then, as far as was known",
                    null,
                    List.of(),
                    List.of(),
                    null,
                    catalogue.nextVersionFrom(question.purpose(), question.asOf()));
        }
        return new Decisions(subject, catalogue, policy, question, node.get().event()).decide();
    }

    private Decisions(
            SubjectSignals subject, Catalogue catalogue, Policy policy, Question question, PurposePublished purpose) {
        this.subject = subject;
        this.catalogue = catalogue;
        this.policy = policy;
        this.question = question;
        this.purpose = purpose;
        this.asOf = question.asOf();
        this.lineage = catalogue.lineage(question.purpose(), asOf);
        this.controller = catalogue
                .controller(question.controller(), asOf.knownAt())
                .or(() -> catalogue.firstDescription(question.controller()))
                .orElseThrow()
                .event();
        // A representative has no contract of their own, which gives them the right to object.
        this.basis = purpose.basis() == LawfulBasis.CONTRACT && question.company() != null
                ? LawfulBasis.LEGITIMATE_INTEREST
                : purpose.basis();
        // Whatever the sender calls the message, one for direct marketing is marketing.
        this.marketing = purpose.directMarketing() || question.messageClass() == MessageClass.MARKETING;
        subject.signals()
                .flatMap(signal -> covering(signal, false))
                .forEach(covering -> (covering.signal().isNegative() ? negatives : positives).add(covering));
        subject.signalsOfOthers()
                .flatMap(signal -> covering(signal, true))
                .forEach(covering -> (covering.signal().isNegative() ? negatives : positivesOfOthers).add(covering));
    }

    private Stream<Covering> covering(Signal signal, boolean another) {
        if (signal.recordedAt().isAfter(asOf.knownAt()) || !signal.happenedBy(asOf.validAt())) {
            return Stream.empty();
        }
        return asItStands(signal)
                .map(standing -> new Covering(Reach.of(standing, question, lineage, catalogue), another))
                .filter(covering -> covering.reach().covers());
    }

    /** What waited is confirmed, waits on, or has lapsed and is nothing. */
    private Stream<Signal> asItStands(Signal signal) {
        if (!signal.pending()) {
            return Stream.of(signal);
        }
        if (confirmationOf(signal).isPresent()) {
            return Stream.of(signal.confirmed());
        }
        return signal.hasLapsedBy(asOf.validAt()) ? Stream.empty() : Stream.of(signal);
    }

    private Optional<Confirmation> confirmationOf(Signal signal) {
        return subject.confirmations()
                .filter(confirmation -> confirmation.consent().equals(signal.eventId()))
                .filter(confirmation -> confirmation.isGiven(asOf))
                .findFirst();
    }

    private Decision decide() {
        if (purpose.retiredAt() != null && !purpose.retiredAt().isAfter(asOf.validAt())) {
            return deny(Reason.PURPOSE_RETIRED, "The purpose is no longer pursued", List.of());
        }
        if (!purpose.channels().isEmpty() && !purpose.channels().contains(question.channel())) {
            return deny(Reason.CHANNEL_NOT_ALLOWED, "The purpose does not use this channel", List.of());
        }
        List<Signal> standing = negatives.stream()
                .filter(this::stands)
                .map(Covering::signal)
                .sorted(Comparator.comparing(Signal::kind).thenComparing(Signal.BY_ACT))
                .toList();
        List<Signal> against =
                standing.stream().filter(this::appliesToThisProcessing).toList();
        if (!against.isEmpty()) {
            Signal first = against.getFirst();
            return deny(reasonOf(first), ruleOf(first), against);
        }
        return basisGate(standing);
    }

    private Decision basisGate(List<Signal> exempt) {
        Consent consent = consent();
        if (basis == LawfulBasis.CONSENT && consent.flaw() != null) {
            return deny(
                    consent.flaw(), "The purpose rests on consent (GDPR Article 6(1)(a))", listOf(consent.signal()));
        }
        if (marketing) {
            return channelGate(consent);
        }
        if (basis == LawfulBasis.CONSENT) {
            return permit(
                    Reason.CONSENT_IN_FORCE, "The person consented (GDPR Article 6(1)(a))", consent.signal(), consent);
        }
        if (!exempt.isEmpty() && basis != LawfulBasis.LEGAL_OBLIGATION) {
            return permit(
                    Reason.SERVICE_MESSAGE,
                    "A service message is not direct marketing: what the person refused does not reach it",
                    null,
                    null);
        }
        return permit(reasonOf(basis), "The lawful basis needs no signal and nothing speaks against it", null, null);
    }

    private Decision channelGate(Consent consent) {
        Rule rule = policy.channelRules().rule(controller.country(), question.channel());
        Gate gate = question.company() == null ? rule.person() : rule.representative();
        String asked = "Direct marketing by " + question.channel() + " in " + controller.country() + " asks for "
                + gate.words() + " (" + rule.source() + ")";
        Passage passage = passage(gate, consent);
        if (passage == null) {
            // Where there was a consent, what became of it tells more than that there is none.
            Reason flaw = consent.signal() == null ? null : consent.flaw();
            return deny(flaw == null ? Reason.CHANNEL_NOT_ALLOWED : flaw, asked, listOf(consent.signal()));
        }
        return permit(
                passage.reason(), asked, passage.by(), passage.reason() == Reason.CONSENT_IN_FORCE ? consent : null);
    }

    private @Nullable Passage passage(Gate gate, Consent consent) {
        if (consent.inForce()) {
            return new Passage(Reason.CONSENT_IN_FORCE, consent.signal());
        }
        return switch (gate) {
            case OPT_OUT -> new Passage(reasonOf(basis), null);
            case CONSENT -> null;
            case CONSENT_OR_CUSTOMER ->
                customer()
                        .map(sale -> new Passage(Reason.CUSTOMER_EXCEPTION, sale))
                        .orElse(null);
        };
    }

    /** Whether the NEGATIVE still stands: not lifted by a later, explicit act of the person, and not overridden. */
    private boolean stands(Covering negative) {
        return !overridden(negative.signal().eventId())
                && liftersOf(negative).findAny().isEmpty();
    }

    private Stream<Signal> liftersOf(Covering negative) {
        return (negative.another() ? positivesOfOthers : positives)
                .stream()
                        // A representative does not take back what the company said.
                        .filter(_ -> negative.signal().kind() != Signal.Kind.PROHIBITION)
                        .filter(positive -> positive.reach().asExplicitAs(negative.reach(), question, catalogue))
                        .map(Covering::signal)
                        // Whoever is erased comes back as somebody else.
                        .filter(_ -> negative.signal().kind() != Signal.Kind.ERASURE)
                        .filter(positive -> positive.lifts() && positive.strictlyAfter(negative.signal()))
                        .filter(positive -> flawOf(positive) == null);
    }

    /** When the last consent that lifts the NEGATIVE ends, and it stands again. */
    private Optional<Instant> standsAgain(Covering negative) {
        List<Optional<Instant>> ends = liftersOf(negative).map(this::endOf).toList();
        return ends.stream().allMatch(Optional::isPresent)
                ? ends.stream().flatMap(Optional::stream).max(Instant::compareTo)
                : Optional.empty();
    }

    private boolean overridden(EventId objection) {
        return subject.rulings()
                .filter(ruling -> ruling.objection().equals(objection))
                .filter(ruling -> !ruling.recordedAt().isAfter(asOf.knownAt()))
                .filter(ruling -> !ruling.recordedAt().isAfter(asOf.validAt()))
                .anyMatch(ruling -> ruling.outcome() == ObjectionOutcome.OVERRIDDEN);
    }

    /** What a NEGATIVE can stop depends on the basis and on whether this is marketing. */
    private boolean appliesToThisProcessing(Signal negative) {
        boolean bySubjectsChoice = basis == LawfulBasis.CONSENT || marketing;
        boolean objectable = purpose.objectable() || basis != purpose.basis();
        boolean restful = basis == LawfulBasis.LEGITIMATE_INTEREST || basis == LawfulBasis.PUBLIC_TASK;
        boolean duty = basis == LawfulBasis.LEGAL_OBLIGATION || basis == LawfulBasis.VITAL_INTEREST;
        if (duty && !marketing) {
            return false;
        }
        return switch (negative.kind()) {
            case ERASURE, RESTRICTION -> true;
            case SUPPRESSION, OBJECTION_TO_DIRECT_MARKETING -> bySubjectsChoice;
            case OBJECTION_FOR_PARTICULAR_SITUATION -> bySubjectsChoice || (restful && objectable);
            case WITHDRAWAL, OPT_OUT, PROHIBITION ->
                bySubjectsChoice || (restful && objectable && namesAPurpose(negative));
            case CONSENT, OPT_IN, CUSTOMER -> false;
        };
    }

    private static boolean namesAPurpose(Signal signal) {
        return signal.scope().purposes().stream().anyMatch(PurposeRef.Node.class::isInstance);
    }

    /**
     * The latest consent that covers the question. Where that one has expired or was invalidated it counts as absent; it
     * does not uncover an older one. One that awaits confirmation is no consent yet, so it takes the place of none.
     */
    private Consent consent() {
        Optional<Signal> latest = positives.stream()
                .map(Covering::signal)
                .filter(signal -> signal.kind() == Signal.Kind.CONSENT)
                .max(Comparator.comparing((Signal signal) -> !signal.pending())
                        .thenComparing(Signal::occurredAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                        // Of two consents of the same moment the weaker one counts.
                        .thenComparing(this::flawOf, Comparator.nullsFirst(Comparator.<Reason>naturalOrder()))
                        .thenComparing(signal -> endOf(signal).orElse(Instant.MAX), Comparator.reverseOrder())
                        .thenComparing(signal -> signal.eventId().value()));
        if (latest.isEmpty()) {
            return new Consent(null, Reason.NO_CONSENT, Optional.empty());
        }
        Signal consent = latest.get();
        Reason flaw = flawOf(consent);
        if (flaw == null && !laterThanEveryNegative(consent)) {
            flaw = Reason.CONSENT_WITHDRAWN;
        }
        return new Consent(consent, flaw, endOf(consent));
    }

    /** What the sale by this very legal entity allows, unless the person has spoken against it since. */
    private Optional<Signal> customer() {
        return positives.stream()
                .map(Covering::signal)
                .filter(signal -> signal.kind() == Signal.Kind.CUSTOMER)
                .filter(signal -> signal.scope().controllers().contains(new ControllerRef.One(controller.controller())))
                .filter(this::laterThanEveryNegative)
                .max(Signal.BY_ACT);
    }

    private boolean laterThanEveryNegative(Signal positive) {
        return negatives.stream()
                .allMatch(negative ->
                        overridden(negative.signal().eventId()) || positive.strictlyAfter(negative.signal()));
    }

    private @Nullable Reason flawOf(Signal positive) {
        if (positive.pending()) {
            return Reason.CONSENT_PENDING;
        }
        if (positive.kind() != Signal.Kind.CONSENT) {
            return null;
        }
        Instant expiry = expiryOf(positive);
        if (expiry != null && !expiry.isAfter(asOf.validAt())) {
            return Reason.CONSENT_EXPIRED;
        }
        Instant change = noticeChange(positive);
        return change != null && !change.isAfter(asOf.validAt()) ? Reason.CONSENT_INVALIDATED : null;
    }

    /** When a POSITIVE ends by itself: it expires, or what the person was told changes. */
    private Optional<Instant> endOf(Signal positive) {
        return positive.kind() == Signal.Kind.CONSENT
                ? Optional.ofNullable(earliest(Stream.of(
                        Optional.ofNullable(expiryOf(positive)), Optional.ofNullable(noticeChange(positive)))))
                : Optional.empty();
    }

    private @Nullable Instant expiryOf(Signal consent) {
        return consent.term().expiry(purpose, controller.timeZone());
    }

    private @Nullable Instant noticeChange(Signal consent) {
        return consent.term().noticeChange(lineage, catalogue, asOf.knownAt());
    }

    private boolean isMail() {
        return question.channel() == Channel.EMAIL && !policy.tracking().contains(question.purpose());
    }

    /** What is decided on following what the person does with this mail; empty unless every way of it is permitted. */
    private List<Decision> tracking() {
        var tracking = new ArrayList<Decision>(policy.tracking().size());
        for (PurposeId following : policy.tracking()) {
            var asked = new Question(question.controller(), question.company(), following, Channel.EMAIL, null, asOf);
            Decision decision = decide(subject, catalogue, policy, asked);
            if (decision.decision() != Verdict.PERMIT) {
                return List.of();
            }
            tracking.add(decision);
        }
        return tracking;
    }

    private Decision permit(Reason reason, String rule, @Nullable Signal by, @Nullable Consent consent) {
        NoticeRef notice =
                by == null || by.notice() == null ? null : by.notice().ref();
        List<Decision> tracking = isMail() ? tracking() : List.of();
        List<Obligation> obligations = isMail() && tracking.isEmpty() ? List.of(Obligation.UNTRACKED) : List.of();
        Stream<Optional<Instant>> ends = Stream.of(
                consent == null ? Optional.empty() : consent.end(),
                Optional.ofNullable(purpose.retiredAt()),
                catalogueChange());
        Stream<Optional<Instant>> lifted = negatives.stream()
                .filter(negative -> appliesToThisProcessing(negative.signal()))
                .filter(negative -> !overridden(negative.signal().eventId()))
                .map(this::standsAgain);
        Stream<Optional<Instant>> tracked =
                tracking.stream().map(Decision::validUntil).map(Optional::ofNullable);
        Instant until = earliest(Stream.of(ends, lifted, tracked).flatMap(all -> all));
        return answer(
                subject, catalogue, question, reason, rule, basis, obligations, deciding(listOf(by)), notice, until);
    }

    private Decision deny(Reason reason, String rule, List<Signal> by) {
        Instant until = catalogueChange().orElse(null);
        return answer(subject, catalogue, question, reason, rule, basis, List.of(), deciding(by), null, until);
    }

    /** When the purpose, one that it is part of, or the controller, which may leave its group, is next described anew. */
    private Optional<Instant> catalogueChange() {
        Stream<Instant> changes = Stream.concat(
                lineage.stream().map(id -> catalogue.nextVersionFrom(id, asOf)),
                Stream.of(question.controller()).map(id -> catalogue.nextDescriptionFrom(id, asOf)));
        return changes.filter(Objects::nonNull).min(Instant::compareTo);
    }

    private List<DecidingEvent> deciding(List<Signal> by) {
        return by.stream()
                .flatMap(signal -> Stream.concat(
                        Stream.of(signal.deciding()), confirmationOf(signal).map(Confirmation::deciding).stream()))
                .toList();
    }

    private static Decision answer(
            SubjectSignals subject,
            Catalogue catalogue,
            Question question,
            Reason reason,
            String rule,
            @Nullable LawfulBasis basis,
            List<Obligation> obligations,
            List<DecidingEvent> by,
            @Nullable NoticeRef notice,
            @Nullable Instant validUntil) {
        return new Decision(
                reason.permits() ? Verdict.PERMIT : Verdict.DENY,
                reason,
                rule,
                basis,
                obligations,
                by,
                notice,
                validUntil,
                question.asOf().validAt(),
                question.asOf().knownAt(),
                subject.subject(),
                subject.version(),
                catalogue.version());
    }

    private static Reason reasonOf(Signal negative) {
        return switch (negative.kind()) {
            case ERASURE, SUPPRESSION -> Reason.SUPPRESSED;
            case OBJECTION_TO_DIRECT_MARKETING -> Reason.OBJECTED_DIRECT_MARKETING;
            case OBJECTION_FOR_PARTICULAR_SITUATION, RESTRICTION -> Reason.RESTRICTED;
            case WITHDRAWAL -> Reason.CONSENT_WITHDRAWN;
            case OPT_OUT, PROHIBITION -> Reason.OPTED_OUT;
            case CONSENT, OPT_IN, CUSTOMER -> throw new IllegalArgumentException("Only a NEGATIVE denies");
        };
    }

    private static String ruleOf(Signal negative) {
        return switch (negative.kind()) {
            case ERASURE -> "The person is erased, or will be once legal holds have ended (GDPR Article 17)";
            case SUPPRESSION -> "The address is suppressed after an erasure (GDPR Articles 17(3)(b), 21(3))";
            case OBJECTION_TO_DIRECT_MARKETING -> "The person objected to direct marketing (GDPR Article 21(3))";
            case OBJECTION_FOR_PARTICULAR_SITUATION ->
                "The person objected, and the objection is not overridden (GDPR Articles 18(1)(d), 21(1))";
            case RESTRICTION -> "The processing is restricted (GDPR Article 18)";
            case WITHDRAWAL -> "Consent was withdrawn, and no other basis takes its place (GDPR Article 7(3))";
            case OPT_OUT -> "The person opted out";
            case PROHIBITION -> "The company that the person represents forbade it (ePrivacy Directive Article 13(5))";
            case CONSENT, OPT_IN, CUSTOMER -> throw new IllegalArgumentException("Only a NEGATIVE denies");
        };
    }

    private static Reason reasonOf(LawfulBasis basis) {
        return switch (basis) {
            case CONSENT -> Reason.CONSENT_IN_FORCE;
            case CONTRACT -> Reason.CONTRACT;
            case LEGAL_OBLIGATION, VITAL_INTEREST -> Reason.LEGAL_OBLIGATION;
            case LEGITIMATE_INTEREST, PUBLIC_TASK -> Reason.LEGITIMATE_INTEREST;
        };
    }

    private static @Nullable Instant earliest(Stream<Optional<Instant>> times) {
        return times.flatMap(Optional::stream).min(Instant::compareTo).orElse(null);
    }

    private static List<Signal> listOf(@Nullable Signal signal) {
        return signal == null ? List.of() : List.of(signal);
    }
}
