/** Rights requests where both sides meet: the holidays that dates are counted with, and the register of all requests. */
@NullMarked
package org.consentledger.store.rights;

import org.jspecify.annotations.NullMarked;
