package org.consentledger.query.decision.rules;

import java.time.Instant;
import org.consentledger.api.EventId;
import org.consentledger.api.subject.ObjectionOutcome;

/** How an objection for a particular situation was decided; it holds from the moment it was recorded. */
public record Ruling(EventId objection, ObjectionOutcome outcome, Instant recordedAt) implements Entry {}
