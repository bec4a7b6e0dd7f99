package org.consentledger.bench.hammer;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.consentledger.bench.http.Answer;
import org.consentledger.bench.server.Cluster;
import org.consentledger.bench.server.SubjectProjection;

/** Once all is quiet: what the ledger holds, its log, its view and the answers of every node against the model. */
final class Inquest {
    private static final Duration QUIET_WITHIN = Duration.ofSeconds(90);
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
        checkStreams(certain);
        if (exists("ledger.event_log")) {
            checkLog();
        }
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

    private void checkLog() throws SQLException, InterruptedException {
        await(
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
    private void checkView(List<Person> people) throws SQLException, InterruptedException {
        await(
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

    private String liveView() throws SQLException {
        return exists("view.projection")
                ? "select * from view.subject where generation = (select live from view.projection where name like"
                        + " 'subject%')"
                : "select * from view.subject";
    }

    /** Built again from the first event, the view is the one that grew under faults. */
    private void checkRebuild() throws SQLException, IOException, InterruptedException {
        Optional<SubjectProjection> before = lines.projection(0);
        if (before.isEmpty()) {
            tally.count("not compared: a view built again (no operator's commands)");
            return;
        }
        Map<String, String> grown = rows();
        Answer answer = lines.operate(0, "rebuild");
        if (answer.status() >= 300) {
            tally.violation("a rebuild was refused although all is quiet", answer.status() + " " + answer.body());
            return;
        }
        long limit = System.nanoTime() + QUIET_WITHIN.toNanos();
        while (lines.projection(0)
                .filter(now -> now.liveGeneration() != before.get().liveGeneration() && !now.isRebuilding())
                .isEmpty()) {
            if (System.nanoTime() > limit) {
                tally.violation("a rebuild does not end", String.valueOf(lines.projection(0)));
                return;
            }
            Thread.sleep(POLL_MILLIS);
        }
        if (!rows().equals(grown)) {
            tally.violation(
                    "a view built again is another", grown.size() + " rows before, " + rows().size() + " after");
        }
        tally.count("rebuild compared with the view before");
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

    private boolean exists(String table) throws SQLException {
        return !first("select to_regclass('" + table + "')").equals("null");
    }

    private void requireNone(String violation, String query) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            if (rows.next()) {
                tally.violation(violation, rows.getString(1));
            }
        }
    }

    private void await(String violation, String query, Predicate<String> reached)
            throws SQLException, InterruptedException {
        long limit = System.nanoTime() + QUIET_WITHIN.toNanos();
        String now = first(query);
        while (!reached.test(now)) {
            if (System.nanoTime() > limit) {
                tally.violation(violation, now + " differ after " + QUIET_WITHIN);
                return;
            }
            Thread.sleep(POLL_MILLIS);
            now = first(query);
        }
    }

    private String first(String query) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "null";
        }
    }
}
