package org.consentledger.store.identity;

import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who was ever found to be the same person as whom, directly or through others; written in the transaction that appends
 * the event. A split changes nothing here: what was answered while two were merged, and what was refused meanwhile, is
 * read from both streams for ever.
 */
@Component
@ProcessingGroup(Kin.PROCESSOR)
public class Kin {
    /** The name of the subscribing processor. */
    public static final String PROCESSOR = "kin";

    /** One at a time joins families, or two that meet in the middle would each leave half behind. Any number will do. */
    private static final long LOCK = 0x6b696e;

    private final JdbcClient jdbc;

    Kin(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many subjects there will have been in the family if these two are merged. */
    public int size(SubjectId one, SubjectId other) {
        return jdbc.sql("""
                        select count(*) from (
                            select subject_id from ledger.kin
                            where family in (select family from ledger.kin where subject_id in (?, ?))
                            union select unnest(array[?, ?])) family""")
                .params(one.value(), other.value(), one.value(), other.value())
                .query(Integer.class)
                .single();
    }

    @EventHandler
    void on(SubjectsMerged event) {
        // It stands in both streams; one copy is enough.
        if (event.subject().equals(event.into())) {
            join(event.into(), event.from());
        }
    }

    void join(SubjectId into, SubjectId from) {
        jdbc.sql("select pg_advisory_xact_lock(?)")
                .param(LOCK)
                .query((row, number) -> number)
                .single();
        jdbc.sql("""
                        insert into ledger.kin (subject_id, family) values (:into, :into), (:from, :from)
                        on conflict (subject_id) do nothing""").param("into", into.value()).param("from", from.value()).update();
        jdbc.sql("""
                        update ledger.kin set family = (select family from ledger.kin where subject_id = :into)
                        where family = (select family from ledger.kin where subject_id = :from)""").param("into", into.value()).param("from", from.value()).update();
    }
}
