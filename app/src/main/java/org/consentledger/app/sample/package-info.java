/** The catalogue that the embedded default starts with. */
@NullMarked
package org.consentledger.app.sample;

import org.jspecify.annotations.NullMarked;
