package dev.palisade.platform.policy;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the action that a handler method performs, and the kind of resource that it performs it on. The policies decide
 * before the method runs, with a resource that belongs to the caller; where a loaded row belongs to somebody, the method
 * asks {@link Authorizer#require} again with that owner. A handler method without this annotation is refused.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Authorize {

    /** The action of the policy schema, for example {@code ReadCart}. */
    String action();

    /** The entity type of the policy schema, for example {@code Cart}. */
    String resource();
}
