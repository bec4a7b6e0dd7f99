/** Who acts for which company. */
@NullMarked
package org.consentledger.store.representation;

import org.jspecify.annotations.NullMarked;
