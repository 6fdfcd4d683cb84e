package dev.palisade.auth.admin;

import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person was given.
 *
 * @param kind a role, a role for a while (an elevation), a consent, or a sign-in that still lives
 * @param person the person's identifier
 * @param of the role, or the client
 * @param scopes what the client may do, separated by blanks
 * @param since when it was given
 * @param until when it ends by itself or has ended, if ever
 * @param lastUse when a token was last issued for it or a page shown, if ever
 */
record Grant(
        String kind,
        String person,
        String of,
        String scopes,
        Instant since,
        @Nullable Instant until,
        @Nullable Instant lastUse) {

    /** The names of the columns of {@link #line}. */
    static final String HEAD = "kind,person,of,scopes,since,until,lastUse\r\n";

    /** As a line of a sheet (RFC 4180). */
    String line() {
        return Stream.of(kind, person, of, scopes, since.toString(), text(until), text(lastUse))
                .map(value -> '"' + value.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String text(@Nullable Instant time) {
        return time == null ? "" : time.toString();
    }
}
