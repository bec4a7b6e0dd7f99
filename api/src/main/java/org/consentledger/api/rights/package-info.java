/** The exercise of data-subject rights (GDPR Articles 12 to 22): requests, their steps and their due dates. */
@NullMarked
package org.consentledger.api.rights;

import org.jspecify.annotations.NullMarked;
