package org.consentledger.store.erasure;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes the bytes of shredded keys from the files of the database: it has the table of keys written anew some time after
 * an erasure, on one node at a time, and again until none is left.
 */
@Component
@EnableConfigurationProperties(ErasureSettings.class)
public class KeyRewrite {
    private static final Logger log = LoggerFactory.getLogger(KeyRewrite.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ErasureSettings settings;
    private final Clock clock;

    KeyRewrite(JdbcClient jdbc, PlatformTransactionManager transactions, ErasureSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Shredded keys whose bytes may still stand in the files.
     *
     * @param since when the first of them was shredded; null: there is none
     */
    public record Pending(long keys, @Nullable Instant since) {}

    private record Erased(UUID subject, Instant at) {}

    /** What is still to be done. */
    public Pending pending() {
        return jdbc.sql("select count(*), min(erased_at) from ledger.erased_subject where gone_at is null")
                .query((row, _) -> new Pending(row.getLong(1), instant(row.getObject(2, OffsetDateTime.class))))
                .single();
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** Looks whether it is time, and if it is, has the keys written anew; what fails is tried again at the next look. */
    @Scheduled(fixedDelayString = "${ledger.erasure.poll-millis:60000}")
    public void look() {
        try {
            transaction.executeWithoutResult(_ -> rewriteIfDue());
        } catch (DataAccessException e) {
            // Without the message: that of a database error may repeat what a row holds.
            log.info(
                    "The keys of people were not written anew, and will be tried again: {}",
                    e.getClass().getName());
        }
    }

    private void rewriteIfDue() {
        // Another node that is at it holds the rows.
        List<Erased> erased = jdbc.sql("""
                        select subject_id, erased_at from ledger.erased_subject
                        where gone_at is null order by erased_at for update skip locked""")
                .query((row, _) -> new Erased(
                        row.getObject(1, UUID.class),
                        row.getObject(2, OffsetDateTime.class).toInstant()))
                .list();
        Instant now = clock.instant();
        if (erased.isEmpty()
                || erased.getFirst().at().plus(settings.rewriteAfter()).isAfter(now)) {
            return;
        }
        boolean gone = jdbc.sql("select ledger.rewrite_subject_keys()")
                .query(Boolean.class)
                .single();
        if (!gone) {
            log.info("Some older transaction still sees shredded keys: they will be written anew once more");
            return;
        }
        jdbc.sql("update ledger.erased_subject set gone_at = ? where subject_id = any(?)")
                .params(
                        now.atOffset(ZoneOffset.UTC),
                        new SqlArrayValue(
                                "uuid", erased.stream().map(Erased::subject).toArray()))
                .update();
        log.info("{} shredded keys are gone from the files of the database", erased.size());
    }
}
