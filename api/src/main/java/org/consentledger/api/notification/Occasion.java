package org.consentledger.api.notification;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.consentledger.api.AsOf;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestEvent.IdentityCheckAsked;
import org.consentledger.api.rights.RightsRequestEvent.IdentityConfirmed;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestDeadline;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestExtended;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestWithdrawn;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.ConsentConfirmed;
import org.consentledger.api.subject.SubjectEvent.ConsentExpired;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentInvalidated;
import org.consentledger.api.subject.SubjectEvent.ConsentLapsed;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.IdentifierRemoved;
import org.consentledger.api.subject.SubjectEvent.LegalHoldPlaced;
import org.consentledger.api.subject.SubjectEvent.LegalHoldReleased;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.RepresentationDescribed;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.api.subject.SubjectEvent.RestrictionLifted;
import org.consentledger.api.subject.SubjectEvent.SignalRefused;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectEvent.SuppressionCarriedOver;
import org.jspecify.annotations.Nullable;

/** Something that recipients have to be told of (GDPR Article 19), and which of them. */
public sealed interface Occasion {
    /** What they are told. */
    NotificationKind kind();

    /**
     * Whoever may hold data within a scope is told.
     *
     * @param since since when the tree of purposes counts as it was; null: ever since there is one
     */
    record Within(
            NotificationKind kind, Scope scope, @Nullable Instant since) implements Occasion {

        /** The recipients concerned, as the catalogue knew them at that time. */
        public List<RecipientId> recipients(Catalogue catalogue, Instant at) {
            return catalogue.recipients(at).stream()
                    .map(Recorded::event)
                    .filter(recipient -> controllersMeet(recipient, catalogue, at))
                    .filter(recipient -> purposesMeet(recipient, catalogue, at))
                    .map(RecipientDescribed::recipient)
                    .toList();
        }

        private boolean controllersMeet(RecipientDescribed recipient, Catalogue catalogue, Instant at) {
            return recipient.controllers().stream()
                    .anyMatch(theirs ->
                            scope.controllers().stream().anyMatch(named -> meet(named, theirs, catalogue, at)));
        }

        private static boolean meet(ControllerRef one, ControllerRef other, Catalogue catalogue, Instant at) {
            return switch (one) {
                case ControllerRef.Every() -> true;
                case ControllerRef.Group(var group) ->
                    switch (other) {
                        case ControllerRef.Every() -> true;
                        case ControllerRef.Group(var theirs) -> group.equals(theirs);
                        case ControllerRef.One(var theirs) -> belongs(theirs, group, catalogue, at);
                    };
                case ControllerRef.One(var controller) ->
                    switch (other) {
                        case ControllerRef.Every() -> true;
                        case ControllerRef.Group(var theirs) -> belongs(controller, theirs, catalogue, at);
                        case ControllerRef.One(var theirs) -> controller.equals(theirs);
                    };
            };
        }

        private static boolean belongs(ControllerId controller, GroupId group, Catalogue catalogue, Instant at) {
            return catalogue
                    .controller(controller, at)
                    .map(Recorded::event)
                    .map(ControllerDescribed::group)
                    .filter(group::equals)
                    .isPresent();
        }

        private boolean purposesMeet(RecipientDescribed recipient, Catalogue catalogue, Instant at) {
            return recipient.purposes().stream()
                    .anyMatch(
                            theirs -> scope.purposes().stream().anyMatch(named -> meet(named, theirs, catalogue, at)));
        }

        /** Two subtrees meet where one root is in the other's. */
        private boolean meet(PurposeRef one, PurposeRef other, Catalogue catalogue, Instant at) {
            return switch (one) {
                case PurposeRef.Every() -> true;
                case PurposeRef.Node(var named) ->
                    switch (other) {
                        case PurposeRef.Every() -> true;
                        case PurposeRef.Node(var theirs) ->
                            named.equals(theirs)
                                    || isOrWasBelow(named, theirs, catalogue, at)
                                    || isOrWasBelow(theirs, named, catalogue, at);
                    };
            };
        }

        /** As decisions have it: what stands against a purpose reaches whatever is or was in its subtree. */
        private boolean isOrWasBelow(PurposeId purpose, PurposeId root, Catalogue catalogue, Instant at) {
            return catalogue.lineages(purpose, since == null ? Instant.MIN : since, new AsOf(at, at)).stream()
                    .anyMatch(lineage -> lineage.contains(root));
        }
    }

