/** Changing the catalogue. */
@NullMarked
package org.consentledger.command.catalogue;

import org.jspecify.annotations.NullMarked;
