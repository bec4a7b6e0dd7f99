/** Who acts for which company. */
@NullMarked
package org.consentledger.query.representation;

import org.jspecify.annotations.NullMarked;
