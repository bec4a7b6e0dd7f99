/** What is kept after erasures, for those who keep lists of their own. */
@NullMarked
package org.consentledger.query.erasure;

import org.jspecify.annotations.NullMarked;
