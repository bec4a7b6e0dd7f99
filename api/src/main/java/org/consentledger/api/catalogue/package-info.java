/** Controllers, purposes and notices: who processes, what for, and what people were told. */
@NullMarked
package org.consentledger.api.catalogue;

import org.jspecify.annotations.NullMarked;
