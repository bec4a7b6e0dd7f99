package org.consentledger.query.projection;

import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A view that is built from the ledger's events and can be thrown away and built again. It has two generations, 0 and 1, so
 * that one can be built while the other is read; its migration makes both, and its rows in {@code view.projection} and
 * {@code view.generation}.
 *
 * @param <C> what one event changes
 */
public interface Projection<C> {

    /** Its name in {@code view.projection}, and for operators. */
    String name();

    /** Whether events of such a stream are read at all; asked before anything else. */
    boolean reads(DomainEventMessage<?> event);

    /**
     * What an event changes. Whatever it throws means that the event cannot be read: then the event waits with all later ones
     * of its stream, and the others go on.
     */
    C change(DomainEventMessage<?> event);

    /**
     * Writes the changes of a batch, which are in the order of their events. It throws where a change does not follow what
     * the view holds of its stream: a hole must stop the projection, since it would hide an event.
     */
    void apply(JdbcClient jdbc, int generation, List<C> changes);

    /** Empties a generation. */
    void clear(JdbcClient jdbc, int generation);
}
