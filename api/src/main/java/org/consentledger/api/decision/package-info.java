/** The question whether one may process, and its answer. */
@NullMarked
package org.consentledger.api.decision;

import org.jspecify.annotations.NullMarked;
