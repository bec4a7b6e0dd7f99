package org.consentledger.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class RememberedTokensTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");

    private final List<String> checked = new ArrayList<>();
    private Instant now = NOW;
    private final RememberedTokens tokens = new RememberedTokens(this::check, new Watch());

    private final class Watch extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private Jwt check(String token) {
        checked.add(token);
        if (token.startsWith("bad") || !now.isBefore(NOW.plusSeconds(60))) {
            throw new BadJwtException("refused");
        }
        var jwt = Jwt.withTokenValue(token).header("alg", "RS256").issuedAt(NOW).subject(token);
        return token.equals("endless")
                ? jwt.build()
                : jwt.expiresAt(NOW.plusSeconds(60)).build();
    }

    @Test
    void tokenIsCheckedOnce() {
        assertThat(tokens.decode("one")).isSameAs(tokens.decode("one"));
        assertThat(tokens.decode("another").getSubject()).isEqualTo("another");
        assertThat(checked).containsExactly("one", "another");
    }

    @Test
    void tokenThatHasEndedIsRefused() {
        tokens.decode("one");
        now = NOW.plusSeconds(60).minus(Duration.ofNanos(1));
        tokens.decode("one");
        now = NOW.plusSeconds(60);
        assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> tokens.decode("one"));
    }

    @Test
    void tokenWithoutAnEndIsCheckedEachTime() {
        tokens.decode("endless");
        tokens.decode("endless");
        assertThat(checked).hasSize(2);
    }

    @Test
    void refusalIsNotRemembered() {
        assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> tokens.decode("bad"));
        assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> tokens.decode("bad"));
        assertThat(checked).hasSize(2);
    }
}
