package org.consentledger.query.decision.rules;

import java.time.Instant;
import org.consentledger.api.subject.SubjectId;

/**
 * Two subjects were found to be one person, or to be two after all. It stands in both streams.
 *
 * @param into stands for both while they are merged
 * @param joined true: merged; false: split
 */
public record Link(SubjectId into, SubjectId from, boolean joined, Instant recordedAt) implements Entry {}
