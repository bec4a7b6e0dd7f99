package org.consentledger.api.subject;

import java.time.Instant;
import org.consentledger.api.EventId;

/** An event of a person's stream, and when the ledger recorded it. */
public record Recorded(EventId eventId, SubjectEvent event, Instant recordedAt) {}
