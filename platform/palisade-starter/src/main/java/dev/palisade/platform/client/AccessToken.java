package dev.palisade.platform.client;

import java.time.Instant;

/**
 * An access token for one neighbour, bound to this process's certificate.
 *
 * @param value the token itself; it belongs in an {@code Authorization} header and nowhere else
 * @param expiresAt the end of its life
 */
public record AccessToken(String value, Instant expiresAt) {

    /** Says when it ends, and keeps the token out of logs. */
    @Override
    public String toString() {
        return "AccessToken[expiresAt=" + expiresAt + "]";
    }
}
