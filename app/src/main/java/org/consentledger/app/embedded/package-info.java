/** The database that comes along when none is configured: a real PostgreSQL, private to this server and durable. */
@NullMarked
package org.consentledger.app.embedded;

import org.jspecify.annotations.NullMarked;
