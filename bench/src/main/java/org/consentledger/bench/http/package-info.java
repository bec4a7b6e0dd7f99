/** The least HTTP client that keeps connections open, so that the load costs less than what it measures. */
@NullMarked
package org.consentledger.bench.http;

import org.jspecify.annotations.NullMarked;
