/** Rights requests as officers read them: lists, single ones with their steps, and how many wait too long. */
@NullMarked
package org.consentledger.query.rights;

import org.jspecify.annotations.NullMarked;
