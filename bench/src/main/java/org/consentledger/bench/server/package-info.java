/** The processes under test, and what they need to run. */
@NullMarked
package org.consentledger.bench.server;

import org.jspecify.annotations.NullMarked;
