/** How views are built from the ledger, built again while they are read, and watched. */
@NullMarked
package org.consentledger.query.projection;

import org.jspecify.annotations.NullMarked;
