package org.consentledger.bench.hammer;

import java.io.PrintStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened, counted by its name, and what should not have. Shared by all threads of a run. */
final class Tally {
    private static final int MAX_SHOWN_A_RULE = 3;

    private final ConcurrentSkipListMap<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();
    private final LongAdder violations = new LongAdder();
    private final Queue<String> shown = new ConcurrentLinkedQueue<>();

    void count(String what) {
        counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    /** How often things happened whose name starts so. */
    long total(String prefix) {
        return counts.tailMap(prefix).entrySet().stream()
                .takeWhile(count -> count.getKey().startsWith(prefix))
                .mapToLong(count -> count.getValue().sum())
                .sum();
    }

    /** Says something that is no count. */
    void note(String what) {
        notes.add(what);
    }

    /** @param evidence all that is needed to follow it up; no personal data */
    void violation(String rule, String evidence) {
        violations.increment();
        count("violation: " + rule);
        if (total("violation: " + rule) <= MAX_SHOWN_A_RULE) {
            shown.add(rule + "\n    " + evidence);
        }
    }

    long violations() {
        return violations.sum();
    }

    void print(PrintStream out) {
        counts.forEach((what, count) -> out.printf("  %-60s %8d%n", what, count.sum()));
        notes.forEach(note -> out.println("  " + note));
        shown.forEach(violation -> out.println("VIOLATION " + violation));
    }
}
