package org.consentledger.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with a request, so that it can be refused once with all its faults. */
public final class Faults {
    private final List<Fault> found = new ArrayList<>();

    public void add(String pointer, Code code) {
        found.add(new Fault(pointer, code));
    }

    public void add(String pointer, Code code, String detail) {
        found.add(new Fault(pointer, code, detail));
    }

    /** Notes a fault unless the condition holds. */
    public void unless(boolean condition, String pointer, Code code) {
        if (!condition) {
            add(pointer, code);
        }
    }

    /** The named constant, or null with a fault where there is none of that name. */
    public <E extends Enum<E>> @Nullable E constant(
            Class<E> type, @Nullable String name, String pointer, Code otherwise) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        add(pointer, name == null ? Code.MISSING : otherwise);
        return null;
    }

    /** Adds the fault unless one is noted at the same place already. */
    public void addUnlessPointedAt(Fault fault) {
        if (found.stream().noneMatch(noted -> noted.pointer().equals(fault.pointer()))) {
            found.add(fault);
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * @throws Refusal with every fault found, if there is one; its status is 400 where a fault is one of form
     */
    public void refuseIfAny() {
        if (!found.isEmpty()) {
            throw refusal();
        }
    }

    /** The refusal with every fault found. */
    public Refusal refusal() {
        return Refusal.of(found);
    }
}
