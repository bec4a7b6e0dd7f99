/** Whether the server can do its work, and how far its views are behind. */
@NullMarked
package org.consentledger.app.health;

import org.jspecify.annotations.NullMarked;
