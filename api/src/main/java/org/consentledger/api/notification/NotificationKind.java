package org.consentledger.api.notification;

/** What a recipient is told, and so what it has to do with the data it received. */
public enum NotificationKind {
    /** Stop: consent was withdrawn, or the person opted out or objected (GDPR Articles 7(3) and 21). */
    WITHDRAWAL,
    /** Keep the data and do nothing else with them (GDPR Article 18). */
    RESTRICTION,
    /** That restriction is over; whatever else stands against the processing stays. */
    RESTRICTION_LIFTED,
    /** Ask for the data anew: some of them were corrected (GDPR Article 16). */
    RECTIFICATION,
    /** Erase (GDPR Article 17). */
    ERASURE
}
