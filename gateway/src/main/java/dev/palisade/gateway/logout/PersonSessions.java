package dev.palisade.gateway.logout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;

/** The browser sessions of a person, of all gateways. */
@Component
class PersonSessions {

    private final FindByIndexNameSessionRepository<? extends Session> sessions;

    PersonSessions(FindByIndexNameSessionRepository<? extends Session> sessions) {
        this.sessions = sessions;
    }

    /**
     * Ends those that came from one sign-in, or all when none is named.
     *
     * @param before sessions that began to be signed in later than this stay: a notice that is sent again ends nothing new
     * @return how many there were
     */
    int end(String person, @Nullable String sid, @Nullable Instant before) {
        int ended = 0;
        for (var session : sessions.findByPrincipalName(person).entrySet()) {
            if (isOf(session.getValue(), sid, before)) {
                sessions.deleteById(session.getKey());
                ended++;
            }
        }
        return ended;
    }

    private static boolean isOf(Session session, @Nullable String sid, @Nullable Instant before) {
        SecurityContext context =
                session.getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
        if (context == null
                || context.getAuthentication() == null
                || !(context.getAuthentication().getPrincipal() instanceof OidcUser person)) {
            return false;
        }
        Instant signedInAt = person.getIssuedAt();
        return (sid == null || sid.equals(person.getClaimAsString("sid")))
                && (before == null || signedInAt == null || !signedInAt.isAfter(before));
    }
}
