package org.consentledger.bench.hammer;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.consentledger.bench.http.Answer;
import org.consentledger.bench.server.Cluster;

/** Once all is quiet: what the ledger holds, its log, its view and the answers of every node against the model. */
final class Inquest {
    private static final Duration QUIET_WITHIN = Duration.ofSeconds(90);
    private static final String LIVE = "select live from view.projection where name = 'subject'";
    private static final String LIVE_BUILD =
            "select build from view.generation where projection = 'subject' and generation = (" + LIVE + ")";
    private static final int POLL_MILLIS = 100;
    private static final int ASKED_AGAIN = 5;

    private final Cluster cluster;
    private final Lines lines;
    private final Tally tally;
    private final Connection database;

    Inquest(Cluster cluster, Lines lines, Tally tally, Connection database) {
        this.cluster = cluster;
        this.lines = lines;
        this.tally = tally;
        this.database = database;
    }

    /** @param caller asks on behalf of the people */
    void hold(List<Person> people, Caller caller) throws SQLException, IOException, InterruptedException {
        List<Person> certain =
                people.stream().filter(person -> !person.uncertain).toList();
        startProjection();
        checkStreams(certain);
        checkLog();
        checkView(certain);
        checkRebuild();
        for (var person : certain) {
            for (int node = 0; node < cluster.nodes().size(); node++) {
                for (var question : Question.ALL) {
                    askUntilAnswered(caller, person, node, question);
                }
            }
        }
    }

    private void askUntilAnswered(Caller caller, Person person, int node, Question question) {
        for (int attempt = 0; attempt < ASKED_AGAIN; attempt++) {
            if (caller.ask(person, node, question)) {
                tally.count("final decision compared");
                return;
            }
        }
        tally.violation(
                "a node does not answer although all is quiet", cluster.nodes().get(node) + " " + question);
    }

    /** Whatever was stopped last goes on, since what follows looks at what it comes to. */
    private void startProjection() throws InterruptedException {
        awaitAnswer("the projection cannot be started although all is quiet", () -> {
            Answer answer = lines.operate(0, "start");
            return answer.status() < 300 ? "" : answer.status() + " " + answer.code();
        });
    }

