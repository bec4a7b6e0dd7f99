/** What people and companies live through with a ledger: over real HTTP, with real tokens, on real PostgreSQL. */
@NullMarked
package org.consentledger.app.journey;

import org.jspecify.annotations.NullMarked;
