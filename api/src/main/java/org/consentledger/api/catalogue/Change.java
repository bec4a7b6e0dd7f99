package org.consentledger.api.catalogue;

/** What a notice version changes: words only, or what people were told. */
public enum Change {
    EDITORIAL,
    MATERIAL
}
