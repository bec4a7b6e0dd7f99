package org.consentledger.query.decision.rules;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.consentledger.api.EventId;
import org.consentledger.api.company.CompanyEvent;
import org.consentledger.api.company.CompanyEvent.ProhibitionDeclared;
import org.consentledger.api.company.CompanyEvent.ProhibitionLifted;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.ConsentConfirmed;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.api.subject.SubjectEvent.RestrictionLifted;
import org.consentledger.api.subject.SubjectEvent.SignalRefused;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectEvent.SuppressionCarriedOver;
import org.jspecify.annotations.Nullable;

/** What one event leaves for decisions. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Signal.class, name = "signal"),
    @JsonSubTypes.Type(value = Ruling.class, name = "ruling"),
    @JsonSubTypes.Type(value = Confirmation.class, name = "confirmation"),
    @JsonSubTypes.Type(value = Link.class, name = "link")
})
public sealed interface Entry permits Signal, Ruling, Confirmation, Link {

    /** When the ledger recorded it. */
    Instant recordedAt();

    /** The entry that the event leaves, or null where no decision reads it. */
    static @Nullable Entry of(SubjectEvent event, String type, EventId eventId, Instant recordedAt) {
        return switch (event) {
            case ConsentGiven e ->
                signal(
                        eventId,
                        type,
                        Signal.Kind.CONSENT,
                        e.act(),
                        recordedAt,
                        e.expiresAt(),
                        e.notice(),
                        true,
                        e.mechanism() == Mechanism.DOUBLE_OPT_IN,
                        e.confirmBy());
            case ConsentWithdrawn e -> negative(eventId, type, Signal.Kind.WITHDRAWAL, e.act(), recordedAt);
            case OptedOut e -> negative(eventId, type, Signal.Kind.OPT_OUT, e.act(), recordedAt);
            case OptedIn e
            when e.ground() != null ->
                signal(eventId, type, Signal.Kind.CUSTOMER, e.act(), recordedAt, null, null, false, false, null);
            case OptedIn e ->
                signal(
                        eventId,
                        type,
                        Signal.Kind.OPT_IN,
                        e.act(),
                        recordedAt,
                        null,
                        null,
                        ownAct(e.act()),
                        false,
                        null);
            case ObjectionRaised e ->
                negative(
                        eventId,
                        type,
                        e.ground() == ObjectionGround.DIRECT_MARKETING
                                ? Signal.Kind.OBJECTION_TO_DIRECT_MARKETING
                                : Signal.Kind.OBJECTION_FOR_PARTICULAR_SITUATION,
                        e.act(),
                        recordedAt);
            case ObjectionDecided e when e.awaitsTelling() != null && e.awaitsTelling() -> null;
            case ObjectionDecided e -> new Ruling(e.objection(), e.outcome(), recordedAt);
            case RestrictionImposed e -> negative(eventId, type, Signal.Kind.RESTRICTION, e.act(), recordedAt);
            case RestrictionLiftAnnounced e -> null;
            // It gives way to processing as an objection does that is overridden.
            case RestrictionLifted e -> new Ruling(e.restriction(), ObjectionOutcome.OVERRIDDEN, recordedAt);
            case IdentifierAdded e -> null;
            case SignalRefused e -> null;
            case PreferencesSet e -> null;
            case SubjectEvent.IdentifierRemoved e -> null;
            case SubjectsMerged e -> new Link(e.into(), e.from(), true, recordedAt);
            case SubjectsSplit e -> new Link(e.into(), e.from(), false, recordedAt);
            case SubjectEvent.RepresentationDescribed e -> null;
            case ConsentConfirmed e -> new Confirmation(eventId, type, e.consent(), e.occurredAt(), recordedAt);
            // These tell what times have told already.
            case SubjectEvent.ConsentLapsed e -> null;
            case SubjectEvent.ConsentExpired e -> null;
            case SubjectEvent.ConsentInvalidated e -> null;
            case SubjectEvent.LegalHoldPlaced e -> null;
            case SubjectEvent.LegalHoldReleased e -> null;
            case ErasureDeferred e ->
                standing(eventId, type, Signal.Kind.ERASURE, Scope.EVERYTHING, recordedAt, recordedAt);
            case SubjectErased e ->
                standing(eventId, type, Signal.Kind.ERASURE, Scope.EVERYTHING, recordedAt, recordedAt);
            case SuppressionCarriedOver e ->
                standing(eventId, type, Signal.Kind.SUPPRESSION, e.scope(), e.since(), recordedAt);
        };
    }

    /** The entry that the event leaves for whoever is addressed as a representative of the company. */
    static Entry of(CompanyEvent event, String type, EventId eventId, Instant recordedAt) {
        return switch (event) {
            case ProhibitionDeclared e -> negative(eventId, type, Signal.Kind.PROHIBITION, e.act(), recordedAt);
            case ProhibitionLifted e -> new Ruling(e.prohibition(), ObjectionOutcome.OVERRIDDEN, recordedAt);
        };
    }

    /** A NEGATIVE that is no act of the person. */
    static Signal standing(
            EventId eventId, String type, Signal.Kind kind, Scope scope, Instant since, Instant recordedAt) {
        return new Signal(eventId, type, kind, scope, since, recordedAt, null, null, false, false, null);
    }

    private static boolean ownAct(Act act) {
        return act.source() == Source.SUBJECT || act.evidence().reference() != null;
    }

    private static Signal negative(EventId eventId, String type, Signal.Kind kind, Act act, Instant recordedAt) {
        return signal(eventId, type, kind, act, recordedAt, null, null, false, false, null);
    }

    private static Signal signal(
            EventId eventId,
            String type,
            Signal.Kind kind,
            Act act,
            Instant recordedAt,
            @Nullable Instant expiresAt,
            @Nullable NoticeShown notice,
            boolean lifts,
            boolean pending,
            @Nullable Instant confirmBy) {
        return new Signal(
                eventId,
                type,
                kind,
                act.scope(),
                act.occurredAt(),
                recordedAt,
                expiresAt,
                notice,
                lifts,
                pending,
                confirmBy);
    }
}
