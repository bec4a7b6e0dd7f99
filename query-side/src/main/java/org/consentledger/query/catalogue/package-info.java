/** Reading the catalogue over HTTP. */
@NullMarked
package org.consentledger.query.catalogue;

import org.jspecify.annotations.NullMarked;
