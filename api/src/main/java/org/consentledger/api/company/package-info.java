/** Companies that people represent, and what they say about being addressed. */
@NullMarked
package org.consentledger.api.company;

import org.jspecify.annotations.NullMarked;
