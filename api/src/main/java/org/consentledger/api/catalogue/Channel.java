package org.consentledger.api.catalogue;

/** A way to reach or follow a person. */
public enum Channel {
    EMAIL,
    SMS,
    PHONE,
    POST,
    PUSH,
    IN_APP,
    WEB
}
