/** How commands are sent: with their actor, once per Idempotency-Key. */
@NullMarked
package org.consentledger.command;

import org.jspecify.annotations.NullMarked;
