/** The catalogue as both sides read it. */
@NullMarked
package org.consentledger.store.catalogue;

import org.jspecify.annotations.NullMarked;
