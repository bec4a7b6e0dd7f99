/** Reading recorded events outside Axon. */
@NullMarked
package org.consentledger.store.history;

import org.jspecify.annotations.NullMarked;
