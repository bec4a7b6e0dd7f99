/** Telling recipients what became of data that were disclosed to them (GDPR Article 19). */
@NullMarked
package org.consentledger.api.notification;

import org.jspecify.annotations.NullMarked;
