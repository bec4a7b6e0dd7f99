package org.consentledger.command.rights;

import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.messaging.annotation.MessageIdentifier;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.rights.Holidays;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestEvent.End;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.rights.TimeLimit;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.store.catalogue.Catalogues;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * An objection for a particular situation is a request to be answered in time (GDPR Articles 12(3) and 21(1)): it opens
 * one, in the transaction that records it, and its decision ends that one.
 */
@Component
@ProcessingGroup(ParticularSituations.PROCESSOR)
class ParticularSituations {
    /** The name of the subscribing processor. */
    static final String PROCESSOR = "particular-situations";

    /** What Article 12(4) has told with every refusal. */
    private static final Personal REMEDIES = new Personal.Known("A complaint may be lodged with a supervisory authority"
            + " (GDPR Article 77) and a judicial remedy sought (Article 79)");

    private final RightsDesk desk;
    private final Catalogues catalogues;
    private final Holidays holidays;

    private record Concerned(ControllerDescribed controller, TimeLimit limit) {}

    ParticularSituations(RightsDesk desk, Catalogues catalogues, Holidays holidays) {
        this.desk = desk;
        this.catalogues = catalogues;
        this.holidays = holidays;
    }

    @EventHandler
    void on(ObjectionRaised objection, @MessageIdentifier String eventId, @Timestamp Instant recordedAt) {
        if (objection.ground() != ObjectionGround.PARTICULAR_SITUATION) {
            return;
        }
        Act act = objection.act();
        Instant receivedAt = act.receivedAt() == null ? recordedAt : act.receivedAt();
        Concerned concerned = mostUrgent(act.scope().controllers(), receivedAt, recordedAt);
        if (concerned == null) {
            return;
        }
        EventId raised = EventId.of(eventId);
        desk.open(new RightsRequestReceived(
                RightsRequestId.openedBy(raised),
                objection.subject(),
                concerned.controller().controller(),
                Right.OBJECTION,
                receivedAt,
                null,
                objection.statement(),
                act.actor(),
                raised,
                concerned.controller().country(),
                concerned.controller().timeZone(),
                holidays.version(),
                concerned.limit().due()));
    }

    @EventHandler
    void on(ObjectionDecided decided, @Timestamp Instant recordedAt) {
        desk.endUnlessEnded(end(decided, recordedAt));
    }

    private static End end(ObjectionDecided decided, Instant at) {
        RightsRequestId request = RightsRequestId.openedBy(decided.objection());
        return switch (decided.outcome()) {
            case UPHELD -> new RightsRequestFulfilled(request, decided.subject(), at, null, false, null, null);
            case OVERRIDDEN ->
                new RightsRequestRefused(
                        request,
                        decided.subject(),
                        at,
                        null,
                        decided.grounds() == null ? new Personal.Known("") : decided.grounds(),
                        REMEDIES);
        };
    }

    /** The controller whose time is up first; null where none that was named is described. */
    private @Nullable Concerned mostUrgent(Set<ControllerRef> named, Instant receivedAt, Instant knownAt) {
        Catalogue catalogue = catalogues.current();
        return named.stream()
                .flatMap(ref -> described(ref, catalogue, knownAt))
                .map(controller -> new Concerned(
                        controller, TimeLimit.of(receivedAt, controller.timeZone(), controller.country(), holidays)))
                .min(Comparator.comparing(concerned -> concerned.limit().due()))
                .orElse(null);
    }

    private static Stream<ControllerDescribed> described(ControllerRef ref, Catalogue catalogue, Instant knownAt) {
        return switch (ref) {
            case ControllerRef.One(var id) ->
                catalogue.controller(id, knownAt).stream().map(Recorded::event);
            case ControllerRef.Group(var group) ->
                catalogue.controllers(knownAt).stream()
                        .map(Recorded::event)
                        .filter(controller -> group.equals(controller.group()));
            case ControllerRef.Every() ->
                catalogue.controllers(knownAt).stream().map(Recorded::event);
        };
    }
}
