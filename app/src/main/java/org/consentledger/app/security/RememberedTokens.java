package org.consentledger.app.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Checks a token once a minute rather than with every request: clients send the same one for an hour, and checking its
 * signature costs as much as answering. A token that has ended is refused at once, one whose key the issuer has withdrawn
 * within that minute.
 */
final class RememberedTokens implements JwtDecoder {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST = 1_000;

    private final JwtDecoder decoder;
    private final Clock clock;
    private final Cache<String, Jwt> checked =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    /** @param decoder checks a token thoroughly; what it refuses is not remembered */
    RememberedTokens(JwtDecoder decoder, Clock clock) {
        this.decoder = decoder;
        this.clock = clock;
    }

    @Override
    public Jwt decode(String token) {
        Jwt before = checked.getIfPresent(token);
        if (before != null && before.getExpiresAt() != null && clock.instant().isBefore(before.getExpiresAt())) {
            return before;
        }
        Jwt now = decoder.decode(token);
        checked.put(token, now);
        return now;
    }
}
