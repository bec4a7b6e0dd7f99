package org.consentledger.query.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.notification.NotificationEvent.NotificationAcknowledged;
import org.consentledger.api.notification.Occasion;
import org.consentledger.api.subject.AboutSubject;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.notification.NotificationProjection.Change;
import org.consentledger.query.projection.Projection;
import org.consentledger.store.catalogue.Catalogues;
import org.consentledger.store.notification.Notifications;
import org.consentledger.store.notification.Notifications.Telling;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * One row for each recipient that is to be told of an event. Acknowledgements are events too; whichever of the two is read
 * first, the row says in the end that the recipient took note.
 */
@Component
class NotificationProjection implements Projection<Change> {
    static final String NAME = "notification";

    private static final Set<String> STREAMS = Set.of("Subject", "RightsRequest", "Notification");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Notifications notifications;
    private final Catalogues catalogues;

    NotificationProjection(Notifications notifications, Catalogues catalogues) {
        this.notifications = notifications;
        this.catalogues = catalogues;
    }

    /** What one event changes. */
    sealed interface Change {
        /** Nobody is told of it. */
        record Nothing() implements Change {}

        /** Recipients are to be told of it. */
        record Happened(EventId event, SubjectId subject, Occasion occasion, Instant recordedAt) implements Change {}

        /** One of them took note. */
        record Acknowledged(EventId event, RecipientId recipient, Instant recordedAt) implements Change {}
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean reads(DomainEventMessage<?> event) {
        return STREAMS.contains(event.getType());
    }

    @Override
    public Change change(DomainEventMessage<?> message) {
        Object event = message.getPayload();
        if (event instanceof NotificationAcknowledged e) {
            return new Change.Acknowledged(e.event(), e.recipient(), message.getTimestamp());
        }
        Occasion occasion = Occasion.of(event, message.getSequenceNumber() + 1);
        return occasion == null
                ? new Change.Nothing()
                : new Change.Happened(
                        EventId.of(message.getIdentifier()),
                        ((AboutSubject) event).subject(),
                        occasion,
                        message.getTimestamp());
    }

    @Override
    public void apply(JdbcClient jdbc, int generation, List<Change> changes) {
        List<Change.Happened> happened = of(Change.Happened.class, changes);
        if (!happened.isEmpty()) {
            tell(jdbc, generation, happened);
        }
        List<Change.Acknowledged> acknowledged = of(Change.Acknowledged.class, changes);
        if (!acknowledged.isEmpty()) {
            acknowledge(jdbc, generation, acknowledged);
        }
    }

    private static <C extends Change> List<C> of(Class<C> type, List<Change> changes) {
        return changes.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void tell(JdbcClient jdbc, int generation, List<Change.Happened> happened) {
        // Read through the connection of the batch; the events of the batch are committed, so this knows what they
        // knew.
        Catalogue catalogue = catalogues.atLeast(jdbc.sql("select version from ledger.catalogue_head")
                .query(Long.class)
                .single());
        var rows = new Rows();
        for (Change.Happened one : happened) {
            Telling telling = notifications.of(one.event(), one.subject(), one.occasion(), one.recordedAt(), catalogue);
            if (telling != null) {
                rows.add(telling);
            }
        }
        rows.insert(jdbc, generation);
    }

    /** The columns of what is told. */
    private static final class Rows {
        private final List<UUID> events = new ArrayList<>();
        private final List<String> recipients = new ArrayList<>();
        private final List<UUID> subjects = new ArrayList<>();
        private final List<String> kinds = new ArrayList<>();
        private final List<@Nullable UUID> restrictions = new ArrayList<>();
        private final List<String> scopes = new ArrayList<>();
        private final List<String> times = new ArrayList<>();

        void add(Telling telling) {
            String scope = JSON.writeValueAsString(telling.scope());
            for (RecipientId recipient : telling.recipients()) {
                events.add(telling.event().value());
                recipients.add(recipient.value());
                subjects.add(telling.subject().value());
                kinds.add(telling.kind().name());
                restrictions.add(
                        telling.restriction() == null
                                ? null
                                : telling.restriction().value());
                scopes.add(scope);
                times.add(telling.recordedAt().toString());
            }
        }

        void insert(JdbcClient jdbc, int generation) {
            if (events.isEmpty()) {
                return;
            }
            // An acknowledgement may be in the ledger that was read before, where the event could not be read then.
            jdbc.sql("""
                            insert into view.notification (generation, event_id, recipient, subject_id, kind,
                                                           restriction, scope, recorded_at, acknowledged_at)
                            select ?, told.*,
                                   (select noted.recorded_at from ledger.event noted
                                    where noted.aggregate_id = concat(told.event_id, ':', told.recipient)
                                      and noted.sequence = 0)
                            from unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::timestamptz[])
                                 as told (event_id, recipient, subject_id, kind, restriction, scope, recorded_at)""")
                    .params(
                            generation,
                            events.toArray(UUID[]::new),
                            recipients.toArray(String[]::new),
                            subjects.toArray(UUID[]::new),
                            kinds.toArray(String[]::new),
                            restrictions.toArray(UUID[]::new),
                            scopes.toArray(String[]::new),
                            times.toArray(String[]::new))
                    .update();
        }
    }

    private static void acknowledge(JdbcClient jdbc, int generation, List<Change.Acknowledged> acknowledged) {
        jdbc.sql("""
                        update view.notification told set acknowledged_at = noted.recorded_at
                        from unnest(?::uuid[], ?::text[], ?::timestamptz[]) as noted (event_id, recipient, recorded_at)
                        where told.generation = ? and told.event_id = noted.event_id
                          and told.recipient = noted.recipient""")
                .params(
                        acknowledged.stream().map(one -> one.event().value()).toArray(UUID[]::new),
                        acknowledged.stream()
                                .map(one -> one.recipient().value())
                                .toArray(String[]::new),
                        acknowledged.stream()
                                .map(one -> one.recordedAt().toString())
                                .toArray(String[]::new),
                        generation)
                .update();
    }

    @Override
    public void clear(JdbcClient jdbc, int generation) {
        jdbc.sql("truncate view.notification_" + generation).update();
    }
}
