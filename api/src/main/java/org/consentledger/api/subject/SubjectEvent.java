package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentledger.api.EventId;
import org.consentledger.api.EventName;
import org.consentledger.api.Fault;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.PurposeId;
import org.jspecify.annotations.Nullable;

/** What a data subject did, or what was done about it: the events of one person's stream, in the order of recording. */
public sealed interface SubjectEvent extends AboutSubject {

    /** Whose stream it is; its key seals the personal values of the event. */
    @Override
    SubjectId subject();

    /** A recorded act that counts for or against processing. */
    sealed interface SignalEvent extends SubjectEvent {
        /** How far it reaches, when it happened, and who says so. */
        Act act();
    }

    /** The person is known under this name from now on; a first one begins the stream. */
    @EventName("identifier-added")
    record IdentifierAdded(SubjectId subject, Identifier identifier) implements SubjectEvent {}

    /**
     * The person consented (GDPR Article 4(11)).
     *
     * @param expiresAt when the consent ends by itself; absent: not, but for the purpose's {@code validFor}
     * @param confirmBy until when the person can confirm it, where it waits for that (double opt-in); absent: it does not
     *     wait, or no time was set
     */
    @EventName("consent-given")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ConsentGiven(
            SubjectId subject,
            Act act,
            NoticeShown notice,
            Mechanism mechanism,
            @Nullable Instant expiresAt,
            @Nullable Personal parentalAuthorisation,
            @Nullable Instant confirmBy)
            implements SignalEvent {
        /** Given, with nothing to wait for. */
        public ConsentGiven(
                SubjectId subject,
                Act act,
                NoticeShown notice,
                Mechanism mechanism,
                @Nullable Instant expiresAt,
                @Nullable Personal parentalAuthorisation) {
            this(subject, act, notice, mechanism, expiresAt, parentalAuthorisation, null);
        }
    }

    /** The person withdrew consent (GDPR Article 7(3)). */
    @EventName("consent-withdrawn")
    record ConsentWithdrawn(SubjectId subject, Act act) implements SignalEvent {}

    /** The person wants no more of this. */
    @EventName("opted-out")
    record OptedOut(SubjectId subject, Act act) implements SignalEvent {}

    /**
     * The person wants this again, or became a customer.
     *
     * @param ground the customer exception, where that is what is recorded
     */
    @EventName("opted-in")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OptedIn(SubjectId subject, Act act, @Nullable OptInGround ground) implements SignalEvent {}

    /** The person objected (GDPR Article 21). */
    @EventName("objection-raised")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ObjectionRaised(
            SubjectId subject,
            Act act,
            ObjectionGround ground,
            @Nullable Personal statement) implements SignalEvent {}

    /**
     * The organisation decided an objection for a particular situation (GDPR Article 21(1)).
     *
     * @param awaitsTelling true where the person was not told yet, so that what was overridden stays restricted; else
     *     absent
     */
    @EventName("objection-decided")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ObjectionDecided(
            SubjectId subject,
            EventId objection,
            ObjectionOutcome outcome,
            @Nullable Personal grounds,
            @Nullable Boolean awaitsTelling)
            implements SubjectEvent {
        /** Decided, and nobody is yet to be told. */
        public ObjectionDecided(
                SubjectId subject, EventId objection, ObjectionOutcome outcome, @Nullable Personal grounds) {
            this(subject, objection, outcome, grounds, null);
        }
    }

    /**
     * Processing is restricted to storage, consent, legal claims and the rights of others (GDPR Article 18).
     *
     * @param ground of Article 18(1), where it is known
     */
    @EventName("restriction-imposed")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RestrictionImposed(
            SubjectId subject, Act act, @Nullable RestrictionGround ground) implements SignalEvent {}

    /**
     * The person was told that a restriction will be lifted (GDPR Article 18(3)).
     *
     * @param restriction the event that restricted
     * @param occurredAt when they were told
     * @param channel on which they were told
     */
    @EventName("restriction-lift-announced")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RestrictionLiftAnnounced(
            SubjectId subject,
            EventId restriction,
            Instant occurredAt,
            @Nullable Channel channel,
            @Nullable Personal actor)
            implements SubjectEvent {}

    /**
     * A restriction is over.
     *
     * @param restriction the event that restricted
     */
    @EventName("restriction-lifted")
    record RestrictionLifted(SubjectId subject, EventId restriction) implements SubjectEvent {}

    /**
     * The person asked for what the law does not give; the ledger refused it and keeps that it was asked.
     *
     * @param asked the logical name of the event that would have been recorded
     * @param faults why it was refused
     */
    @EventName("signal-refused")
    record SignalRefused(SubjectId subject, String asked, Act act, List<Fault> faults) implements SubjectEvent {}

