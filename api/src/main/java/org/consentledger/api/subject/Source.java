package org.consentledger.api.subject;

/** Where a record comes from. */
public enum Source {
    SUBJECT,
    GENERATED,
    GROUP_COMPANY,
    REPRESENTED_COMPANY,
    PUBLIC_REGISTER,
    THIRD_PARTY
}
