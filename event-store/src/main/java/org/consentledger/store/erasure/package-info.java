/** What erasing a person means for the store: the key, the look-up, and what is kept so that it is honoured. */
@NullMarked
package org.consentledger.store.erasure;

import org.jspecify.annotations.NullMarked;
