package org.consentledger.store.erasure;

import java.time.Instant;
import org.consentledger.api.subject.Scope;

/**
 * That an address is not to be used any more.
 *
 * @param since when whoever was known by it was erased; of several times the last
 */
public record Suppression(Scope scope, Instant since) {}
