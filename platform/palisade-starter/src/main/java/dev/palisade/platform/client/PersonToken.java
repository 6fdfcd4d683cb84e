package dev.palisade.platform.client;

import org.jspecify.annotations.Nullable;

/** Where the token of the person on whose behalf the current request runs comes from. */
@FunctionalInterface
public interface PersonToken {

    /** The token, or {@code null} when no person is there. */
    @Nullable
    String current();
}
