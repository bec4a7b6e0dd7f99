package org.consentledger.query.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.notification.NotificationId;
import org.consentledger.api.notification.NotificationKind;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.Misconfigured;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What recipients are to be told, as far as the view has come; who took note is read from the ledger besides. */
@Component
public class NotificationList {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** When the recipient took note, whether or not the view knows it yet. */
    private static final String ACKNOWLEDGED = """
            coalesce(told.acknowledged_at, (select noted.recorded_at from ledger.event noted
                where noted.aggregate_id = concat(told.event_id, ':', told.recipient) and noted.sequence = 0))""";

    private static final String LIVE =
            "generation = (select live from view.projection where name = '" + NotificationProjection.NAME + "')";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration due;

    NotificationList(JdbcClient jdbc, Clock clock, @Value("${ledger.notifications.due-days:3}") int dueDays) {
        if (dueDays < 1 || dueDays > 30) {
            throw new Misconfigured(
                    "ledger.notifications.due-days is " + dueDays + ".", "Recipients have 1 to 30 days to take note.");
        }
        this.jdbc = jdbc;
        this.clock = clock;
        this.due = Duration.ofDays(dueDays);
    }

    /** Whether a recipient took note. */
    enum State {
        /** Not yet; who asks for these gets the overdue ones too. */
        OPEN,
        /** Not yet, and the time is over. */
        OVERDUE,
        ACKNOWLEDGED
    }

    /** One thing that one recipient is told. */
    record Told(
            NotificationId id,
            SubjectId subject,
            NotificationKind kind,
            @Nullable EventId restriction,
            Scope scope,
            Instant recordedAt,
            Instant dueAt,
            State state,
            @Nullable Instant acknowledgedAt) {}

    /**
     * Which are sought; null: any.
     *
     * @param recipients theirs; where there are none, nothing is found
     */
    record Sought(
            @Nullable Collection<RecipientId> recipients,
            @Nullable State state,
            @Nullable NotificationKind kind) {}

    /** A place in the list, which is in the order in which the events were recorded. */
    record Place(Instant recordedAt, NotificationId id) {}

    /** Those sought, the oldest first, after the given place. */
    List<Told> list(Sought sought, @Nullable Place after, int limit) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        select event_id, recipient, subject_id, kind, restriction, scope, recorded_at, %s as acknowledged_at
                        from view.notification told where %s%s%s%s%s
                        order by recorded_at, event_id, recipient limit :limit""".formatted(
                                ACKNOWLEDGED,
                                LIVE,
                                in(sought.state()),
                                sought.recipients() == null ? "" : " and recipient = any(:recipients)",
                                sought.kind() == null ? "" : " and kind = :kind",
                                after == null
                                        ? ""
                                        : " and (recorded_at, event_id, recipient)"
                                                + " > (:afterTime, :afterEvent, :afterRecipient)"))
                .param("overdueFrom", time(now.minus(due)))
                .param("recipients", sought.recipients() == null ? null : names(sought.recipients()))
                .param("kind", sought.kind() == null ? null : sought.kind().name())
                .param("afterTime", after == null ? null : time(after.recordedAt()))
                .param("afterEvent", after == null ? null : after.id().event().value())
                .param(
                        "afterRecipient",
                        after == null ? null : after.id().recipient().value())
                .param("limit", limit)
                .query((row, _) -> read(row, now))
                .list();
    }

    private static String in(@Nullable State state) {
        return switch (state) {
            case null -> "";
            case OPEN -> " and acknowledged_at is null and " + ACKNOWLEDGED + " is null";
            case OVERDUE ->
                " and acknowledged_at is null and recorded_at <= :overdueFrom and " + ACKNOWLEDGED + " is null";
            case ACKNOWLEDGED -> " and " + ACKNOWLEDGED + " is not null";
        };
    }

    private static String[] names(Collection<RecipientId> recipients) {
        return recipients.stream().map(RecipientId::value).toArray(String[]::new);
    }

    private Told read(ResultSet row, Instant now) throws SQLException {
        OffsetDateTime acknowledged = row.getObject("acknowledged_at", OffsetDateTime.class);
        UUID restriction = row.getObject("restriction", UUID.class);
        Instant recordedAt = row.getObject("recorded_at", OffsetDateTime.class).toInstant();
        Instant dueAt = recordedAt.plus(due);
        State state = acknowledged != null ? State.ACKNOWLEDGED : now.isBefore(dueAt) ? State.OPEN : State.OVERDUE;
        return new Told(
                new NotificationId(
                        new EventId(row.getObject("event_id", UUID.class)),
                        new RecipientId(row.getString("recipient"))),
                new SubjectId(row.getObject("subject_id", UUID.class)),
                NotificationKind.valueOf(row.getString("kind")),
                restriction == null ? null : new EventId(restriction),
                JSON.readValue(row.getString("scope"), Scope.class),
                recordedAt,
                dueAt,
                state,
                acknowledged == null ? null : acknowledged.toInstant());
    }

    /** How many notifications nobody has taken note of although their time is over. */
    public long overdue() {
        return jdbc.sql("select count(*) from view.notification where " + LIVE
                        + " and acknowledged_at is null and recorded_at <= ?")
                .param(time(clock.instant().minus(due)))
                .query(Long.class)
                .single();
    }

    /** How many notifications nobody has taken note of. */
    public long open() {
        return jdbc.sql("select count(*) from view.notification where " + LIVE + " and acknowledged_at is null")
                .query(Long.class)
                .single();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
