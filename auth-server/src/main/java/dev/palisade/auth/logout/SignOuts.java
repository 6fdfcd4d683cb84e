package dev.palisade.auth.logout;

import dev.palisade.auth.account.PersonSignedOutEverywhere;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Ends sign-ins: of one browser when the person signs out here or at a client, of all when they end together. What was
 * granted dies with them, and the clients are told.
 */
@Component
public class SignOuts implements LogoutHandler {

    private final LogoutHandler session = new SecurityContextLogoutHandler();
    private final LogoutNotices notices;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    SignOuts(LogoutNotices notices, JdbcClient jdbc, ApplicationEventPublisher events) {
        this.notices = notices;
        this.jdbc = jdbc;
        this.events = events;
    }

    @Override
    public void logout(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        SignInSession here = SignInSession.existing(request);
        if (authentication instanceof OidcLogoutAuthenticationToken asked) {
            OidcIdToken hint = asked.getIdToken();
            if (hint != null && hint.getSubject() != null && hint.getClaimAsString("sid") != null) {
                events.publishEvent(new SignInEnded(hint.getSubject(), hint.getClaimAsString("sid")));
            }
            if (!asked.isPrincipalAuthenticated()) {
                return; // the person has left this browser already
            }
            session.logout(request, response, (Authentication) asked.getPrincipal());
        } else {
            session.logout(request, response, authentication);
        }
        if (here != null) { // which may be another sign-in than that of the hint
            events.publishEvent(new SignInEnded(here.person(), here.sid()));
        }
    }

    /** One sign-in has ended. */
    @EventListener
    @Transactional
    public void ended(SignInEnded signIn) {
        notices.write(signIn.person(), signIn.sid());
        jdbc.sql("delete from oauth2_authorization where principal_name = ? and sid = ?")
                .params(signIn.person(), signIn.sid())
                .update();
    }

    /** All sign-ins of a person have ended. */
    @EventListener
    @Transactional
    public void ended(PersonSignedOutEverywhere everywhere) {
        notices.write(everywhere.account().toString(), null);
        jdbc.sql("delete from oauth2_authorization where principal_name = ?")
                .param(everywhere.account().toString())
                .update();
    }
}
