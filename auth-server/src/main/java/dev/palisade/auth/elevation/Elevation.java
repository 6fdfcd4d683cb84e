package dev.palisade.auth.elevation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role that was asked for, for a while.
 *
 * @param id its identifier
 * @param person who asked
 * @param login the name of that person
 * @param role the role
 * @param reason what for, in the person's words
 * @param minutes for how long
 * @param state what became of it
 * @param askedAt when it was asked for
 * @param grantedBy who granted it
 * @param granter the name of who granted it, while there is an account
 * @param grantedAt when it was granted
 * @param expiresAt when it ends by itself
 * @param endedAt when it ended earlier than that
 * @param lastUsedAt when it was last used
 */
public record Elevation(
        UUID id,
        UUID person,
        String login,
        String role,
        String reason,
        int minutes,
        State state,
        Instant askedAt,
        @Nullable UUID grantedBy,
        @Nullable String granter,
        @Nullable Instant grantedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant endedAt,
        @Nullable Instant lastUsedAt) {

    /** What became of it. */
    public enum State {
        /** It waits for an administrator. */
        WAITING,
        /** It has been granted and lasts. */
        RUNNING,
        /** It was granted and has ended. */
        ENDED,
        /** An administrator refused it. */
        REFUSED,
        /** The person took it back. */
        WITHDRAWN,
        /** Nobody answered. */
        LAPSED
    }
}
