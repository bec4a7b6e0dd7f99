package org.consentledger.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.consentledger.app.journey.Signal.consent;
import static org.consentledger.app.journey.Signal.optOut;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.consentledger.store.sequence.Sequencer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Auditors read everything in one order that never changes. */
class WholeLedgerTest extends Journey {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Sequencer sequencer;

    @Autowired
    PlatformTransactionManager transactions;

    private Answer events(String query) {
        return ledger.get("auditor", "/v1/events" + query);
    }

    private long head() {
        return jdbc.sql("select coalesce(max(position), 0) from ledger.event_log")
                .query(Long.class)
                .single();
    }

    /** Everything after a position, page by page. */
    private List<JsonNode> after(long position, int limit) {
        var read = new ArrayList<JsonNode>();
        String next = String.valueOf(position);
        while (next != null) {
            var page = events("?after=" + next + "&limit=" + limit).is(200);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            read.addAll(page.items());
            var cursor = page.json().required("next");
            next = cursor.isNull() ? null : cursor.asString();
        }
        return read;
    }

    @Test
    void wholeLedgerIsReadByPosition() {
        someone().tells(consent("surveys")).recorded();
        await().atMost(BOUND).until(() -> sequencer.backlog(1).events() == 0);
        var all = after(0, 7);
        assertThat(all.stream().map(item -> item.required("position").asLong()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, all.size()).boxed().toList());
        assertThat(all.stream().map(item -> item.required("eventId").asString()))
                .startsWith(
                        jdbc.sql("""
                                select event_id from ledger.event_log join ledger.event using (global_index)
                                order by position limit 20""").query((row, n) -> row.getString(1)).list().toArray(String[]::new));
        assertThat(all.getFirst().required("type").asString()).isIn("controller-described", "purpose-published");
        assertThat(events("").items()).isEqualTo(all.subList(0, Math.min(100, all.size())));
    }

    @Test
    void newEventHasItsPlaceAtOnce() {
        long before = head();
        var person = someone();
        var recorded = person.tells(optOut("surveys").evidence("reference", "letter 5"))
                .recorded();
        await().atMost(BOUND).until(() -> head() >= before + 2);
        var told = after(before, 1_000).stream()
                .filter(item -> item.path("subjectId").asString("").equals(recorded.value("subjectId")))
                .toList();
        assertThat(told.stream().map(item -> item.required("type").asString()))
                .containsExactly("identifier-added", "opted-out");
        assertThat(told.getLast().required("evidence").required("reference").asString())
                .isEqualTo("letter 5");
        var alone = ledger.get("auditor", recorded.header("Location")).is(200).json();
        assertThat((JsonNode) ((ObjectNode) told.getLast()).without(List.of("position")))
                .isEqualTo(alone);
    }

    @Test
    void whoCommitsLateHasALaterPlaceWhateverItsIndex() {
        long before = head();
        String late = ManyEvents.subject(900_100);
        var first = new ArrayList<String>();
        new TransactionTemplate(transactions).executeWithoutResult(_ -> {
            ManyEvents.write(jdbc, late, 0, "consent-given", ManyEvents.consent(late));
            first.add(someone().tells(optOut("surveys")).recorded().value("eventId"));
            // On a connection of its own: this transaction sees what others commit.
            await().atMost(BOUND).until(() -> head() >= before + 2);
        });
        await().atMost(BOUND).until(() -> head() >= before + 3);
        var told = after(before, 2);
        assertThat(told.stream().map(item -> item.required("position").asLong()))
                .isSorted();
        assertThat(told.getLast().required("subjectId").asString()).isEqualTo(late);
        assertThat(told.stream().map(item -> item.required("eventId").asString()))
                .containsAll(first);
    }

    @Test
    void whatIsSealedIsOpenedForEachPersonWithTheirOwnKey() {
        long before = head();
        var letters = List.of("letter 1", "letter 2", "letter 3");
        letters.forEach(letter ->
                someone().tells(optOut("surveys").evidence("reference", letter)).recorded());
        await().atMost(BOUND).until(() -> head() >= before + 6);
        assertThat(after(before, 1_000).stream()
                        .map(item -> item.path("evidence").path("reference").asString(""))
                        .filter(letters::contains))
                .containsExactlyElementsOf(letters);
    }

    @Test
    void pageThatEndsWithTheLedgerIsTheLast() {
        someone().tells(optOut("surveys")).recorded();
        await().atMost(BOUND).until(() -> sequencer.backlog(1).events() == 0);
        long end = head();
        var last = events("?after=" + (end - 2) + "&limit=2").is(200);
        assertThat(last.items()).hasSize(2);
        assertThat(last.json().required("next").isNull()).isTrue();
        var before = events("?after=" + (end - 2) + "&limit=1").is(200);
        assertThat(before.value("next")).isEqualTo(String.valueOf(end - 1));
    }

    @Test
    void afterTheEndThereIsNothing() {
        var end = events("?after=" + Long.MAX_VALUE).is(200);
        assertThat(end.items()).isEmpty();
        assertThat(end.json().required("next").isNull()).isTrue();
    }

    @Test
    void badBoundsAreRefused() {
        events("?after=-1").refused(400, "BAD_VALUE").refusedFor(Map.of("#/query/after", "BAD_VALUE"));
        events("?after=here").is(400);
        events("?limit=0").refused(400, "BAD_VALUE");
        events("?limit=1001").refused(400, "BAD_VALUE");
    }

    @Test
    void wholeLedgerIsForAuditorsOnly() {
        ledger.withoutToken("/v1/events").refused(401, "UNAUTHENTICATED");
        for (var caller : List.of("service", "marketing")) {
            ledger.get(caller, "/v1/events").refused(403, "FORBIDDEN");
        }
        for (var caller : List.of("auditor", "officer", "admin")) {
            ledger.get(caller, "/v1/events").is(200);
        }
    }

    @Test
    void healthSaysWhatWaitsForAPosition() {
        sequencer.stop();
        try {
            someone().tells(optOut("surveys")).recorded();
            assertThat(waiting()).isGreaterThanOrEqualTo(2);
        } finally {
            sequencer.start();
        }
        await().atMost(BOUND).until(() -> waiting() == 0);
    }

    private long waiting() {
        JsonNode health = ledger.get("admin", "/actuator/health").is(200).json();
        return health.required("components")
                .required("sequencer")
                .required("details")
                .required("waitingEvents")
                .asLong();
    }
}
