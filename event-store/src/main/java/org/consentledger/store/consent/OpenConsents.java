package org.consentledger.store.consent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.common.transaction.TransactionManager;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.OpenConsent;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Recorded;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.Background;
import org.consentledger.store.LedgerSerializer;
import org.consentledger.store.catalogue.Catalogues;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/**
 * The register of consents that may still end by themselves. It says when to look at whom; what there is to see is folded
 * from the stream, so a register that lags or is rebuilt makes events late and nothing wrong.
 */
@Component
public class OpenConsents {
    private static final int EVENTS = 1_000;
    private static final int PEOPLE = 500;

    /** How many rows are counted for metrics; more is too many in any case. */
    private static final int COUNTED = 100_000;

    /** The events after which a consent may be open: an objection that is overridden gives back what it took. */
    private static final List<String> OPENING = List.of("consent-given", "consent-confirmed", "objection-decided");

    private static final String ERASED = "subject-erased";

    /** The events that the fold reads: those that open consents, take their place or tell their end. */
    private static final List<String> TYPES = Stream.concat(
                    OPENING.stream(),
                    Stream.of(
                            "consent-lapsed",
                            "consent-expired",
                            "consent-invalidated",
                            "consent-withdrawn",
                            "opted-out",
                            "objection-raised",
                            ERASED))
            .toList();

    private final JdbcClient jdbc;
    private final Background background;
    private final TransactionManager transactions;
    private final LedgerSerializer serializer;
    private final Catalogues catalogues;
    private final Clock clock;

    OpenConsents(
            JdbcClient jdbc, Background background, LedgerSerializer serializer, Catalogues catalogues, Clock clock) {
        this.jdbc = jdbc;
        this.background = background;
        this.transactions = background.transactions();
        this.serializer = serializer;
        this.catalogues = catalogues;
        this.clock = clock;
    }

    /** How far the register is; {@code passAfter} is the last person that was looked at for a new catalogue. */
    private record Progress(
            long position,
            long catalogue,
            @Nullable Long passFor,
            @Nullable UUID passAfter) {}

    /** A row of the register. */
    private record Row(
            SubjectId subject,
            OpenConsent consent,
            @Nullable Instant dueAt,
            @Nullable Instant renewAt) {}

    /**
     * A stretch of the ledger: who may have a consent open that had none, or was erased. Acts that take the place of consents
     * are not looked at, since most come long before there is anything to see: a row that is moot goes when it is due, or
     * when the person is looked at for another reason.
     */
    private record Stretch(long last, List<UUID> people) {}

    // Keeping it

    /**
     * Takes in what was recorded since, a bounded step, unless another node is at it.
     *
     * @return whether there may be more
     */
    public boolean follow() {
        return transactions.fetchInTransaction(() -> {
            Progress progress = progress("skip locked");
            if (progress == null) {
                return false;
            }
            Stretch stretch = stretch(progress.position);
            if (stretch.last == progress.position) {
                return false;
            }
            refresh(stretch.people);
            update("update ledger.open_consent_progress set position = ?", stretch.last);
            return stretch.last == progress.position + EVENTS;
        });
    }

    private Stretch stretch(long after) {
        return background
                .jdbc()
                .sql("""
                        select coalesce(max(l.position), :after) as last,
                               array_agg(distinct e.aggregate_id) filter (
                                   where e.payload_type in (:opening) or e.payload_type = :erased) as people
                        from ledger.event_log l join ledger.event e using (global_index)
                        where l.position > :after and l.position <= :after + :events""")
                .param("after", after)
                .param("opening", OPENING)
                .param("erased", ERASED)
                .param("events", EVENTS)
                .query((row, _) -> new Stretch(row.getLong("last"), uuids(row)))
                .single();
    }

    private static List<UUID> uuids(ResultSet row) throws SQLException {
        return row.getArray("people") == null
                ? List.of()
                : Stream.of((String[]) row.getArray("people").getArray())
                        .map(UUID::fromString)
                        .toList();
    }

