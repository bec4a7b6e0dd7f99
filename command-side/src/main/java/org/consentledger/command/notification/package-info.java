/** Taking note of what recipients are told. */
@NullMarked
package org.consentledger.command.notification;

import org.jspecify.annotations.NullMarked;
