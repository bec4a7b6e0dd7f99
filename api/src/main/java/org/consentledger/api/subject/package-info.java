/** Data subjects and their signals: consents, withdrawals, opt-outs, opt-ins, objections, preferences. */
@NullMarked
package org.consentledger.api.subject;

import org.jspecify.annotations.NullMarked;
