package org.consentledger.api;

import java.util.List;

/** The ledger does not do what was asked, and says why. Nothing was changed. */
public final class Refusal extends RuntimeException {
    private final Code code;
    private final transient List<Fault> faults;

    public Refusal(Code code, List<Fault> faults) {
        // A refusal is an answer, not a failure: it needs no stack trace.
        super(code.name(), null, false, false);
        this.code = code;
        this.faults = List.copyOf(faults);
    }

    public Refusal(Code code) {
        this(code, List.of());
    }

    public Refusal(Code code, String pointer) {
        this(code, List.of(new Fault(pointer, code)));
    }

    /** A refusal for these faults: its code is that of a single fault, or the one that sums up several. */
    public static Refusal of(List<Fault> faults) {
        boolean malformed = faults.stream().anyMatch(fault -> fault.code().status() == 400);
        if (faults.size() == 1) {
            return new Refusal(faults.getFirst().code(), faults);
        }
        return new Refusal(malformed ? Code.INVALID_REQUEST : Code.REFUSED, faults);
    }

    public Code code() {
        return code;
    }

    /** Every fault, in the order of the request. */
    public List<Fault> faults() {
        return faults;
    }
}
