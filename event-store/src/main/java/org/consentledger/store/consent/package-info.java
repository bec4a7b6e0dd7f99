/** Which consents may still end by themselves, and when to look at them again. */
@NullMarked
package org.consentledger.store.consent;

import org.jspecify.annotations.NullMarked;
