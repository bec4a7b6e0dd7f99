/** The runnable server: it puts the sides together and brings along what they need when nothing is configured. */
@NullMarked
package org.consentledger.app;

import org.jspecify.annotations.NullMarked;
