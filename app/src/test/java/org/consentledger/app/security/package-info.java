@NullMarked
package org.consentledger.app.security;

import org.jspecify.annotations.NullMarked;
