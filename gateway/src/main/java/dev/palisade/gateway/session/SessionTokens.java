package dev.palisade.gateway.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.stereotype.Component;

/** The tokens of a person in a browser: in the session, and nowhere else. There is one registration, so there is one set. */
@Component
class SessionTokens implements OAuth2AuthorizedClientRepository {

    private static final String TOKENS = SessionTokens.class.getName();

    private final BrowserSessions sessions;

    SessionTokens(BrowserSessions sessions) {
        this.sessions = sessions;
    }

    /** What is stored now, perhaps by another gateway since this request began. */
    @Nullable
    OAuth2AuthorizedClient stored(String sessionId) {
        BrowserSession session = sessions.findById(sessionId);
        return session == null ? null : session.getAttribute(TOKENS);
    }

    /** Stores new tokens at once, so that another gateway finds them before this request ends. */
    void store(OAuth2AuthorizedClient client, String sessionId) {
        BrowserSession stored = sessions.findById(sessionId);
        if (stored != null) {
            stored.setAttribute(TOKENS, client);
            sessions.save(stored);
        }
    }

    /** Lets this request know new tokens that are stored already. */
    static void keep(OAuth2AuthorizedClient client, HttpSession session) {
        session.setAttribute(TOKENS, client);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the interface has it
    public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
            String registration, @Nullable Authentication person, HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session == null ? null : (T) session.getAttribute(TOKENS);
    }

    @Override
    public void saveAuthorizedClient(
            OAuth2AuthorizedClient client,
            @Nullable Authentication person,
            HttpServletRequest request,
            HttpServletResponse response) {
        keep(client, request.getSession());
    }

    @Override
    public void removeAuthorizedClient(
            String registration,
            @Nullable Authentication person,
            HttpServletRequest request,
            HttpServletResponse response) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.removeAttribute(TOKENS);
        }
    }
}