    /**
     * Whoever was told of the event that restricted is told what became of it.
     *
     * @param restriction a restriction, or an objection for a particular situation
     */
    record After(NotificationKind kind, EventId restriction) implements Occasion {}

    /** A request was answered: where it was one for rectification, whoever may hold data of its controller is told. */
    record Answered(RightsRequestId request) implements Occasion {
        @Override
        public NotificationKind kind() {
            return NotificationKind.RECTIFICATION;
        }
    }

    /**
     * The occasion that an event is, or null where nobody is to be told.
     *
     * @param version the place of the event in its stream, from 1
     */
    static @Nullable Occasion of(Object event, long version) {
        return switch (event) {
            case SubjectEvent happened -> of(happened, version);
            case RightsRequestEvent step -> of(step);
            default -> null;
        };
    }

    private static @Nullable Occasion of(SubjectEvent event, long version) {
        return switch (event) {
            case ConsentWithdrawn e -> within(NotificationKind.WITHDRAWAL, e.act());
            case OptedOut e -> within(NotificationKind.WITHDRAWAL, e.act());
            case ObjectionRaised e ->
                within(
                        e.ground() == ObjectionGround.DIRECT_MARKETING
                                ? NotificationKind.WITHDRAWAL
                                : NotificationKind.RESTRICTION,
                        e.act());
            case ObjectionDecided e
            when e.outcome() == ObjectionOutcome.UPHELD -> new After(NotificationKind.WITHDRAWAL, e.objection());
            // The person is told first: until then the restriction stays, and ends with an event of its own.
            case ObjectionDecided e when Boolean.TRUE.equals(e.awaitsTelling()) -> null;
            case ObjectionDecided e -> new After(NotificationKind.RESTRICTION_LIFTED, e.objection());
            case RestrictionImposed e -> within(NotificationKind.RESTRICTION, e.act());
            case RestrictionLifted e -> new After(NotificationKind.RESTRICTION_LIFTED, e.restriction());
            // The first name introduces the person; there is nothing yet that could be corrected.
            case IdentifierAdded _ -> version == 1 ? null : everywhere(NotificationKind.RECTIFICATION);
            case IdentifierRemoved _ -> everywhere(NotificationKind.RECTIFICATION);
            case ErasureDeferred _ -> everywhere(NotificationKind.RESTRICTION);
            case SubjectErased _ -> everywhere(NotificationKind.ERASURE);
            case ConsentGiven _,
                    OptedIn _,
                    PreferencesSet _,
                    SignalRefused _,
                    RestrictionLiftAnnounced _,
                    SubjectsMerged _,
                    SubjectsSplit _,
                    RepresentationDescribed _,
                    ConsentConfirmed _,
                    ConsentLapsed _,
                    ConsentExpired _,
                    ConsentInvalidated _,
                    LegalHoldPlaced _,
                    LegalHoldReleased _,
                    SuppressionCarriedOver _ -> null;
        };
    }

    private static @Nullable Occasion of(RightsRequestEvent event) {
        return switch (event) {
            case RightsRequestFulfilled e -> new Answered(e.request());
            case RightsRequestReceived _,
                    IdentityCheckAsked _,
                    IdentityConfirmed _,
                    RightsRequestExtended _,
                    RightsRequestRefused _,
                    RightsRequestWithdrawn _,
                    RightsRequestDeadline _ -> null;
        };
    }

    private static Occasion within(NotificationKind kind, Act act) {
        return new Within(kind, act.scope(), act.occurredAt());
    }

    private static Occasion everywhere(NotificationKind kind) {
        return new Within(
                kind,
                new Scope(Set.of(new ControllerRef.Every()), null, Set.of(new PurposeRef.Every()), Set.of()),
                null);
    }
}
