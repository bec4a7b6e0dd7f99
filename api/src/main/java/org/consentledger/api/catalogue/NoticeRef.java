package org.consentledger.api.catalogue;

/** One immutable version of a notice. */
public record NoticeRef(NoticeId id, String version) {}
