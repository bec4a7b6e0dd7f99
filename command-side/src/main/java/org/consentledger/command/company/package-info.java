/** Companies that people represent: what they forbid, and take back. */
@NullMarked
package org.consentledger.command.company;

import org.jspecify.annotations.NullMarked;
