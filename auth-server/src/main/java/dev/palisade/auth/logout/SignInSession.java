package dev.palisade.auth.logout;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serial;
import java.io.Serializable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The name of a sign-in, which ID tokens carry as {@code sid}: random, kept in the browser's session here, the same
 * however often the session's own identifier changes, and worth nothing to whoever reads it.
 *
 * @param person whose sign-in it is: somebody else in the same browser has another
 * @param sid the name
 */
public record SignInSession(String person, String sid) implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String ATTRIBUTE = "palisade.sid";

    /** The name of this person's sign-in in this browser; the first call gives it one. */
    public static String of(HttpServletRequest request, String person) {
        HttpSession session = request.getSession();
        SignInSession existing = in(session);
        if (existing != null && existing.person.equals(person)) {
            return existing.sid;
        }
        SignInSession first = new SignInSession(person, UUID.randomUUID().toString());
        session.setAttribute(ATTRIBUTE, first);
        return first.sid;
    }

    /** The sign-in of this browser that clients know of, if any. */
    static @Nullable SignInSession existing(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session == null ? null : in(session);
    }

    private static @Nullable SignInSession in(HttpSession session) {
        return session.getAttribute(ATTRIBUTE) instanceof SignInSession existing ? existing : null;
    }
}
