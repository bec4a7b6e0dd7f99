/** Figures of the product, each beside a reference taken in the same run. */
@NullMarked
package org.consentledger.bench.measure;

import org.jspecify.annotations.NullMarked;
