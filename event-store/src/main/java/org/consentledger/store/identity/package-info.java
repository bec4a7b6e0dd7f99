/** Knows which subject an address, phone number or external id belongs to, without keeping any of them in clear. */
@NullMarked
package org.consentledger.store.identity;

import org.jspecify.annotations.NullMarked;
