package org.consentledger.api;

import org.jspecify.annotations.Nullable;

/**
 * Who asks: found as the request attribute named like this class, on every request with an access token.
 *
 * @param client the OAuth client
 * @param onBehalfOf the user of that client, where the token names one
 */
public record Caller(String client, @Nullable String onBehalfOf) {}
