package org.consentledger.store.sealing;

import org.consentledger.store.Misconfigured;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Notices that a key file was replaced, so that each of several nodes need not be told. */
@Component
public final class KeyFileWatch {
    private static final Logger log = LoggerFactory.getLogger(KeyFileWatch.class);

    private final LedgerKeys keys;
    private volatile @Nullable String refused;

    KeyFileWatch(LedgerKeys keys) {
        this.keys = keys;
    }

    /** Why the files as they are now are not in use; null where they are. */
    public @Nullable String refused() {
        return refused;
    }

    /**
     * Uses the files as they are now.
     *
     * @throws Misconfigured if they cannot be used; then the keys before stay in use
     */
    public void reload() {
        try {
            keys.reload();
            refused = null;
            log.info("The keys were read again: {} and {}", keys.keyEncryptionIds(), keys.pepperIds());
        } catch (Misconfigured e) {
            if (!String.valueOf(e.getMessage()).equals(refused)) {
                log.error("The new keys are not used, those before still are. {}", e.getMessage());
            }
            refused = e.getMessage();
            throw e;
        }
    }

    @Scheduled(fixedDelayString = "${ledger.keys.watch-millis:5000}")
    void look() {
        try {
            if (keys.filesDiffer()) {
                reload();
            } else {
                refused = null;
            }
        } catch (Misconfigured e) {
            refused = e.getMessage();
        }
    }
}
