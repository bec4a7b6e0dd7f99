/** What a person gets who asks for their data: all of it, readable (Article 15), or what they provided, portable (Article 20). */
@NullMarked
package org.consentledger.query.export;

import org.jspecify.annotations.NullMarked;
