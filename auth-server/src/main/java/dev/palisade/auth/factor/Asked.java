package dev.palisade.auth.factor;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Since when a session has been asked on behalf of one authorization request. What was given after that is fresh for this
 * request however small its {@code max_age} is; otherwise a person could be asked without end.
 */
final class Asked {

    private static final String REQUEST = Asked.class.getName() + ".request";
    private static final String SINCE = Asked.class.getName() + ".since";

    private Asked() {}

    static void remember(HttpServletRequest request) {
        HttpSession session = request.getSession();
        if (!name(request).equals(session.getAttribute(REQUEST))) {
            session.setAttribute(REQUEST, name(request));
            session.setAttribute(SINCE, Instant.now().getEpochSecond());
        }
    }

    static boolean before(HttpServletRequest request, Instant given) {
        HttpSession session = request.getSession(false);
        return session != null
                && name(request).equals(session.getAttribute(REQUEST))
                && session.getAttribute(SINCE) instanceof Long since
                && given.getEpochSecond() >= since;
    }

    /** The next request starts anew, even if it says the same. */
    static void forget(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.removeAttribute(REQUEST);
            session.removeAttribute(SINCE);
        }
    }

    private static String name(HttpServletRequest request) {
        return List.of("client_id", "state", "code_challenge", "request_uri").stream()
                .map(parameter -> parameter + "=" + request.getParameter(parameter))
                .collect(Collectors.joining("&"));
    }
}
