/** Which signal wins: the decision as a pure function of signals, catalogue and question. */
@NullMarked
package org.consentledger.query.decision.rules;

import org.jspecify.annotations.NullMarked;
