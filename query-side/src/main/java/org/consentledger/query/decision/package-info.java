/** May we write to this person? Reads the subject's signals, never stale, and answers. */
@NullMarked
package org.consentledger.query.decision;

import org.jspecify.annotations.NullMarked;
