package org.consentledger.query.erasure;

import java.time.Instant;
import java.util.List;
import org.consentledger.api.Page;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Scope;
import org.consentledger.store.erasure.Suppressions;
import org.consentledger.store.erasure.Suppressions.Suppressed;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells which addresses are suppressed after an erasure, to those who can hash the ones they hold. */
@RestController
class SuppressionEndpoint {
    private static final String ALGORITHM = "HMAC-SHA-256";

    private final Suppressions suppressions;

    SuppressionEndpoint(Suppressions suppressions) {
        this.suppressions = suppressions;
    }

    /**
     * An address that is not to be used, under one pepper.
     *
     * @param pepperKeyId of the key in the look-up pepper's file
     * @param hash of the address in its normal form; Base64
     * @param since when whoever was known by it was erased
     * @param reason a ground of Article 17(1), or {@code ERASURE} where none was told
     */
    record Suppression(
            Identifier.Kind kind,
            String algorithm,
            long pepperKeyId,
            byte[] hash,
            Scope scope,
            Instant since,
            String reason) {
        static Suppression of(Suppressed suppressed) {
            return new Suppression(
                    suppressed.kind(),
                    ALGORITHM,
                    Integer.toUnsignedLong(suppressed.pepperKeyId()),
                    suppressed.hash(),
                    suppressed.scope(),
                    suppressed.since(),
                    suppressed.reason());
        }
    }

    /** Suppressed addresses, the earliest first; one that stands under several peppers is named under each. */
    @GetMapping("/v1/suppressions")
    Page<Suppression> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Page.limit(limit);
        List<Suppressed> read = suppressions.list(Page.position(cursor), most + 1);
        List<Suppressed> page = read.stream().limit(most).toList();
        return new Page<>(
                page.stream().map(Suppression::of).toList(),
                read.size() > most ? Page.cursor(page.getLast().place()) : null);
    }
}
