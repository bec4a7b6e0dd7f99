package org.consentledger.bench.hammer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.consentledger.bench.http.Answer;
import org.consentledger.bench.server.ServerProcess;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Says things for some people to one node, at once asks another, and compares the answer with the model. A command that
 * gets no answer is sent again under its key, to any node, until it is answered.
 */
final class Caller implements Runnable {
    private static final int MAX_PEOPLE = 40;
    private static final int BURST = 15;
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(90);
    private static final int PAUSE_MILLIS = 50;

    private final List<ServerProcess> nodes;
    private final Lines lines;
    private final Tally tally;
    private final SplittableRandom random;
    private final BooleanSupplier goesOn;
    private final String name;
    private final Map<String, String> keyOfEvent;
    private final List<Person> people = new ArrayList<>();
    private int keys;

    /** @param keyOfEvent of all callers: which request made which event */
    Caller(
            String name,
            List<ServerProcess> nodes,
            Lines.Tokens tokens,
            Tally tally,
            SplittableRandom random,
            ConcurrentHashMap<String, String> keyOfEvent,
            BooleanSupplier goesOn) {
        this.name = name;
        this.nodes = nodes;
        this.lines = new Lines(nodes, tokens);
        this.tally = tally;
        this.random = random;
        this.keyOfEvent = keyOfEvent;
        this.goesOn = goesOn;
    }

    /** Everybody it spoke for, once it has ended. */
    List<Person> people() {
        return people;
    }

    @Override
    public void run() {
        try (lines) {
            while (goesOn.getAsBoolean()) {
                step();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            tally.violation("an answer could not be understood", failure.toString());
        }
    }

    private void step() throws InterruptedException {
        Person person = anyone();
        int roll = random.nextInt(100);
        int teller;
        if (roll < 10 && !person.recorded().isEmpty()) {
            teller = repeatLate(person);
        } else if (roll < 13) {
            teller = burst(person);
        } else {
            teller = tell(person, Act.any(random));
        }
        int questions = 1 + random.nextInt(2);
        for (int i = 0; i < questions && !person.uncertain; i++) {
            ask(person, anotherNode(teller), Question.any(random));
        }
    }

    private Person anyone() {
        List<Person> certain = people.stream().filter(one -> !one.uncertain).toList();
        if (certain.isEmpty() || (people.size() < MAX_PEOPLE && random.nextInt(10) == 0)) {
            var fresh = new Person(name + "-" + people.size() + "@example.org");
            people.add(fresh);
            return fresh;
        }
        return certain.get(random.nextInt(certain.size()));
    }

    /** Many acts of one person in a row, so that much of the stream is not in the view yet. */
    private int burst(Person person) throws InterruptedException {
        int teller = 0;
        for (int i = 0; i < BURST && !person.uncertain; i++) {
            teller = tell(person, Act.any(random));
        }
        tally.count("burst of " + BURST + " commands for one person");
        return teller;
    }

    private int tell(Person person, Act act) throws InterruptedException {
        String key = name + "-" + keys++;
        boolean changes = person.changesBy(act);
        Acknowledged answer = acknowledged(person, act, key);
        if (answer == null) {
            person.uncertain = true;
            return 0;
        }
        tally.count("command acknowledged: " + act.kind());
        JsonNode json = answer.json();
        String eventId = json.required("eventId").asString();
        String node = nodes.get(answer.node()).name();
        String evidence = act + " under key " + key + " answered by " + node + " " + json + "; " + person.story();
        if (json.required("changed").asBoolean() != changes) {
            tally.violation("a command changed what it must not, or not what it must", evidence);
            person.uncertain = true;
            return answer.node();
        }
        if (changes) {
            String other = keyOfEvent.putIfAbsent(eventId, key);
            if (other != null) {
                tally.violation("two commands were answered with one event", "other key " + other + "; " + evidence);
            }
            person.records(new Person.Recorded(act, key, eventId, node));
            person.subject = json.required("subjectId").asString();
        }
        if (json.required("version").asLong() != person.version()) {
            tally.violation("the version after a command is not that of the stream", evidence);
            person.uncertain = true;
        }
        return answer.node();
    }

    /** What a slow network may do: a request comes once more after the person has said other things. */
    private int repeatLate(Person person) throws InterruptedException {
        List<Person.Recorded> all = person.recorded();
        Person.Recorded earlier = all.get(Math.max(0, all.size() - 1 - random.nextInt(5)));
        Acknowledged answer = acknowledged(person, earlier.act(), earlier.key());
        if (answer == null) {
            return 0;
        }
        tally.count("command repeated later under its key");
        if (!answer.json().required("eventId").asString().equals(earlier.eventId())) {
            tally.violation(
                    "a command was applied twice under one key",
                    earlier + " was repeated and answered " + answer.json() + "; " + person.story());
            person.uncertain = true;
        }
        return answer.node();
    }

    private record Acknowledged(int node, JsonNode json) {}

    private @Nullable Acknowledged acknowledged(Person person, Act act, String key) throws InterruptedException {
        long limit = System.nanoTime() + ACKNOWLEDGED_WITHIN.toNanos();
        int node = random.nextInt(nodes.size());
        while (System.nanoTime() < limit) {
            try {
                Answer answer = lines.tell(node, person, act, key);
                switch (answer.status()) {
                    case 200, 201 -> {
                        return new Acknowledged(node, answer.json());
                    }
                    case 409, 429, 500, 503 ->
                        tally.count("command answered " + answer.status() + " " + answer.code() + ", retried");
                    default -> {
                        tally.violation(
                                "a command was refused that must not be",
                                act + " answered " + answer.status() + " " + answer.code() + "; " + person.story());
                        return null;
                    }
                }
            } catch (IOException failure) {
                tally.count("command without answer (" + failure.getClass().getSimpleName() + "), retried");
            }
            Thread.sleep(1 + random.nextInt(PAUSE_MILLIS));
            node = anotherNode(node);
        }
        tally.violation("a command was not answered within " + ACKNOWLEDGED_WITHIN, act + "; " + person.story());
        return null;
    }

    private int anotherNode(int than) {
        return (than + 1 + random.nextInt(nodes.size() - 1)) % nodes.size();
    }

    /** Also the final question to every node. */
    boolean ask(Person person, int node, Question question) {
        Answer answer;
        try {
            answer = lines.ask(node, person, question);
        } catch (IOException failure) {
            tally.count("decision without answer (" + failure.getClass().getSimpleName() + ")");
            return false;
        }
        if (answer.status() != 200) {
            tally.count("decision answered " + answer.status() + " " + answer.code());
            if (answer.status() < 500) {
                tally.violation("a question was refused", answer.status() + " " + answer.code());
            }
            return false;
        }
        JsonNode json = answer.json();
        String decision = json.required("decision").asString();
        tally.count("decision " + decision);
        String evidence = question + " at " + nodes.get(node).name() + ": " + json + "; " + person.story();
        boolean permitted = decision.equals("PERMIT");
        if (permitted && !person.permits(question)) {
            tally.violation("an acknowledged refusal was followed by PERMIT", evidence);
        } else if (!permitted && person.permits(question)) {
            tally.violation("an acknowledged consent was followed by DENY", evidence);
        } else if (json.required("subjectVersion").asLong() != person.version()) {
            tally.violation("a decision was not taken on the whole stream", evidence);
        }
        return true;
    }
}
