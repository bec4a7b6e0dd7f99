package org.consentledger.command.notification;

import java.net.URI;
import java.time.Instant;
import org.consentledger.api.Caller;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.notification.NotificationCommand.AcknowledgeNotification;
import org.consentledger.api.notification.NotificationId;
import org.consentledger.api.subject.Outcome;
import org.consentledger.command.Commands;
import org.consentledger.store.catalogue.Catalogues;
import org.consentledger.store.history.EventLog;
import org.consentledger.store.history.RecordedEvent;
import org.consentledger.store.notification.Notifications;
import org.consentledger.store.notification.Notifications.Telling;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Recipients take note of what they are told; officers do it for those who are told by other means. */
@RestController
class NotificationEndpoint {
    private final Commands commands;
    private final EventLog events;
    private final Notifications notifications;
    private final Catalogues catalogues;

    NotificationEndpoint(Commands commands, EventLog events, Notifications notifications, Catalogues catalogues) {
        this.commands = commands;
        this.events = events;
        this.notifications = notifications;
        this.catalogues = catalogues;
    }

    /** {@code occurredAt} absent: now. */
    record Acknowledgement(@Nullable Instant occurredAt) {}

    /**
     * What stands in the ledger.
     *
     * @param eventId of the acknowledgement
     * @param changed false where it stood already
     */
    record Acknowledged(NotificationId notificationId, EventId eventId, Instant recordedAt, boolean changed) {}

    /** Takes note of a notification. Others' notifications are not there, for a recipient. */
    @PostMapping("/v1/notifications/{id}/acknowledgement")
    ResponseEntity<Acknowledged> acknowledge(
            @PathVariable NotificationId id,
            @RequestBody Acknowledgement body,
            @RequestAttribute(Caller.ATTRIBUTE) Caller caller) {
        RecordedEvent recorded = events.find(id.event()).orElseThrow(() -> new Refusal(Code.NOT_FOUND));
        Catalogue catalogue = catalogues.current();
        Telling telling = notifications.of(recorded, catalogue);
        boolean mayKnow = caller.managesRights() || speaksFor(caller, id.recipient(), catalogue);
        if (telling == null || !telling.recipients().contains(id.recipient()) || !mayKnow) {
            throw new Refusal(Code.NOT_FOUND);
        }
        Outcome outcome = commands.send(new AcknowledgeNotification(id, telling.subject(), body.occurredAt()));
        URI event = URI.create("/v1/events/" + outcome.eventId());
        return (outcome.changed() ? ResponseEntity.created(event) : ResponseEntity.ok())
                .eTag("\"" + outcome.version() + "\"")
                .body(new Acknowledged(id, outcome.eventId(), outcome.recordedAt(), outcome.changed()));
    }

    private static boolean speaksFor(Caller caller, RecipientId recipient, Catalogue catalogue) {
        return catalogue
                .recipient(recipient, Instant.MAX)
                .filter(described -> caller.client().equals(described.event().client()))
                .isPresent();
    }
}
