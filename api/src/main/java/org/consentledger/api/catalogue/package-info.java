/** Controllers, purposes, notices and recipients: who processes, what for, what people were told, and who else gets the data. */
@NullMarked
package org.consentledger.api.catalogue;

import org.jspecify.annotations.NullMarked;
