package dev.palisade.platform.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a handler method: callers should use another operation, which its Javadoc names, and this one ends one day. Each of
 * its answers says so, and so does the contract. Dates are days in UTC, as {@code 2027-06-01}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface DeprecatedOperation {

    /** Since when it should no longer be used: the answer's {@code Deprecation} (RFC 9745). */
    String since();

    /** Until when it answers, not before {@link #since}: the answer's {@code Sunset} (RFC 8594). */
    String sunset();
}
