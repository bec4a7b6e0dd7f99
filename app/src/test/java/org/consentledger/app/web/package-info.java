@NullMarked
package org.consentledger.app.web;

import org.jspecify.annotations.NullMarked;
