package org.consentledger.store.history;

import java.time.Instant;
import org.consentledger.api.Caller;
import org.consentledger.api.EventId;
import org.jspecify.annotations.Nullable;

/**
 * An event as the ledger keeps it.
 *
 * @param stream the id of its stream: a pseudonymous id, a request, a notification, a company, or an entry of the catalogue
 * @param version its place in the stream, from 1
 * @param type its logical name
 * @param event one of those that {@link org.consentledger.store.EventNames} names; personal values are sealed
 * @param position its place in the whole ledger, from 1; null where it was not read in that order
 */
public record RecordedEvent(
        EventId eventId,
        String stream,
        long version,
        String type,
        Instant recordedAt,
        Caller caller,
        Object event,
        @Nullable Long position) {}
