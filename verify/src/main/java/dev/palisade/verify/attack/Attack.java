package dev.palisade.verify.attack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An attack: a method that takes the {@link Scene} and the {@link Findings}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Attack {

    /** The control that it shows. */
    String value();
}
