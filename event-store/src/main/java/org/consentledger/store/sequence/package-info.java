/** One gapless order of all committed events: who gives it, and reading by it. */
@NullMarked
package org.consentledger.store.sequence;

import org.jspecify.annotations.NullMarked;
