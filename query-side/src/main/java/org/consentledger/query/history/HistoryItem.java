package org.consentledger.query.history;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.api.company.CompanyEvent;
import org.consentledger.api.company.CompanyEvent.ProhibitionDeclared;
import org.consentledger.api.company.CompanyEvent.ProhibitionLifted;
import org.consentledger.api.notification.NotificationEvent;
import org.consentledger.api.notification.NotificationEvent.NotificationAcknowledged;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.Step;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.ConsentConfirmed;
import org.consentledger.api.subject.SubjectEvent.ConsentExpired;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentInvalidated;
import org.consentledger.api.subject.SubjectEvent.ConsentLapsed;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.IdentifierRemoved;
import org.consentledger.api.subject.SubjectEvent.LegalHoldPlaced;
import org.consentledger.api.subject.SubjectEvent.LegalHoldReleased;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.RepresentationDescribed;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.api.subject.SubjectEvent.RestrictionLifted;
import org.consentledger.api.subject.SubjectEvent.SignalEvent;
import org.consentledger.api.subject.SubjectEvent.SignalRefused;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectEvent.SuppressionCarriedOver;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SuppressedIdentifier;
import org.consentledger.query.rights.RightsSteps;
import org.consentledger.store.history.RecordedEvent;
import org.consentledger.store.sealing.Vault.Opener;
import org.jspecify.annotations.Nullable;

