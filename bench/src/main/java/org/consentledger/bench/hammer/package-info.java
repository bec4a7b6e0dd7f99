/** Faults from outside while callers check every answer against a model of their own. */
@NullMarked
package org.consentledger.bench.hammer;

import org.jspecify.annotations.NullMarked;
