package org.consentledger.store.erasure;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.messaging.annotation.MessageIdentifier;
import org.consentledger.api.subject.ErasureGround;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SuppressedIdentifier;
import org.consentledger.store.sealing.Vault;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Carries an erasure out, in the very transaction that records it. */
@Component
@ProcessingGroup(Erasures.PROCESSOR)
public class Erasures {
    /** The name of the subscribing processor. */
    public static final String PROCESSOR = "erasures";

    /** Why an address is suppressed, where no ground of Article 17(1) was told. */
    private static final String NO_GROUND = "ERASURE";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final Vault vault;

    Erasures(JdbcClient jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @EventHandler
    void on(SubjectErased erased, @MessageIdentifier String eventId, @Timestamp Instant recordedAt) {
        OffsetDateTime at = recordedAt.atOffset(ZoneOffset.UTC);
        suppress(erased, eventId, at);
        jdbc.sql("insert into ledger.erased_subject (subject_id, erased_at) values (?, ?)")
                .params(erased.subject().value(), at)
                .update();
        vault.shred(erased.subject());
        release(erased.subject());
    }

    private void suppress(SubjectErased erased, String eventId, OffsetDateTime at) {
        List<SuppressedIdentifier> names = erased.suppressed();
        jdbc.sql("""
                        insert into ledger.suppression (hash, event_id, pepper_key_id, kind, subject_id, scope, reason, since)
                        select hash, ?, pepper_key_id, kind, ?, ?, ?, ?
                        from unnest(?, ?, ?) as name (hash, pepper_key_id, kind)""")
                .params(
                        eventId,
                        erased.subject().value(),
                        JSON.writeValueAsString(Scope.EVERYTHING),
                        reason(erased.ground()),
                        at,
                        new SqlArrayValue("bytea", (Object[])
                                names.stream().map(SuppressedIdentifier::hash).toArray(byte[][]::new)),
                        new SqlArrayValue(
                                "integer",
                                names.stream()
                                        .map(SuppressedIdentifier::pepperKeyId)
                                        .toArray()),
                        new SqlArrayValue(
                                "text",
                                names.stream().map(name -> name.kind().name()).toArray()))
                .update();
    }

    private static String reason(@Nullable ErasureGround ground) {
        return ground == null ? NO_GROUND : ground.name();
    }

    /** Whoever carries hashes over to another pepper holds a row and adds its copy: that one is found by another look. */
    private void release(SubjectId subject) {
        int released;
        do {
            released = jdbc.sql("delete from ledger.identifier where subject_id = ?")
                    .param(subject.value())
                    .update();
        } while (released > 0);
    }
}
