package org.consentledger.store;

/** The ledger cannot keep what it promises as it is set up; says what is wrong, and what the operator can do about it. */
public final class Misconfigured extends IllegalStateException {
    private final String what;
    private final String action;

    /**
     * @param what what is wrong, in a sentence; never a secret
     * @param action what to do, in sentences
     */
    public Misconfigured(String what, String action) {
        super(what + " " + action);
        this.what = what;
        this.action = action;
    }

    /** What is wrong. */
    public String what() {
        return what;
    }

    /** What the operator can do about it. */
    public String action() {
        return action;
    }
}
