package org.consentledger.api;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer where, as a JSON pointer in a URI fragment (RFC 6901): {@code #/purposes/0}
 * @param code what, for machines
 * @param detail what, for people; never a personal value
 */
public record Fault(String pointer, Code code, String detail) {
    public Fault(String pointer, Code code) {
        this(pointer, code, code.title());
    }
}
