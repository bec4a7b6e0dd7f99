package org.consentledger.bench.hammer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger must know of one person, by a model that shares nothing with it: all they said is said by one thread, so
 * its order is known, and where acts contradict each other the last one about the question holds.
 */
final class Person {
    private static final int SHOWN = 8;

    final String email;
    private final List<Recorded> recorded = new ArrayList<>();

    /** The pseudonymous id, once the ledger gave one. */
    @Nullable
    String subject;

    /** Set where it is not known whether an act was recorded: nothing more is claimed then. */
    boolean uncertain;

    /** An act that stands in the ledger, with the request that led to it. */
    record Recorded(Act act, String key, String eventId, String node) {}

    Person(String email) {
        this.email = email;
    }

    /** Whether the act adds to what stands, or repeats what nothing has opposed since. */
    boolean changesBy(Act act) {
        for (int i = recorded.size() - 1; i >= 0; i--) {
            Act earlier = recorded.get(i).act();
            if (earlier.isPositive() != act.isPositive()) {
                return true;
            }
            if (earlier.equals(act)) {
                return false;
            }
        }
        return true;
    }

    void records(Recorded one) {
        recorded.add(one);
    }

    List<Recorded> recorded() {
        return recorded;
    }

    /** The stream starts with the event that names the person. */
    long version() {
        return recorded.isEmpty() ? 0 : recorded.size() + 1L;
    }

    boolean permits(Question question) {
        for (int i = recorded.size() - 1; i >= 0; i--) {
            if (recorded.get(i).act().covers(question)) {
                return recorded.get(i).act().isPositive();
            }
        }
        return false;
    }

    /** The latest acts, for a report. */
    String story() {
        return "subject " + subject + ", version " + version() + ", latest "
                + recorded.subList(Math.max(0, recorded.size() - SHOWN), recorded.size()).stream()
                        .map(one -> one.act() + " (" + one.eventId() + " by " + one.node() + ")")
                        .collect(Collectors.joining("; "));
    }
}
