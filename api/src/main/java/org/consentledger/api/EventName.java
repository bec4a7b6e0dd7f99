package org.consentledger.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name under which an event is stored, for ever, and shown in histories ({@code consent-given}). Java names may
 * change; this one never does.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventName {
    String value();

    /** Raised only when the meaning of a stored field changes; an added optional field keeps the revision. */
    int revision() default 1;
}
