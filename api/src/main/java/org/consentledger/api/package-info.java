/** What every part of the ledger speaks of: personal values, times, faults and refusals. */
@NullMarked
package org.consentledger.api;

import org.jspecify.annotations.NullMarked;
