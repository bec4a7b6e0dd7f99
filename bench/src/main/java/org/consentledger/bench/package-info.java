/** Runs a ledger under fault injection or load, from outside. */
@NullMarked
package org.consentledger.bench;

import org.jspecify.annotations.NullMarked;
