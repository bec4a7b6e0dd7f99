package org.consentledger.store.catalogue;

import java.time.OffsetDateTime;
import java.util.List;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.store.LedgerSerializer;
import org.consentledger.store.ReadAhead;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The current catalogue. It is small, so each node keeps it folded in memory and compares one number, the head, to know
 * whether it is current. The head counts the catalogue's events and moves in the transaction that appends them.
 */
@Component
@ProcessingGroup(Catalogues.PROCESSOR)
public class Catalogues {
    /** The name of the subscribing processor that moves the head. */
    public static final String PROCESSOR = "catalogue-head";

    private final JdbcClient jdbc;
    private final LedgerSerializer serializer;
    private volatile Catalogue cached = new Catalogue(List.of());

    Catalogues(JdbcClient jdbc, LedgerSerializer serializer) {
        this.jdbc = jdbc;
        this.serializer = serializer;
    }

    /** The catalogue with everything committed so far; one round trip while it does not change. */
    public Catalogue current() {
        ReadAhead ahead = ReadAhead.current();
        if (ahead != null) {
            return atLeast(ahead.catalogueHead());
        }
        return atLeast(jdbc.sql("select version from ledger.catalogue_head")
                .query(Long.class)
                .single());
    }

    /** The catalogue, which nobody else changes until the current transaction ends. */
    public Catalogue lockedForChange() {
        return atLeast(jdbc.sql("select version from ledger.catalogue_head for update")
                .query(Long.class)
                .single());
    }

    /** The catalogue at that head or a later one; for callers who read the head in a statement of their own. */
    public Catalogue atLeast(long head) {
        Catalogue catalogue = cached;
        if (catalogue.version() < head) {
            catalogue = load();
            cached = catalogue;
        }
        return catalogue;
    }

    @EventHandler
    void on(CatalogueEvent event) {
        jdbc.sql("update ledger.catalogue_head set version = version + 1").update();
    }

    private Catalogue load() {
        return new Catalogue(jdbc.sql("""
                        select payload_type, payload_revision, payload, recorded_at from ledger.event
                        where aggregate_type in ('Controller', 'Purpose', 'Notice', 'Recipient') order by global_index""")
                .<Catalogue.Recorded<? extends CatalogueEvent>>query((row, n) -> new Catalogue.Recorded<>(
                        (CatalogueEvent) serializer.event(
                                row.getString("payload_type"),
                                row.getString("payload_revision"),
                                row.getBytes("payload")),
                        row.getObject("recorded_at", OffsetDateTime.class).toInstant()))
                .list());
    }
}
