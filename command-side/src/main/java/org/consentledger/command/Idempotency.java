package org.consentledger.command;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Outcome;
import org.consentledger.store.CallerMetadata;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Handles a command once per Idempotency-Key. The answer is kept in the very transaction that appends the events: no
 * crash can leave one without the other. A refusal changes nothing, so it is not kept but found again.
 */
@Component
class Idempotency implements MessageHandlerInterceptor<CommandMessage<?>> {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final RequestFingerprint fingerprint;
    private final Clock clock;

    private record Kept(byte[] fingerprint, String outcome) {}

    private record Found(boolean locked, @Nullable Kept kept) {}

    Idempotency(JdbcClient jdbc, RequestFingerprint fingerprint, Clock clock) {
        this.jdbc = jdbc;
        this.fingerprint = fingerprint;
        this.clock = clock;
    }

    @Override
    public @Nullable Object handle(UnitOfWork<? extends CommandMessage<?>> work, InterceptorChain chain)
            throws Exception {
        var metadata = work.getMessage().getMetaData();
        if (!(metadata.get(Commands.IDEMPOTENCY_KEY) instanceof String key)
                || !(metadata.get(Commands.FINGERPRINT) instanceof String told)) {
            return chain.proceed();
        }
        List<byte[]> hashes = fingerprint.ofKey(CallerMetadata.read(metadata).client(), key);
        byte[] print = HexFormat.of().parseHex(told);
        Found found = lock(hashes);
        if (!found.locked()) {
            throw new Refusal(Code.IDEMPOTENCY_KEY_IN_FLIGHT);
        }
        if (found.kept() != null) {
            if (!Arrays.equals(found.kept().fingerprint(), print)) {
                throw new Refusal(Code.IDEMPOTENCY_KEY_REUSED);
            }
            return JSON.readValue(found.kept().outcome(), Outcome.class);
        }
        Object result = chain.proceed();
        if (result instanceof Outcome outcome) {
            work.onPrepareCommit(ended -> keep(hashes.getFirst(), print, outcome));
        }
        return result;
    }

    /** Takes the key for this transaction, and reads what is kept under it. */
    private Found lock(List<byte[]> hashes) {
        long lock = ByteBuffer.wrap(hashes.getFirst()).getLong();
        return jdbc.sql("""
                        select locked, kept.fingerprint, kept.outcome
                        from (select pg_try_advisory_xact_lock(:lock) as locked) l
                        left join ledger.idempotency kept on kept.key_hash in (:hashes) and kept.recorded_at > :since""")
                .param("lock", lock)
                .param("hashes", hashes)
                .param("since", since())
                .query((row, n) -> new Found(
                        row.getBoolean("locked"),
                        row.getBytes("fingerprint") == null
                                ? null
                                : new Kept(row.getBytes("fingerprint"), row.getString("outcome"))))
                .list()
                .getFirst();
    }

    private void keep(byte[] hash, byte[] print, Outcome outcome) {
        int kept = jdbc.sql("""
                        insert into ledger.idempotency as held (key_hash, fingerprint, outcome, recorded_at)
                        values (:hash, :print, :outcome, :now)
                        on conflict (key_hash) do update set fingerprint = excluded.fingerprint,
                            outcome = excluded.outcome, recorded_at = excluded.recorded_at
                        where held.recorded_at <= :since""")
                .param("hash", hash)
                .param("print", print)
                .param("outcome", JSON.writeValueAsString(outcome))
                .param("now", OffsetDateTime.now(clock))
                .param("since", since())
                .update();
        if (kept == 0) {
            // Another transaction ended between our look and our lock; a retry finds its answer.
            throw new Refusal(Code.IDEMPOTENCY_KEY_IN_FLIGHT);
        }
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void forgetOldAnswers() {
        jdbc.sql("delete from ledger.idempotency where recorded_at <= ?")
                .param(since())
                .update();
    }

    private OffsetDateTime since() {
        return clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC);
    }
}
