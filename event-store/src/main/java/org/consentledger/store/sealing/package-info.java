/**
 * Keeps what is stored about people unreadable without a key per person, so that shredding the key erases the person
 * (GDPR Article 17) while every event stays where it is.
 */
@NullMarked
package org.consentledger.store.sealing;

import org.jspecify.annotations.NullMarked;
