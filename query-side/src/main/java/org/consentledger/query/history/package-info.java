/** What happened, when, and what was known then. */
@NullMarked
package org.consentledger.query.history;

import org.jspecify.annotations.NullMarked;
