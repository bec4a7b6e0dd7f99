/** What both sides share: the event store, its names and bytes, sealed personal data, identifiers, the catalogue. */
@NullMarked
package org.consentledger.store;

import org.jspecify.annotations.NullMarked;
