/** Replacing the keys outside the database while the ledger runs. */
@NullMarked
package org.consentledger.store.rotation;

import org.jspecify.annotations.NullMarked;
