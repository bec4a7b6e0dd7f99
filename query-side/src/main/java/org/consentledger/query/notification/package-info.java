/** What recipients are to be told: the view, its list, and how many have not taken note. */
@NullMarked
package org.consentledger.query.notification;

import org.jspecify.annotations.NullMarked;
