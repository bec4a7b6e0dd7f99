/** Recording what people say: the Subject aggregate and the endpoints of signals. */
@NullMarked
package org.consentledger.command.subject;

import org.jspecify.annotations.NullMarked;