/**
 * One event as auditors read it, with personal values in clear, or marked as erased where their key is shredded.
 *
 * @param subjectId whose stream it is in; absent for the catalogue and for companies
 * @param type the logical event name
 * @param version the place in its stream, from 1
 * @param occurredAt when the person acted; null: unknown. For events that are no acts of a person: when it was recorded
 * @param receivedAt when the organisation received it
 * @param recordedAt when the ledger stored it
 * @param position the place in the whole ledger, from 1; in lists of the whole ledger only
 * @param details what only this type of event holds; written as fields of the item itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryItem(
        EventId eventId,
        @Nullable SubjectId subjectId,
        String type,
        long version,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant occurredAt,
        Instant receivedAt,
        Instant recordedAt,
        Actor actor,
        @Nullable Source source,
        @Nullable Evidence evidence,
        @Nullable Scope scope,
        @Nullable Long position,
        @JsonAnyGetter Map<String, Object> details) {

    /**
     * Who acted.
     *
     * @param client the OAuth client that sent the command
     * @param onBehalfOf the user it named in its token
     * @param statedBy who acted for the organisation, as the caller stated
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Actor(
            String client,
            @Nullable String onBehalfOf,
            @Nullable Personal statedBy) {}

    /** The event, opened by the opener of the person whom it is about. */
    public static HistoryItem of(RecordedEvent recorded, Opener opener) {
        return switch (recorded.event()) {
            case SignalEvent event -> of(recorded, event.subject(), event.act(), details(event, opener), opener);
            case SignalRefused event -> of(recorded, event.subject(), event.act(), details(event, opener), opener);
            case SubjectEvent event -> of(recorded, event.subject(), details(event, opener));
            case RightsRequestEvent event -> of(recorded, event, opener);
            case NotificationEvent event -> of(recorded, event);
            case ProhibitionDeclared event -> of(recorded, null, event.act(), details(event), opener);
            case CompanyEvent event -> of(recorded, null, details(event));
            case CatalogueEvent event -> of(recorded, null, Map.of("entry", event));
            default -> throw new IllegalStateException("Not an event of the ledger: " + recorded.type());
        };
    }

    private static HistoryItem of(RecordedEvent recorded, RightsRequestEvent event, Opener opener) {
        Step step = event instanceof Step taken ? taken : null;
        Instant at = step == null ? recorded.recordedAt() : step.occurredAt();
        Personal actor = step == null ? null : open(step.actor(), opener);
        return new HistoryItem(
                recorded.eventId(),
                event.subject(),
                recorded.type(),
                recorded.version(),
                at,
                event instanceof RightsRequestReceived ? at : recorded.recordedAt(),
                recorded.recordedAt(),
                new Actor(recorded.caller().client(), recorded.caller().onBehalfOf(), actor),
                null,
                null,
                null,
                recorded.position(),
                RightsSteps.details(event, opener));
    }

    private static HistoryItem of(RecordedEvent recorded, NotificationEvent event) {
        return switch (event) {
            case NotificationAcknowledged e ->
                new HistoryItem(
                        recorded.eventId(),
                        e.subject(),
                        recorded.type(),
                        recorded.version(),
                        e.occurredAt(),
                        recorded.recordedAt(),
                        recorded.recordedAt(),
                        new Actor(recorded.caller().client(), recorded.caller().onBehalfOf(), null),
                        null,
                        null,
                        null,
                        recorded.position(),
                        Map.of("notification", e.notification(), "recipient", e.recipient()));
        };
    }

    private static HistoryItem of(RecordedEvent recorded, @Nullable SubjectId subject, Map<String, Object> details) {
        Instant at = recorded.recordedAt();
        return new HistoryItem(
                recorded.eventId(),
                subject,
                recorded.type(),
                recorded.version(),
                at,
                at,
                at,
                new Actor(recorded.caller().client(), recorded.caller().onBehalfOf(), null),
                null,
                null,
                null,
                recorded.position(),
                details);
    }

    private static HistoryItem of(
            RecordedEvent recorded, @Nullable SubjectId subject, Act act, Map<String, Object> details, Opener opener) {
        Evidence evidence = act.evidence();
        return new HistoryItem(
                recorded.eventId(),
                subject,
                recorded.type(),
                recorded.version(),
                act.occurredAt(),
                act.receivedAt() == null ? recorded.recordedAt() : act.receivedAt(),
                recorded.recordedAt(),
                new Actor(recorded.caller().client(), recorded.caller().onBehalfOf(), open(act.actor(), opener)),
                act.source(),
                new Evidence(
                        evidence.wordingHash(),
                        open(evidence.form(), opener),
                        open(evidence.ip(), opener),
                        open(evidence.userAgent(), opener),
                        open(evidence.reference(), opener)),
                act.scope(),
                recorded.position(),
                details);
    }

    private static Map<String, Object> details(SubjectEvent event, Opener opener) {
        var details = new Details();
        switch (event) {
            case ConsentGiven e ->
                details.with("notice", e.notice())
                        .with("mechanism", e.mechanism())
                        .with("expiresAt", e.expiresAt())
                        .with("confirmBy", e.confirmBy())
                        .with("parentalAuthorisation", open(e.parentalAuthorisation(), opener));
            case OptedIn e -> details.with("ground", e.ground());
            case ObjectionRaised e -> details.with("ground", e.ground()).with("statement", open(e.statement(), opener));
            case ObjectionDecided e ->
                details.with("objection", e.objection())
                        .with("outcome", e.outcome())
                        .with("grounds", open(e.grounds(), opener))
                        .with("awaitsTelling", e.awaitsTelling());
            case SignalRefused e -> details.with("asked", e.asked()).with("faults", e.faults());
            case IdentifierAdded e -> details.with("identifier", open(e.identifier(), opener));
            case PreferencesSet e ->
                details.with("language", e.language())
                        .with("frequency", e.frequency())
                        .with("topics", e.topics());
            case RestrictionImposed e -> details.with("ground", e.ground());
            case RestrictionLiftAnnounced e ->
                details.with("restriction", e.restriction())
                        .with("told", e.occurredAt())
                        .with("channel", e.channel())
                        .with("toldBy", open(e.actor(), opener));
            case RestrictionLifted e -> details.with("restriction", e.restriction());
            case IdentifierRemoved e -> details.with("identifier", open(e.identifier(), opener));
            case SubjectsMerged e -> details.with("into", e.into()).with("from", e.from());
            case SubjectsSplit e -> details.with("into", e.into()).with("from", e.from());
            case RepresentationDescribed e ->
                details.with("representation", e.representation())
                        .with("company", e.company())
                        .with("role", e.role())
                        .with("from", e.from())
                        .with("to", e.to());
            case ConsentConfirmed e -> details.with("consent", e.consent()).with("confirmedAt", e.occurredAt());
            case ConsentLapsed e -> details.with("consent", e.consent());
            case ConsentExpired e ->
                details.with("consent", e.consent())
                        .with("purposes", e.purposes())
                        .with("expiredAt", e.expiredAt());
            case ConsentInvalidated e ->
                details.with("consent", e.consent())
                        .with("purposes", e.purposes())
                        .with("invalidatedAt", e.invalidatedAt());
            case LegalHoldPlaced e -> details.with("ground", e.ground()).with("reason", open(e.reason(), opener));
            case LegalHoldReleased e -> details.with("hold", e.hold());
            case ErasureDeferred e ->
                details.with("ground", e.ground())
                        .with("reason", open(e.reason(), opener))
                        .with("holds", e.holds());
            case SubjectErased e ->
                details.with("ground", e.ground())
                        .with(
                                "suppressed",
                                e.suppressed().stream()
                                        .map(SuppressedIdentifier::kind)
                                        .toList());
            case SuppressionCarriedOver e ->
                details.with("suppressed", e.scope()).with("since", e.since());
            case SubjectEvent.ConsentWithdrawn e -> {}
            case SubjectEvent.OptedOut e -> {}
        }
        return details.all;
    }

    private static Map<String, Object> details(CompanyEvent event) {
        var details = new Details().with("company", event.company());
        return switch (event) {
            case ProhibitionDeclared e -> details.with("statedBy", e.statedBy()).with("reference", e.reference()).all;
            case ProhibitionLifted e -> details.with("prohibition", e.prohibition()).all;
        };
    }

    private static final class Details {
        private final Map<String, Object> all = new LinkedHashMap<>();

        Details with(String name, @Nullable Object value) {
            if (value != null) {
                all.put(name, value);
            }
            return this;
        }
    }

    private static Identifier open(Identifier identifier, Opener opener) {
        Personal value =
                identifier.value() instanceof Personal.Sealed sealed ? opener.open(sealed) : identifier.value();
        return new Identifier(identifier.kind(), identifier.namespace(), value);
    }

    private static @Nullable Personal open(@Nullable Personal personal, Opener opener) {
        return personal instanceof Personal.Sealed sealed ? opener.open(sealed) : personal;
    }
}
