/** What operators ask of a running server, beside health and metrics. */
@NullMarked
package org.consentledger.app.operations;

import org.jspecify.annotations.NullMarked;
