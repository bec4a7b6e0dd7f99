/** Which consents are to be renewed. */
@NullMarked
package org.consentledger.query.consent;

import org.jspecify.annotations.NullMarked;
