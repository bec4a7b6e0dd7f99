package org.consentledger.store.sealing;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the keys of the ledger are, and how long a subject's key is remembered.
 *
 * <p>Both files are Tink keysets as JSON in clear, readable by the server's user alone. The server makes them itself
 * where {@code generate} is set; where files come from elsewhere, a shell makes the first one so:
 *
 * <pre>{@code
 * umask 077; id=$(shuf -n 1 -i 1-2147483647); key=$( (printf '\032\040'; openssl rand 32) | base64 -w 0)
 * printf '{"primaryKeyId":%s,"key":[{"keyData":{"typeUrl":"type.googleapis.com/google.crypto.tink.AesGcmKey",
 *   "value":"%s","keyMaterialType":"SYMMETRIC"},"status":"ENABLED","keyId":%s,"outputPrefixType":"TINK"}]}' \
 *   "$id" "$key" "$id" > key-encryption-key.json
 * }</pre>
 *
 * and the second with {@code HmacPrfKey}, {@code printf '\022\002\010\003\032\040'} and {@code "RAW"} in place of
 * {@code AesGcmKey}, {@code printf '\032\040'} and {@code "TINK"}.
 *
 * @param keyEncryptionKey the file of the AEAD keyset that wraps the keys of subjects
 * @param lookUpPepper the file of the PRF keyset under which identifiers are hashed
 * @param generate whether a missing file is made; for the embedded default and the first start
 * @param cacheSeconds how long a shredded key may go on working on a node, 0 to 60
 * @param cacheEntries how many keys of subjects a node remembers
 */
@ConfigurationProperties("ledger.keys")
record KeySettings(
        @Nullable Path keyEncryptionKey,
        @Nullable Path lookUpPepper,
        @DefaultValue("false") boolean generate,
        @DefaultValue("5") int cacheSeconds,
        @DefaultValue("20000") int cacheEntries) {
    KeySettings {
        if (cacheSeconds < 0 || cacheSeconds > 60) {
            throw new IllegalArgumentException(
                    "ledger.keys.cache-seconds must be 0 to 60: a shredded key must stop working within seconds");
        }
        if (cacheEntries < 0) {
            throw new IllegalArgumentException("ledger.keys.cache-entries must not be negative");
        }
    }
}
