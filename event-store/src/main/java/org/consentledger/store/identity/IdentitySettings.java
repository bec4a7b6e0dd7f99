package org.consentledger.store.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How identifiers are read.
 *
 * @param defaultRegion the country (ISO 3166-1 alpha-2) of phone numbers that do not name theirs; absent: such numbers
 *     are refused
 */
@ConfigurationProperties("ledger.identity")
record IdentitySettings(@Nullable String defaultRegion) {}