    /** Every stream is what was acknowledged: all of it, each once, in its order, and nothing else. */
    private void checkStreams(List<Person> people) throws SQLException {
        Map<String, List<String>> streams = new HashMap<>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery("""
                    select aggregate_id, event_id from ledger.event
                    where aggregate_type = 'Subject' and payload_type <> 'identifier-added'
                    order by aggregate_id, sequence\
                    """)) {
            while (rows.next()) {
                streams.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        for (var person : people) {
            List<String> acknowledged =
                    person.recorded().stream().map(Person.Recorded::eventId).toList();
            List<String> stored = person.subject == null ? List.of() : streams.getOrDefault(person.subject, List.of());
            if (!acknowledged.equals(stored)) {
                var lost = new ArrayList<>(acknowledged);
                lost.removeAll(stored);
                var foreign = new ArrayList<>(stored);
                foreign.removeAll(acknowledged);
                tally.violation(
                        lost.isEmpty() ? "a stream holds what was not acknowledged" : "an acknowledged command is lost",
                        "lost " + lost + ", not acknowledged " + foreign + "; " + person.story());
            }
            tally.count("stream compared with what was acknowledged");
        }
        requireNone("a stream has a hole", """
            select aggregate_id from ledger.event group by aggregate_id
            having count(*) <> max(sequence) + 1 or min(sequence) <> 0\
            """);
    }

    private void checkLog() throws SQLException, IOException, InterruptedException {
        await(
                "log",
                "the log does not come to the end of the events",
                "select count(*) from ledger.event left join ledger.event_log using (global_index) where position is"
                        + " null",
                missing -> missing.equals("0"));
        requireNone("the log has a hole or a double", """
            select count(*), min(position), max(position), count(distinct global_index) from ledger.event_log
            having count(*) <> max(position) or min(position) <> 1 or count(distinct global_index) <> count(*)\
            """);
        requireNone("the log names an event that does not exist", """
            select position from ledger.event_log left join ledger.event using (global_index)
            where event_id is null\
            """);
        requireNone("the log turns a stream around", """
            select aggregate_id from (
                select aggregate_id, sequence, lag(sequence) over (partition by aggregate_id order by position) before
                from ledger.event_log join ledger.event using (global_index)) ordered
            where sequence <> coalesce(before, -1) + 1\
            """);
        tally.count("log compared with the events");
    }

    /** Each row has come to the end of its stream, and names every event of it once, in order. */
    private void checkView(List<Person> people) throws SQLException, IOException, InterruptedException {
        await(
                "view",
                "the view does not come to the end of the streams",
                """
                select count(*) from (select aggregate_id, max(sequence) + 1 as head
                    from ledger.event where aggregate_type = 'Subject' group by 1) stream
                full join (%s) held on held.subject_id::text = stream.aggregate_id
                where held.version is distinct from stream.head\
                """.formatted(liveView()),
                differing -> differing.equals("0"));
        Map<String, String> rows = rows();
        for (var person : people) {
            String row = person.subject == null ? "" : rows.getOrDefault(person.subject, "");
            int at = 0;
            for (var recorded : person.recorded()) {
                int next = row.indexOf(recorded.eventId(), at);
                if (next < 0
                        || row.indexOf(recorded.eventId()) != next
                        || row.lastIndexOf(recorded.eventId()) != next) {
                    tally.violation(
                            "a row of the view lacks an event, or has it twice or out of order",
                            recorded.eventId() + "; " + person.story());
                    break;
                }
                at = next;
            }
        }
        tally.count("view compared with the streams");
    }

    private static String liveView() {
        return "select * from view.subject where generation = (" + LIVE + ")";
    }

    /** Built again from the first event, the view is the one that grew under faults. */
    private void checkRebuild() throws SQLException, IOException, InterruptedException {
        // The last fault may have been one, on a machine that has no time.
        if (!awaitAnswer("a rebuild does not end", this::rebuilding)) {
            return;
        }
        Map<String, String> grown = rows();
        String build = first(LIVE_BUILD);
        boolean rebuilt = awaitAnswer("a rebuild was refused although all is quiet", () -> {
                    Answer answer = lines.operate(0, "rebuild");
                    return answer.status() < 300 ? "" : answer.status() + " " + answer.code();
                })
                && awaitAnswer("a rebuild does not end", this::rebuilding);
        if (!rebuilt) {
            return;
        }
        if (first(LIVE_BUILD).equals(build)) {
            tally.violation("a rebuild ends and is not read", "build " + build);
        }
        if (!rows().equals(grown)) {
            tally.violation(
                    "a view built again is another", grown.size() + " rows before, " + rows().size() + " after");
        }
        tally.count("rebuild compared with the view before");
    }

    private String rebuilding() throws IOException {
        return lines.projection(0)
                .map(now -> now.isRebuilding() ? now.rebuild().toString() : "")
                .orElse("no answer");
    }

    private Map<String, String> rows() throws SQLException {
        var found = new TreeMap<String, String>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(
                        "select subject_id, version, entries::text from (" + liveView() + ") held")) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getLong(2) + " " + rows.getString(3));
            }
        }
        return found;
    }

    private void requireNone(String violation, String query) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            if (rows.next()) {
                tally.violation(violation, rows.getString(1));
            }
        }
    }

    private void await(String what, String violation, String query, Predicate<String> reached)
            throws SQLException, IOException, InterruptedException {
        long start = System.nanoTime();
        String now = first(query);
        while (!reached.test(now)) {
            if (System.nanoTime() > start + QUIET_WITHIN.toNanos()) {
                tally.violation(violation, now + " differ after " + QUIET_WITHIN + "; " + circumstances());
                return;
            }
            Thread.sleep(POLL_MILLIS);
            now = first(query);
        }
        tally.note("%s settled after %d ms".formatted(what, (System.nanoTime() - start) / 1_000_000));
    }

    /** What a node has yet to come to; empty: it is there. */
    private interface Left {
        String left() throws IOException;
    }

    private boolean awaitAnswer(String violation, Left what) throws InterruptedException {
        long limit = System.nanoTime() + QUIET_WITHIN.toNanos();
        while (true) {
            String left;
            try {
                left = what.left();
            } catch (IOException failure) {
                left = failure.toString();
            }
            if (left.isEmpty()) {
                return true;
            }
            if (System.nanoTime() > limit) {
                tally.violation(violation, left + " after " + QUIET_WITHIN);
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** What may tell why nothing goes on: who works and waits in the database, and the threads of the nodes in their logs. */
    private String circumstances() throws SQLException, IOException, InterruptedException {
        for (var node : cluster.nodes()) {
            node.dumpThreads();
        }
        var found = new StringBuilder();
        for (var query : List.of(
                "select application_name, state, wait_event_type, wait_event, now() - xact_start as since, left(query, 80)"
                        + " from pg_stat_activity where application_name like 'node-%' and state <> 'idle'",
                "select name, live, building, stopped from view.projection",
                "select processor, owner, timestamp from ledger.token",
                "select application_name, mode, granted from pg_locks join pg_stat_activity using (pid)"
                        + " where locktype = 'advisory' and application_name like 'node-%'")) {
            try (var statement = database.createStatement();
                    var rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    found.append("\n    ");
                    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                        found.append(rows.getString(column)).append(" | ");
                    }
                }
            }
        }
        return found.toString();
    }

    private String first(String query) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "null";
        }
    }
}