    /**
     * The person stated preferences, which are never a consent.
     *
     * @param language BCP 47
     * @param frequency in the words of the organisation: {@code weekly}
     * @param topics by topic: whether it is wanted, or a code of the organisation
     */
    @EventName("preferences-set")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PreferencesSet(
            SubjectId subject,
            @Nullable String language,
            @Nullable String frequency,
            @Nullable Map<String, Object> topics)
            implements SubjectEvent {}

    /** The person is no longer known under this name. */
    @EventName("identifier-removed")
    record IdentifierRemoved(SubjectId subject, Identifier identifier) implements SubjectEvent {}

    /**
     * Two streams were found to be one person's; both keep what they hold, and the event stands in both.
     *
     * @param into the subject that stands for both from now on
     */
    @EventName("subjects-merged")
    record SubjectsMerged(SubjectId subject, SubjectId into, SubjectId from) implements SubjectEvent {}

    /** Two merged streams were found to be two people's; the event stands in both. */
    @EventName("subjects-split")
    record SubjectsSplit(SubjectId subject, SubjectId into, SubjectId from) implements SubjectEvent {}

    /**
     * The person acts for a company, or this is described anew.
     *
     * @param role in the words of the organisation: {@code buyer}
     * @param from the first day; absent: always
     * @param to the day from which it is over; absent: not yet known
     */
    @EventName("representation-described")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RepresentationDescribed(
            SubjectId subject,
            RepresentationId representation,
            CompanyId company,
            @Nullable String role,
            @Nullable LocalDate from,
            @Nullable LocalDate to)
            implements SubjectEvent {}

    /**
     * The person confirmed a consent that waited for it (double opt-in).
     *
     * @param occurredAt when they did; the consent holds from then on
     */
    @EventName("consent-confirmed")
    record ConsentConfirmed(SubjectId subject, EventId consent, Instant occurredAt) implements SubjectEvent {}

    /** A consent was not confirmed in time, and never became one. */
    @EventName("consent-lapsed")
    record ConsentLapsed(SubjectId subject, EventId consent) implements SubjectEvent {}

    /**
     * A consent ended by itself. Decisions do not wait for this: they compare times.
     *
     * @param purposes for which it ended; it may hold longer for others
     */
    @EventName("consent-expired")
    record ConsentExpired(SubjectId subject, EventId consent, Set<PurposeId> purposes, Instant expiredAt)
            implements SubjectEvent {}

    /**
     * What the person was told when consenting changed materially. Decisions do not wait for this.
     *
     * @param purposes for which the consent no longer holds
     */
    @EventName("consent-invalidated")
    record ConsentInvalidated(SubjectId subject, EventId consent, Set<PurposeId> purposes, Instant invalidatedAt)
            implements SubjectEvent {}

    /**
     * The person's data must be kept for a time, whoever asks for erasure (GDPR Article 17(3)).
     *
     * @param ground of Article 17(3)
     */
    @EventName("legal-hold-placed")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LegalHoldPlaced(
            SubjectId subject,
            LegalHoldGround ground,
            @Nullable Personal reason) implements SubjectEvent {}

    /** A reason to keep the data is over. */
    @EventName("legal-hold-released")
    record LegalHoldReleased(SubjectId subject, EventId hold) implements SubjectEvent {}

    /**
     * Erasure was asked for and waits for the end of legal holds; nothing is processed meanwhile but for them.
     *
     * @param holds that stood against it
     */
    @EventName("erasure-deferred")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ErasureDeferred(
            SubjectId subject,
            @Nullable ErasureGround ground,
            @Nullable Personal reason,
            List<EventId> holds) implements SubjectEvent {}

    /**
     * The person's data were erased (GDPR Article 17): the key that sealed them is gone. The last event of the stream that
     * concerns the person.
     *
     * @param suppressed what is kept so that the erasure is honoured (Article 17(3)(b))
     */
    @EventName("subject-erased")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SubjectErased(SubjectId subject, @Nullable ErasureGround ground, List<SuppressedIdentifier> suppressed)
            implements SubjectEvent {}

    /**
     * Somebody who is new to the ledger came under an address that is suppressed: the suppression stands against them until
     * they say otherwise. Nothing here tells who they were before.
     *
     * @param since when the address was suppressed
     */
    @EventName("suppression-carried-over")
    record SuppressionCarriedOver(SubjectId subject, Scope scope, Instant since) implements SubjectEvent {}
}
