package org.consentledger.store.sealing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.ReadAhead;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.ResourceHolderSynchronization;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Seals personal values under the key of their subject, and opens them again for as long as that key exists.
 *
 * <p>Deleting a subject's row in {@code ledger.subject_key} shreds the key (GDPR Article 17). Other nodes may go on
 * using it for {@code ledger.keys.cache-seconds}; what is sealed with it meanwhile is erased at once.
 */
public final class Vault {
    private static final int ATTEMPTS = 3;

    private final JdbcClient jdbc;
    private final LedgerKeys keys;
    private final Cache<SubjectId, SubjectKey> cache;

    Vault(JdbcClient jdbc, LedgerKeys keys, KeySettings settings, Ticker ticker) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.cache = Caffeine.newBuilder()
                .maximumSize(settings.cacheEntries())
                .expireAfterWrite(Duration.ofSeconds(settings.cacheSeconds()))
                .ticker(ticker)
                .build();
    }

    /** Opens the values of one subject. */
    @FunctionalInterface
    public interface Opener {
        /** The value, or {@link Personal.Erased} where its key is gone. */
        Personal open(Personal.Sealed sealed);
    }

    /**
     * Seals the value; a subject without a key is given one in the current transaction. What is sealed for a subject that
     * was erased is erased at once: its key is kept nowhere.
     *
     * @param field the logical name of the field; the value opens under it only
     */
    public Personal.Sealed seal(SubjectId subject, String field, Personal.Known value) {
        SubjectKey key = find(subject);
        return (key != null ? key : create(subject)).seal(field, value);
    }

    /**
     * The value, or {@link Personal.Erased} where the key it was sealed with is gone.
     *
     * @throws IllegalStateException if it was sealed for another subject or field, or was damaged
     */
    public Personal open(SubjectId subject, Personal.Sealed sealed) {
        return openerFor(subject).open(sealed);
    }

    /**
     * Opens many values of one subject with one look at its key, which for an erased subject is a query each time. For
     * one stretch of work: an opener that is kept goes on opening after the key is shredded.
     */
    public Opener openerFor(SubjectId subject) {
        SubjectKey key = find(subject);
        return key != null ? key::open : gone -> new Personal.Erased();
    }

    /**
     * Deletes the key of the subject in the current transaction: what it sealed reads as erased, here at once and on
     * other nodes within {@code ledger.keys.cache-seconds} (GDPR Article 17).
     *
     * @return whether there was a key
     */
    public boolean shred(SubjectId subject) {
        boolean there = jdbc.sql("delete from ledger.subject_key where subject_id = ?")
                        .param(subject.value())
                        .update()
                > 0;
        cache.invalidate(subject);
        Uncommitted uncommitted = uncommitted();
        if (uncommitted != null) {
            uncommitted.made.remove(subject);
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            // Until the commit others still read the row, and may have remembered its key meanwhile.
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    cache.invalidate(subject);
                }
            });
        }
        return there;
    }

    private @Nullable SubjectKey find(SubjectId subject) {
        Uncommitted uncommitted = uncommitted();
        SubjectKey made = uncommitted == null ? null : uncommitted.made.get(subject);
        if (made != null) {
            return made;
        }
        SubjectKey cached = cache.getIfPresent(subject);
        if (cached != null) {
            return cached;
        }
        ReadAhead ahead = ReadAhead.current();
        ReadAhead.Person person = ahead == null ? null : ahead.person(subject.toString());
        byte[] wrapped = person == null ? wrappedKey(subject) : person.wrappedKey();
        SubjectKey stored = wrapped == null ? null : SubjectKey.unwrap(subject, wrapped, keys.keyEncryption());
        // After a partial rollback the row read may be one of this transaction's own, which may yet be rolled back too.
        if (stored != null && (uncommitted == null || !uncommitted.doubtful)) {
            cache.put(subject, stored);
        }
        return stored;
    }

    private byte @Nullable [] wrappedKey(SubjectId subject) {
        return jdbc.sql("select wrapped_key from ledger.subject_key where subject_id = ?")
                .param(subject.value())
                .query(byte[].class)
                .optional()
                .orElse(null);
    }

    private SubjectKey create(SubjectId subject) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            SubjectKey.Made made = SubjectKey.make(subject, keys.keyEncryption());
            int inserted = jdbc.sql("""
                            insert into ledger.subject_key (subject_id, wrapped_key, created_at)
                            select asked.subject_id, asked.wrapped_key, now()
                            from (values (?, ?)) as asked (subject_id, wrapped_key)
                            where not exists (select from ledger.erased_subject erased
                                              where erased.subject_id = asked.subject_id)
                            on conflict (subject_id) do nothing
                            """).params(subject.value(), made.wrapped()).update();
            if (inserted == 1) {
                remember(subject, made.key());
                return made.key();
            }
            // Another transaction was first, and has committed: its key is the subject's, unless it was shredded since.
            byte[] theirs = wrappedKey(subject);
            if (theirs != null) {
                return SubjectKey.unwrap(subject, theirs, keys.keyEncryption());
            }
            if (isErased(subject)) {
                return made.key();
            }
        }
        throw new IllegalStateException("The key of subject " + subject + " comes and goes");
    }

    private boolean isErased(SubjectId subject) {
        return jdbc.sql("select exists (select from ledger.erased_subject where subject_id = ?)")
                .param(subject.value())
                .query(Boolean.class)
                .single();
    }

    private void remember(SubjectId subject, SubjectKey key) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            cache.put(subject, key);
            return;
        }
        Uncommitted uncommitted = uncommitted();
        if (uncommitted == null) {
            uncommitted = new Uncommitted();
            TransactionSynchronizationManager.bindResource(this, uncommitted);
            TransactionSynchronizationManager.registerSynchronization(new Publication(uncommitted));
        }
        uncommitted.made.put(subject, key);
    }

    private @Nullable Uncommitted uncommitted() {
        return (Uncommitted) TransactionSynchronizationManager.getResource(this);
    }

    /** The keys that the current transaction made: for its own use alone until it commits. */
    private static final class Uncommitted extends ResourceHolderSupport {
        private final Map<SubjectId, SubjectKey> made = new HashMap<>();
        private boolean doubtful;
    }

    /** Shows the transaction's keys to all once it has committed, and forgets them where it is rolled back. */
    private final class Publication extends ResourceHolderSynchronization<Uncommitted, Vault> {
        private final Uncommitted uncommitted;

        Publication(Uncommitted uncommitted) {
            super(uncommitted, Vault.this);
            this.uncommitted = uncommitted;
        }

        @Override
        protected boolean shouldReleaseBeforeCompletion() {
            return false;
        }

        @Override
        protected void processResourceAfterCommit(Uncommitted committed) {
            cache.putAll(committed.made);
        }

        @Override
        public void savepointRollback(Object savepoint) {
            uncommitted.made.clear();
            uncommitted.doubtful = true;
        }
    }
}
