/** How the ledger behaves over HTTP, whatever is asked: problem answers, strict JSON, limits, ids of requests. */
@NullMarked
package org.consentledger.app.web;

import org.jspecify.annotations.NullMarked;
