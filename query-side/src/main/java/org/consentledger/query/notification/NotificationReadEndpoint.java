package org.consentledger.query.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.consentledger.api.Caller;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Faults;
import org.consentledger.api.Page;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.notification.NotificationId;
import org.consentledger.api.notification.NotificationKind;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.notification.NotificationList.Place;
import org.consentledger.query.notification.NotificationList.Sought;
import org.consentledger.query.notification.NotificationList.State;
import org.consentledger.query.notification.NotificationList.Told;
import org.consentledger.query.projection.Projections;
import org.consentledger.store.catalogue.Catalogues;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What recipients are to be told (GDPR Article 19): all of it for officers, their own for recipients. */
@RestController
class NotificationReadEndpoint {
    private final NotificationList notifications;
    private final Projections projections;
    private final Catalogues catalogues;

    NotificationReadEndpoint(NotificationList notifications, Projections projections, Catalogues catalogues) {
        this.notifications = notifications;
        this.projections = projections;
        this.catalogues = catalogues;
    }

    /**
     * One thing that one recipient is told. Data that were disclosed bear the pseudonymous id; nothing here is personal.
     *
     * @param eventId what happened
     * @param restriction the event that restricted, where this tells what became of it
     * @param scope what it is about
     * @param dueAt when it is overdue
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Notification(
            NotificationId notificationId,
            RecipientId recipient,
            SubjectId subjectId,
            NotificationKind kind,
            EventId eventId,
            @Nullable EventId restriction,
            Scope scope,
            State state,
            Instant recordedAt,
            Instant dueAt,
            @Nullable Instant acknowledgedAt) {
        static Notification of(Told told) {
            return new Notification(
                    told.id(),
                    told.id().recipient(),
                    told.subject(),
                    told.kind(),
                    told.id().event(),
                    told.restriction(),
                    told.scope(),
                    told.state(),
                    told.recordedAt(),
                    told.dueAt(),
                    told.acknowledgedAt());
        }
    }

    /**
     * A stretch of the list.
     *
     * @param next the cursor of the next stretch; null at the end
     * @param position nothing is missing that the ledger held up to this position
     */
    record Notifications(List<Notification> items, @Nullable String next, long position) {}

    /** Notifications, the oldest first; the overdue ones are listed among the {@code OPEN} too. */
    @GetMapping("/v1/notifications")
    Notifications list(
            @RequestAttribute(Caller.ATTRIBUTE) Caller caller,
            @RequestParam(required = false) @Nullable String recipient,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Page.limit(limit);
        var faults = new Faults();
        var sought = new Sought(
                recipients(caller, recipient),
                state == null ? null : faults.constant(State.class, state, "#/query/state", Code.UNKNOWN_STATE),
                kind == null
                        ? null
                        : faults.constant(
                                NotificationKind.class, kind, "#/query/kind", Code.UNKNOWN_NOTIFICATION_KIND));
        faults.refuseIfAny();
        Place after = Page.place(cursor, (time, id) -> new Place(Instant.parse(time), NotificationId.of(id)));
        // Read before the list, so that the list is at least as complete as this says.
        long position = projections.position(NotificationProjection.NAME);
        List<Told> read = notifications.list(sought, after, most + 1);
        List<Notification> items =
                read.stream().limit(most).map(Notification::of).toList();
        return new Notifications(
                items,
                read.size() > most
                        ? Page.cursor(
                                items.getLast().recordedAt(), items.getLast().notificationId())
                        : null,
                position);
    }

    /** Whose notifications are listed; null: everybody's. */
    private @Nullable List<RecipientId> recipients(Caller caller, @Nullable String named) {
        if (named != null && !CatalogueId.isValid(named)) {
            return List.of();
        }
        RecipientId sought = named == null ? null : new RecipientId(named);
        if (caller.managesRights()) {
            return sought == null ? null : List.of(sought);
        }
        return catalogues.current().recipients(Instant.MAX).stream()
                .map(Recorded::event)
                .filter(recipient -> caller.client().equals(recipient.client()))
                .map(RecipientDescribed::recipient)
                .filter(own -> sought == null || sought.equals(own))
                .toList();
    }
}
