/** The published description of the HTTP API. */
@NullMarked
package org.consentledger.app.openapi;

import org.jspecify.annotations.NullMarked;
