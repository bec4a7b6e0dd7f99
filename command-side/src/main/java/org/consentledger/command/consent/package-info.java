/** Having it recorded that consents have ended by themselves. */
@NullMarked
package org.consentledger.command.consent;

import org.jspecify.annotations.NullMarked;
