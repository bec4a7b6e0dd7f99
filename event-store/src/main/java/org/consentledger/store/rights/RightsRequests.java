package org.consentledger.store.rights;

import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.consentledger.api.rights.Progress;
import org.consentledger.api.rights.RequestState;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.history.EventLog;
import org.consentledger.store.history.RecordedEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * All rights requests. The register says which there are, and is kept in the very transaction that appends the events:
 * whoever was told that a step is recorded sees it in the next list. What a request says is folded from its stream.
 */
@Component
@ProcessingGroup(RightsRequests.PROCESSOR)
public class RightsRequests {
    /** The name of the subscribing processor that keeps the register. */
    public static final String PROCESSOR = "rights-register";

    private static final int MAX_EVENTS = 1_000;

    private final JdbcClient jdbc;
    private final EventLog events;
    private final Clock clock;

    RightsRequests(JdbcClient jdbc, EventLog events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /**
     * One request as it stood after the last of these events.
     *
     * @param steps oldest first; personal values are sealed
     */
    public record Folded(RightsRequestId id, Progress progress, List<RecordedEvent> steps) {
        public Folded {
            steps = List.copyOf(steps);
        }

        private static Folded of(List<RecordedEvent> steps) {
            Progress progress = null;
            for (RecordedEvent step : steps) {
                progress = Progress.after(progress, (RightsRequestEvent) step.event());
            }
            if (progress == null) {
                throw new IllegalArgumentException("A request without events");
            }
            return new Folded(progress.received().request(), progress, steps);
        }

        /** As it stood at an earlier version: after so many events. */
        public Folded at(long version) {
            return of(steps.subList(0, Math.toIntExact(version)));
        }
    }

    /**
     * Which requests are sought; null: any.
     *
     * @param overdue those whose last day is over without an answer, or all others
     * @param dueBefore those whose last day is before this one
     */
    public record Sought(
            @Nullable RequestState state,
            @Nullable String controller,
            @Nullable Right right,
            @Nullable Boolean overdue,
            @Nullable LocalDate dueBefore) {}

    /** A place in the list, which is ordered by due date. */
    public record Place(LocalDate dueStatutory, UUID request) {}

    /** The request, or empty where there is none of that id. */
    public Optional<Folded> find(RightsRequestId id) {
        return fold(List.of(id)).stream().findFirst();
    }

    /** The requests sought, the most urgent first, after the given place. */
    public List<Folded> list(Sought sought, @Nullable Place after, int limit) {
        List<RightsRequestId> ids = jdbc.sql("""
                        select request_id from ledger.rights_request
                        where (cast(:state as text) is null or state = :state)
                          and (cast(:controller as text) is null or controller = :controller)
                          and (cast(:right as text) is null or request_right = :right)
                          and (cast(:overdue as boolean) is null
                               or (not ended and overdue_from <= :now) = cast(:overdue as boolean))
                          and (cast(:dueBefore as date) is null or due_statutory < cast(:dueBefore as date))
                          and (cast(:afterDue as date) is null
                               or (due_statutory, request_id) > (cast(:afterDue as date), cast(:afterId as uuid)))
                        order by due_statutory, request_id limit :limit""")
                .param("state", sought.state() == null ? null : sought.state().name())
                .param("controller", sought.controller())
                .param("right", sought.right() == null ? null : sought.right().name())
                .param("overdue", sought.overdue())
                .param("now", now())
                .param("dueBefore", sought.dueBefore())
                .param("afterDue", after == null ? null : after.dueStatutory())
                .param("afterId", after == null ? null : after.request())
                .param("limit", limit)
                .query((row, _) -> new RightsRequestId(row.getObject(1, UUID.class)))
                .list();
        return fold(ids);
    }

    /** The requests of a person, those received first before the others. */
    public List<Folded> of(SubjectId subject, int limit) {
        return fold(jdbc.sql("""
                        select request_id from ledger.rights_request where subject_id = ?
                        order by received_at, request_id limit ?""")
                .params(subject.value(), limit)
                .query((row, _) -> new RightsRequestId(row.getObject(1, UUID.class)))
                .list());
    }

    /** How many requests have no answer although their last day is over. */
    public long overdue() {
        return jdbc.sql("select count(*) from ledger.rights_request where not ended and overdue_from <= ?")
                .param(now())
                .query(Long.class)
                .single();
    }

    /** How many requests have no answer yet. */
    public long open() {
        return jdbc.sql("select count(*) from ledger.rights_request where not ended")
                .query(Long.class)
                .single();
    }

    private List<Folded> fold(Collection<RightsRequestId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        var streams = new LinkedHashMap<String, List<RecordedEvent>>();
        ids.forEach(id -> streams.put(id.toString(), new ArrayList<>()));
        events.streams(streams.keySet(), RightsRequestEvent.class, MAX_EVENTS * ids.size())
                .forEach(event -> stream(streams, event).add(event));
        return streams.values().stream()
                .filter(steps -> !steps.isEmpty())
                .map(Folded::of)
                .toList();
    }

    private static List<RecordedEvent> stream(Map<String, List<RecordedEvent>> streams, RecordedEvent event) {
        return streams.computeIfAbsent(event.stream(), _ -> new ArrayList<>());
    }

    @EventHandler
    void on(RightsRequestEvent event) {
        Progress progress = find(event.request()).orElseThrow().progress();
        jdbc.sql("""
                        insert into ledger.rights_request (request_id, subject_id, controller, request_right, state, ended,
                                                           received_at, due_statutory, overdue_from)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (request_id) do update set state = excluded.state, ended = excluded.ended,
                            due_statutory = excluded.due_statutory, overdue_from = excluded.overdue_from""")
                .params(
                        event.request().value(),
                        event.subject().value(),
                        progress.received().controller().value(),
                        progress.received().right().name(),
                        progress.state().name(),
                        progress.state().ended(),
                        progress.received().receivedAt().atOffset(ZoneOffset.UTC),
                        progress.dueStatutory(),
                        progress.overdueFrom().atOffset(ZoneOffset.UTC))
                .update();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
