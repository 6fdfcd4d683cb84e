package dev.palisade.gateway.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.session.MapSession;
import org.springframework.session.Session;

/** A session, and what of it is not yet in the database. */
final class BrowserSession implements Session {

    private static final int ID_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MapSession session;
    private @Nullable String storedId;
    private boolean changed;
    private Instant storedUse;

    private BrowserSession(MapSession session, @Nullable String storedId) {
        this.session = session;
        session.setSessionIdGenerator(BrowserSession::newId);
        this.storedId = storedId;
        this.storedUse = session.getLastAccessedTime();
        this.changed = storedId == null;
    }

    static BrowserSession begin(Duration idle) {
        MapSession session = new MapSession(BrowserSession::newId);
        session.setMaxInactiveInterval(idle);
        return new BrowserSession(session, null);
    }

    static BrowserSession stored(String id, Instant created, Instant used, Duration idle, byte[] content) {
        MapSession session = new MapSession(id);
        session.setCreationTime(created);
        session.setLastAccessedTime(used);
        session.setMaxInactiveInterval(idle);
        read(content).forEach(session::setAttribute);
        return new BrowserSession(session, id);
    }

    /** The identifier under which it was stored; nothing when it was not yet. */
    @Nullable
    String storedId() {
        return storedId;
    }

    /** Whether it holds something else than what is stored. */
    boolean isChanged() {
        return changed;
    }

    /** For how long the stored time of use has been behind. */
    Duration unstoredUse() {
        return Duration.between(storedUse, session.getLastAccessedTime());
    }

    void isStored() {
        storedId = session.getId();
        storedUse = session.getLastAccessedTime();
        changed = false;
    }

    /** Who is signed in, if somebody is. */
    @Nullable
    String person() {
        Authentication authentication = authentication();
        return authentication == null ? null : authentication.getName();
    }

    /** Which sign-in at the issuer it came from ({@code sid}, OpenID Connect Back-Channel Logout section 2.1). */
    @Nullable
    String signIn() {
        OidcUser person = oidcUser();
        return person == null ? null : person.getClaimAsString("sid");
    }

    /** When the issuer said who signed in, if somebody did. */
    @Nullable
    Instant signedInAt() {
        OidcUser person = oidcUser();
        return person == null ? null : person.getIssuedAt();
    }

    byte[] content() {
        Map<String, Serializable> attributes = new HashMap<>();
        for (String name : session.getAttributeNames()) {
            attributes.put(name, session.getAttribute(name));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(attributes);
        } catch (IOException e) {
            throw new IllegalStateException("A session holds what cannot be stored", e);
        }
        return bytes.toByteArray();
    }

    /** Only what this gateway has sealed comes here: whoever could write these bytes would need the cookie. */
    @SuppressWarnings({"unchecked", "BanSerializableRead"})
    private static Map<String, Serializable> read(byte[] content) {
        try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(content))) {
            return (Map<String, Serializable>) objects.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("A session was stored by another version", e);
        }
    }

    private @Nullable OidcUser oidcUser() {
        Authentication authentication = authentication();
        return authentication != null && authentication.getPrincipal() instanceof OidcUser person ? person : null;
    }

    private @Nullable Authentication authentication() {
        SecurityContext context =
                session.getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
        return context == null ? null : context.getAuthentication();
    }

    private static String newId() {
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    @Override
    public String getId() {
        return session.getId();
    }

    @Override
    public String changeSessionId() {
        changed = true;
        return session.changeSessionId();
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface has it
    public <T> @Nullable T getAttribute(String name) {
        return session.getAttribute(name);
    }

    @Override
    public Set<String> getAttributeNames() {
        return session.getAttributeNames();
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        changed = true;
        session.setAttribute(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        changed = true;
        session.removeAttribute(name);
    }

    @Override
    public Instant getCreationTime() {
        return session.getCreationTime();
    }

    @Override
    public void setLastAccessedTime(Instant time) {
        session.setLastAccessedTime(time);
    }

    @Override
    public Instant getLastAccessedTime() {
        return session.getLastAccessedTime();
    }

    @Override
    public void setMaxInactiveInterval(Duration interval) {
        session.setMaxInactiveInterval(interval);
    }

    @Override
    public Duration getMaxInactiveInterval() {
        return session.getMaxInactiveInterval();
    }

    @Override
    public boolean isExpired() {
        return session.isExpired();
    }
}