    /**
     * Looks at the next people anew if the catalogue has changed since all of them were looked at, unless another node is at
     * it.
     *
     * @return whether there may be more
     */
    public boolean reconsider() {
        return transactions.fetchInTransaction(() -> {
            Progress progress = progress("skip locked");
            if (progress == null) {
                return false;
            }
            long head = head();
            if (progress.passFor == null && head == progress.catalogue) {
                return false;
            }
            long passFor = progress.passFor == null ? head : progress.passFor;
            List<UUID> people = peopleAfter(progress.passAfter);
            refresh(people);
            if (people.size() < PEOPLE) {
                update(
                        "update ledger.open_consent_progress set catalogue = ?, pass_for = null, pass_after = null",
                        passFor);
                return head > passFor;
            }
            update("update ledger.open_consent_progress set pass_for = ?, pass_after = ?", passFor, people.getLast());
            return true;
        });
    }

    private List<UUID> peopleAfter(@Nullable UUID last) {
        return background
                .jdbc()
                .sql("""
                        select distinct subject_id from ledger.open_consent
                        where subject_id > coalesce(cast(:last as uuid), '00000000-0000-0000-0000-000000000000')
                        order by subject_id limit :limit""")
                .param("last", last)
                .param("limit", PEOPLE)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /**
     * Holds the register for this transaction. Its commit need not reach the disk before the next step begins: what is lost
     * with the machine is lost with the progress, and is done again.
     */
    private @Nullable Progress progress(String ifLocked) {
        return background
                .jdbc()
                .sql("select position, catalogue, pass_for, pass_after, set_config('synchronous_commit', 'off', true)"
                        + " from ledger.open_consent_progress for update " + ifLocked)
                .query((row, _) -> new Progress(
                        row.getLong("position"),
                        row.getLong("catalogue"),
                        row.getObject("pass_for", Long.class),
                        row.getObject("pass_after", UUID.class)))
                .optional()
                .orElse(null);
    }

    private long head() {
        return background
                .jdbc()
                .sql("select version from ledger.catalogue_head")
                .query(Long.class)
                .single();
    }

    private void update(String sql, Object... values) {
        background.jdbc().sql(sql).params(values).update();
    }

    /** Replaces the rows of these people by what follows from their streams; to be called by who holds the progress. */
    private void refresh(List<UUID> people) {
        for (int from = 0; from < people.size(); from += PEOPLE) {
            List<UUID> some = people.subList(from, Math.min(from + PEOPLE, people.size()));
            Catalogue catalogue = catalogues.atLeast(head());
            Instant now = clock.instant();
            var rows = new ArrayList<Row>();
            streams(some).forEach((subject, stream) -> {
                for (OpenConsent open : OpenConsent.in(stream, catalogue, now)) {
                    rows.add(new Row(
                            subject,
                            open,
                            open.lookAgainAt(catalogue, now),
                            open.renewal(purpose -> true, catalogue, now)
                                    .map(renewal -> renewal.end().at())
                                    .orElse(null)));
                }
            });
            replace(some, rows);
        }
    }

    private Map<SubjectId, List<Recorded>> streams(List<UUID> people) {
        var streams = new LinkedHashMap<SubjectId, List<Recorded>>();
        background
                .jdbc()
                .sql("""
                        select aggregate_id, event_id, recorded_at, payload_type, payload_revision, payload
                        from ledger.event where aggregate_id in (:people) and payload_type in (:types)
                        order by aggregate_id, sequence""")
                .param("people", people.stream().map(UUID::toString).toList())
                .param("types", TYPES)
                .query(row -> {
                    streams.computeIfAbsent(SubjectId.of(row.getString("aggregate_id")), _ -> new ArrayList<>())
                            .add(serializer.recorded(row));
                });
        return streams;
    }

    private void replace(List<UUID> people, List<Row> rows) {
        background
                .jdbc()
                .sql("""
                        with fresh as (
                            select subject_id, event_id, string_to_array(controllers, ' ') as controllers,
                                   string_to_array(purposes, ' ') as purposes, due_at, renew_at
                            from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[])
                                 as one (subject_id, event_id, controllers, purposes, due_at, renew_at)
                        ), gone as (
                            delete from ledger.open_consent held
                            where held.subject_id = any(?::uuid[])
                              and not exists (select from fresh where fresh.event_id = held.event_id)
                        )
                        insert into ledger.open_consent as held (subject_id, event_id, controllers, purposes, due_at, renew_at)
                        select * from fresh
                        on conflict (subject_id, event_id) do update
                        set due_at = excluded.due_at, renew_at = excluded.renew_at, claimed_until = null
                        where (held.due_at, held.renew_at) is distinct from (excluded.due_at, excluded.renew_at)""")
                .params(
                        array("uuid", rows, row -> row.subject.value()),
                        array("uuid", rows, row -> row.consent.eventId().value()),
                        array("text", rows, OpenConsents::controllers),
                        array("text", rows, OpenConsents::purposes),
                        array("timestamptz", rows, row -> text(row.dueAt)),
                        array("timestamptz", rows, row -> text(row.renewAt)),
                        new SqlArrayValue("uuid", people.toArray()))
                .update();
    }

    private static SqlArrayValue array(String type, List<Row> rows, Function<Row, @Nullable Object> column) {
        return new SqlArrayValue(type, rows.stream().map(column).toArray());
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    // Ids have no spaces.
    private static String controllers(Row row) {
        return String.join(
                " ",
                row.consent.given().act().scope().controllers().stream()
                        .map(ControllerRef::text)
                        .toList());
    }

    private static String purposes(Row row) {
        return String.join(
                " ",
                row.consent.given().act().scope().purposes().stream()
                        .map(PurposeRef::text)
                        .toList());
    }

    // Sweeping

    /**
     * The people of whom a consent is due, those first that have been so longest. They are this node's for a while; then,
     * where a row still stands, another may have them. Who was due by a row that is moot is not among them.
     */
    public List<SubjectId> claim(int most, Duration lease) {
        while (isAnyDue()) {
            List<SubjectId> due = transactions.fetchInTransaction(() -> {
                // Before the rows, as whoever writes the register does.
                progress("");
                List<UUID> claimed = claimRows(most, lease);
                refresh(claimed);
                return stillDue(claimed);
            });
            if (!due.isEmpty()) {
                return due;
            }
        }
        return List.of();
    }

    /** In the order of the index, or the planner would read the whole register in the hope of meeting one soon. */
    private boolean isAnyDue() {
        return background
                .jdbc()
                .sql("""
                        select due_at from ledger.open_consent
                        where due_at <= :now and (claimed_until is null or claimed_until <= :now)
                        order by due_at limit 1""")
                .param("now", now())
                .query((row, _) -> true)
                .optional()
                .isPresent();
    }

    private List<UUID> claimRows(int most, Duration lease) {
        OffsetDateTime now = now();
        return background
                .jdbc()
                .sql("""
                        update ledger.open_consent held set claimed_until = :until
                        from (select subject_id, event_id from ledger.open_consent
                              where due_at <= :now and (claimed_until is null or claimed_until <= :now)
                              order by due_at limit :most for update skip locked) due
                        where held.subject_id = due.subject_id and held.event_id = due.event_id
                        returning held.subject_id""")
                .param("until", now.plus(lease))
                .param("now", now)
                .param("most", most)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list()
                .stream()
                .distinct()
                .toList();
    }

    private List<SubjectId> stillDue(List<UUID> people) {
        return background
                .jdbc()
                .sql("""
                        select distinct subject_id from ledger.open_consent
                        where subject_id = any(?) and due_at <= ?""")
                .params(new SqlArrayValue("uuid", people.toArray()), now())
                .query((row, _) -> new SubjectId(row.getObject(1, UUID.class)))
                .list();
    }

    /** Looks at these people anew, of whom was told what there was to tell. */
    public void looked(List<SubjectId> people) {
        transactions.executeInTransaction(() -> {
            progress("");
            refresh(people.stream().map(SubjectId::value).toList());
        });
    }

    // Watching it

    /** How many consents that have been due for so long wait to be looked at, as far as is counted. */
    public long due(Duration since) {
        return jdbc.sql("select count(*) from (select from ledger.open_consent where due_at <= ? limit ?) due")
                .params(now().minus(since), COUNTED)
                .query(Long.class)
                .single();
    }

    /** How many events of the log the register has not read. */
    public long eventsBehind() {
        return jdbc.sql("""
                        select coalesce((select max(position) from ledger.event_log), 0) - position
                        from ledger.open_consent_progress""").query(Long.class).single();
    }

    /** For how many changes of the catalogue not all people have been looked at. */
    public long changesBehind() {
        return jdbc.sql("""
                        select (select version from ledger.catalogue_head) - catalogue
                        from ledger.open_consent_progress""").query(Long.class).single();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
