/** Whom an event is to be told, as both sides work it out. */
@NullMarked
package org.consentledger.store.notification;

import org.jspecify.annotations.NullMarked;
