package org.consentledger.query.decision.rules;

import java.time.Instant;
import org.consentledger.api.EventId;
import org.consentledger.api.subject.ObjectionOutcome;

/**
 * How an objection for a particular situation was decided, or that a restriction or a company's prohibition was
 * lifted, which is as if it had been overridden; it holds from the moment it was recorded.
 *
 * @param objection the event that objected, restricted or forbade
 */
public record Ruling(EventId objection, ObjectionOutcome outcome, Instant recordedAt) implements Entry {}
