/** Who may ask what: access tokens, their scopes, and the issuer that comes with the embedded default. */
@NullMarked
package org.consentledger.app.security;

import org.jspecify.annotations.NullMarked;
