package dev.palisade.auth.account;

import dev.palisade.platform.hash.Sha256;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where people are signed in, and the one place where that ends. */
@Component
public class SignIns {

    /** The session attribute with the browser's name for people. */
    public static final String DEVICE = "palisade.device";

    private final FindByIndexNameSessionRepository<? extends Session> sessions;
    private final ApplicationEventPublisher events;

    SignIns(FindByIndexNameSessionRepository<? extends Session> sessions, ApplicationEventPublisher events) {
        this.sessions = sessions;
        this.events = events;
    }

    /** The sessions of a person, the latest first. */
    public List<SignIn> of(UUID account) {
        return sessions.findByPrincipalName(account.toString()).values().stream()
                .map(session -> new SignIn(
                        Sha256.hex(session.getId()),
                        session.getId(),
                        session.getAttributeOrDefault(DEVICE, "A browser"),
                        session.getCreationTime(),
                        session.getLastAccessedTime()))
                .sorted(Comparator.comparing(SignIn::lastUsed).reversed())
                .toList();
    }

    /** Ends one session of a person; tells whether there was one of this handle. */
    public boolean end(UUID account, String handle) {
        return of(account).stream()
                .filter(signIn -> signIn.handle().equals(handle))
                .peek(signIn -> sessions.deleteById(signIn.session()))
                .findFirst()
                .isPresent();
    }

    /**
     * Ends everything that a person is signed in with: all sessions but one, and every grant to a client with its tokens.
     *
     * @param except the session that stays, if one does
     */
    @Transactional
    public void endAll(UUID account, @Nullable String except) {
        events.publishEvent(new PersonSignedOutEverywhere(account));
        of(account).stream()
                .map(SignIn::session)
                .filter(session -> !session.equals(except))
                .forEach(sessions::deleteById);
    }

    /**
     * One session.
     *
     * @param handle its name for pages, which says nothing about its id
     * @param session its id
     * @param device the browser, for people
     * @param since when it began
     * @param lastUsed when it was last used
     */
    public record SignIn(String handle, String session, String device, Instant since, Instant lastUsed) {

        @Override
        public String toString() {
            return "SignIn[" + device + "]";
        }
    }
}
