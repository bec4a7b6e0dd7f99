/** Append-only by permission: who may do what in the database. */
@NullMarked
package org.consentledger.store.permission;

import org.jspecify.annotations.NullMarked;
