package org.consentledger.command;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Outcome;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
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

    /** Metadata: what was {@link Found} under the key, where that was read together with other things. */
    static final String FOUND = "org.consentledger.idempotency.found";

    private static final String GIVEN = "org.consentledger.idempotency.given";

    private final JdbcClient jdbc;
    private final Clock clock;

    /**
     * A request that is to be handled once: the hashes of its key and its own, those under the pepper in use first. There
     * are more than one while peppers rotate; an answer is kept under each, so that nodes with and without the old or the
     * new one find each other's.
     */
    record Key(List<byte[]> hashes, List<byte[]> fingerprints) {
        boolean isFor(byte[] fingerprint) {
            return fingerprints.stream().anyMatch(mine -> Arrays.equals(mine, fingerprint));
        }

        /** The advisory lock that is held while the request is handled. */
        long lock() {
            return ByteBuffer.wrap(hashes.getFirst()).getLong();
        }
    }

    /** The answer that is kept for a request. */
    record Kept(byte[] fingerprint, String outcome) {}

    /**
     * What was found under a key.
     *
     * @param locked whether the current transaction holds the key; false: another one does
     */
    record Found(Key key, boolean locked, @Nullable Kept kept) {}

    /** An answer of the current transaction. */
    private record Given(Key key, Outcome outcome) {}

    Idempotency(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The key of a command with this metadata, or null. */
    @Nullable
    Key keyOf(Map<String, ?> metadata) {
        return metadata.get(Commands.FINGERPRINT) instanceof String told ? RequestFingerprint.read(told) : null;
    }

    @Override
    public @Nullable Object handle(UnitOfWork<? extends CommandMessage<?>> work, InterceptorChain chain)
            throws Exception {
        Found found = found(work.getMessage().getMetaData());
        if (found == null) {
            return chain.proceed();
        }
        if (!found.locked()) {
            throw new Refusal(Code.IDEMPOTENCY_KEY_IN_FLIGHT);
        }
        List<Given> given = givenIn(work.root());
        for (Given earlier : given) {
            if (Arrays.equals(
                    earlier.key().hashes().getFirst(), found.key().hashes().getFirst())) {
                return ofTheSame(earlier.key().fingerprints().getFirst(), found.key(), earlier.outcome());
            }
        }
        if (found.kept() != null) {
            Outcome kept = JSON.readValue(found.kept().outcome(), Outcome.class);
            return ofTheSame(found.kept().fingerprint(), found.key(), kept);
        }
        Object result = chain.proceed();
        if (result instanceof Outcome outcome) {
            given.add(new Given(found.key(), outcome));
        }
        return result;
    }

    private static Outcome ofTheSame(byte[] fingerprint, Key key, Outcome outcome) {
        if (!key.isFor(fingerprint)) {
            throw new Refusal(Code.IDEMPOTENCY_KEY_REUSED);
        }
        return outcome;
    }

    /** What was read for the command already, or else is read now. */
    private @Nullable Found found(Map<String, ?> metadata) {
        if (metadata.get(FOUND) instanceof Found read) {
            return read;
        }
        Key key = keyOf(metadata);
        return key == null ? null : lock(key);
    }

    /** The answers of this transaction, which are kept when it commits. */
    private List<Given> givenIn(UnitOfWork<?> root) {
        return root.getOrComputeResource(GIVEN, name -> {
            var given = new ArrayList<Given>();
            root.onPrepareCommit(ended -> keep(given));
            return given;
        });
    }

    /** Takes the key for this transaction, and reads what is kept under it. */
    private Found lock(Key key) {
        return jdbc.sql("""
                        select locked, kept.fingerprint, kept.outcome
                        from (select pg_try_advisory_xact_lock(:lock) as locked) l
                        left join ledger.idempotency kept on kept.key_hash in (:hashes) and kept.recorded_at > :since""")
                .param("lock", key.lock())
                .param("hashes", key.hashes())
                .param("since", since())
                .query((row, n) -> new Found(
                        key,
                        row.getBoolean("locked"),
                        row.getBytes("fingerprint") == null
                                ? null
                                : new Kept(row.getBytes("fingerprint"), row.getString("outcome"))))
                .list()
                .getFirst();
    }

    private void keep(List<Given> given) {
        if (given.isEmpty()) {
            return;
        }
        List<Row> rows = given.stream().flatMap(Idempotency::rows).toList();
        // In one order on all nodes, or two with different peppers in use could wait in a circle.
        int kept = jdbc.sql("""
                        insert into ledger.idempotency as held (key_hash, fingerprint, outcome, recorded_at)
                        select key_hash, fingerprint, outcome, ?
                        from unnest(?, ?, ?) as given (key_hash, fingerprint, outcome) order by key_hash
                        on conflict (key_hash) do update set fingerprint = excluded.fingerprint,
                            outcome = excluded.outcome, recorded_at = excluded.recorded_at
                        where held.recorded_at <= ?""")
                .param(OffsetDateTime.now(clock))
                .param(bytes(rows, Row::keyHash))
                .param(bytes(rows, Row::fingerprint))
                .param(new SqlArrayValue("text", rows.stream().map(Row::outcome).toArray()))
                .param(since())
                .update();
        if (kept < rows.size()) {
            // Another transaction ended between our look and our lock; a retry finds its answer.
            throw new Refusal(Code.IDEMPOTENCY_KEY_IN_FLIGHT);
        }
    }

    private record Row(byte[] keyHash, byte[] fingerprint, String outcome) {}

    private static Stream<Row> rows(Given given) {
        List<byte[]> hashes = given.key().hashes();
        List<byte[]> fingerprints = given.key().fingerprints();
        String outcome = JSON.writeValueAsString(given.outcome());
        return IntStream.range(0, hashes.size()).mapToObj(i -> new Row(hashes.get(i), fingerprints.get(i), outcome));
    }

    private static SqlArrayValue bytes(List<Row> rows, Function<Row, byte[]> column) {
        return new SqlArrayValue("bytea", (Object[]) rows.stream().map(column).toArray(byte[][]::new));
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void forgetOldAnswers() {
        jdbc.sql("delete from ledger.idempotency where recorded_at <= ?")
                .param(since())
                .update();
    }

    /** Answers older than this are forgotten. */
    OffsetDateTime since() {
        return clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC);
    }
}
