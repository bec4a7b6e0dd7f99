package org.consentledger.store.erasure;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Scope;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads what is suppressed. */
@Component
public class Suppressions {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;

    Suppressions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One address under one pepper.
     *
     * @param place in the list, from 1; numbers may be missing
     * @param hash HMAC-SHA-256 of the address in its normal form
     * @param reason a ground of Article 17(1), or {@code ERASURE} where none was told
     */
    public record Suppressed(
            long place,
            Identifier.Kind kind,
            int pepperKeyId,
            byte[] hash,
            Scope scope,
            Instant since,
            String reason) {}

    /** Suppressed addresses in the order in which they were, after the given place; at most {@code limit}. */
    public List<Suppressed> list(long after, int limit) {
        return jdbc.sql("""
                        select id, kind, pepper_key_id, hash, scope, since, reason from ledger.suppression
                        where id > ? order by id limit ?""")
                .params(after, limit)
                .query((row, _) -> new Suppressed(
                        row.getLong("id"),
                        Identifier.Kind.valueOf(row.getString("kind")),
                        row.getInt("pepper_key_id"),
                        row.getBytes("hash"),
                        scope(row.getString("scope")),
                        row.getObject("since", OffsetDateTime.class).toInstant(),
                        row.getString("reason")))
                .list();
    }

    /** The last suppression of an address with one of these hashes, or null. */
    public @Nullable Suppression last(List<byte[]> hashes) {
        return jdbc.sql(
                        "select scope, since from ledger.suppression where hash in (:hashes) order by since desc limit 1")
                .param("hashes", hashes)
                .query((row, _) -> new Suppression(
                        scope(row.getString("scope")),
                        row.getObject("since", OffsetDateTime.class).toInstant()))
                .optional()
                .orElse(null);
    }

    /** The scope that is stored as this text. */
    public static Scope scope(String stored) {
        return JSON.readValue(stored, Scope.class);
    }
}
