package dev.palisade.auth.consent;

import dev.palisade.auth.AuthProperties;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people have agreed to, in PostgreSQL: the framework would forget it at the next start. */
@Component
public class Consents implements OAuth2AuthorizationConsentService {

    private static final String SCOPE_PREFIX = "SCOPE_";

    private final OAuth2AuthorizationConsentService stored;
    private final AuthProperties properties;
    private final JdbcClient jdbc;

    Consents(
            JdbcOperations operations, JdbcClient jdbc, RegisteredClientRepository clients, AuthProperties properties) {
        this.stored = new JdbcOAuth2AuthorizationConsentService(operations, clients);
        this.properties = properties;
        this.jdbc = jdbc;
    }

    @Override
    public void save(OAuth2AuthorizationConsent consent) {
        stored.save(consent);
    }

    @Override
    public void remove(OAuth2AuthorizationConsent consent) {
        stored.remove(consent);
    }

    @Override
    public @Nullable OAuth2AuthorizationConsent findById(String clientId, String person) {
        return stored.findById(clientId, person);
    }

    /** Adds these scopes to what the person has agreed to before. */
    public void add(String clientId, String person, Set<String> scopes) {
        if (scopes.isEmpty()) {
            return;
        }
        OAuth2AuthorizationConsent before = stored.findById(clientId, person);
        OAuth2AuthorizationConsent.Builder after = before == null
                ? OAuth2AuthorizationConsent.withId(clientId, person)
                : OAuth2AuthorizationConsent.from(before);
        scopes.forEach(after::scope);
        stored.save(after.build());
    }

    /** The name that people know a client by. */
    public String nameOf(String clientId) {
        AuthProperties.Client client = properties.clients().get(clientId);
        return client == null || client.name() == null ? clientId : client.name();
    }

    boolean isKnown(String clientId) {
        return properties.clients().containsKey(clientId);
    }

    /** What a person has agreed to, oldest first. */
    List<Given> of(String person) {
        return jdbc.sql("""
                        select registered_client_id, authorities, created_at, last_used_at
                        from oauth2_authorization_consent where principal_name = ? order by created_at
                        """)
                .param(person)
                .query((row, number) -> {
                    Set<String> scopes = new TreeSet<>();
                    for (String authority : row.getString("authorities").split(",")) {
                        scopes.add(authority.substring(SCOPE_PREFIX.length()));
                    }
                    Timestamp used = row.getTimestamp("last_used_at");
                    return new Given(
                            row.getString("registered_client_id"),
                            scopes,
                            row.getTimestamp("created_at").toInstant(),
                            used == null ? null : used.toInstant());
                })
                .list();
    }

    /** Takes it back: the client is asked for consent again, and everything that it holds is dead. */
    @Transactional
    public void revoke(String clientId, String person) {
        jdbc.sql("delete from oauth2_authorization_consent where registered_client_id = ? and principal_name = ?")
                .params(clientId, person)
                .update();
        jdbc.sql("delete from oauth2_authorization where registered_client_id = ? and principal_name = ?")
                .params(clientId, person)
                .update();
    }

    /**
     * One agreement.
     *
     * @param clientId with whom
     * @param scopes to what
     * @param since when it was first given
     * @param lastUse when a token was last issued for it, if ever
     */
    record Given(
            String clientId,
            Set<String> scopes,
            Instant since,
            @Nullable Instant lastUse) {}
}
