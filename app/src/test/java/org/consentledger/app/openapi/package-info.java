@NullMarked
package org.consentledger.app.openapi;

import org.jspecify.annotations.NullMarked;
