/** The pages a person sees while signing in and out. */
@NullMarked
package dev.palisade.auth.signin;

import org.jspecify.annotations.NullMarked;
