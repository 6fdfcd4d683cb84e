package dev.palisade.auth.token;

import dev.palisade.auth.logout.SignInEnded;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import dev.palisade.platform.hash.Sha256;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people granted to clients, in PostgreSQL. A refresh token works once, whoever comes first; one that comes back
 * later ends the whole sign-in (RFC 9700 section 4.14.2), since one of its two holders is a thief.
 */
@Component
class Authorizations implements OAuth2AuthorizationService {

    private static final String PAID_BY = "palisade.paid-by";
    private static final Set<String> PAY_ONCE = Set.of("code", "device_code", "refresh_token");

    private final OAuth2AuthorizationService stored;
    private final RegisteredClientRepository clients;
    private final JdbcClient jdbc;
    private final DecisionLog decisions;
    private final ApplicationEventPublisher events;

    Authorizations(
            JdbcOperations operations,
            JdbcClient jdbc,
            RegisteredClientRepository clients,
            DecisionLog decisions,
            ApplicationEventPublisher events) {
        this.stored = new JdbcOAuth2AuthorizationService(operations, clients);
        this.clients = clients;
        this.jdbc = jdbc;
        this.decisions = decisions;
        this.events = events;
    }

    /**
     * Stores it.
     *
     * @throws OAuth2AuthenticationException when the refresh token that led to it was used by another request meanwhile
     */
    @Override
    @Transactional
    public void save(OAuth2Authorization authorization) {
        OAuth2Authorization before = authorization.getAttribute(PAID_BY);
        OAuth2Authorization.Builder after =
                OAuth2Authorization.from(authorization).attributes(attributes -> attributes.remove(PAID_BY));
        String used = refreshToken(before);
        if (before != null && used != null && !used.equals(refreshToken(authorization))) {
            // Nothing is written where the sign-in has ended meanwhile, and it cannot end before this does.
            int first =
                    jdbc.sql("""
                            insert into used_refresh_token (hash, authorization_id)
                            select ?, id from oauth2_authorization where id = ? for update
                            on conflict do nothing
                            """).params(Sha256.of(used), authorization.getId()).update();
            if (first == 0) {
                throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
            }
            // The ID token of the sign-in stays the one to sign out with, however often the others were refreshed.
            OAuth2Authorization.Token<OidcIdToken> idToken = before.getToken(OidcIdToken.class);
            if (idToken != null) {
                after.token(idToken.getToken(), metadata -> metadata.putAll(idToken.getMetadata()));
            }
        }
        requireFirst(authorization, before);
        stored.save(after.build());
        if (authorization.getAccessToken() != null) {
            jdbc.sql("""
                            update oauth2_authorization_consent set last_used_at = now()
                            where registered_client_id = ? and principal_name = ?
                            """)
                    .params(authorization.getRegisteredClientId(), authorization.getPrincipalName())
                    .update();
        }
    }

    /**
     * A code, of a browser or a device, pays once, also when it comes twice at the same moment: the framework looks whether
     * it was used before it takes it, and both would have found that it was not. The row is locked until the end.
     */
    private void requireFirst(OAuth2Authorization authorization, @Nullable OAuth2Authorization before) {
        if (before == null || before.getAccessToken() != null || authorization.getAccessToken() == null) {
            return;
        }
        boolean first = jdbc.sql(
                        "select 1 from oauth2_authorization where id = ? and access_token_value is null for update")
                .param(authorization.getId())
                .query(Integer.class)
                .optional()
                .isPresent();
        if (!first) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        stored.remove(authorization);
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return stored.findById(id);
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        OAuth2Authorization found = stored.findByToken(token, type);
        if (type == null || !PAY_ONCE.contains(type.getValue())) {
            return found;
        }
        if (found == null) {
            if (OAuth2TokenType.REFRESH_TOKEN.equals(type)) {
                endSignInOf(token);
            }
            return null;
        }
        return OAuth2Authorization.from(found).attribute(PAID_BY, found).build();
    }

    private static @Nullable String refreshToken(@Nullable OAuth2Authorization authorization) {
        OAuth2Authorization.Token<OAuth2RefreshToken> token =
                authorization == null ? null : authorization.getRefreshToken();
        return token == null ? null : token.getToken().getTokenValue();
    }

    private void endSignInOf(String usedToken) {
        jdbc.sql("select authorization_id from used_refresh_token where hash = ?")
                .param(Sha256.of(usedToken))
                .query(String.class)
                .optional()
                .map(stored::findById)
                .ifPresent(authorization -> {
                    SignIn.of(authorization)
                            .ifPresent(
                                    sid -> events.publishEvent(new SignInEnded(authorization.getPrincipalName(), sid)));
                    stored.remove(authorization);
                    decisions.record(new Decision(
                            "refresh",
                            false,
                            "RefreshToken",
                            "auth-server",
                            authorization.getPrincipalName(),
                            clientOf(authorization),
                            List.of(),
                            "refresh-token-used-before",
                            Set.of()));
                });
    }

    private String clientOf(OAuth2Authorization authorization) {
        var client = clients.findById(authorization.getRegisteredClientId());
        return client == null ? "unknown" : client.getClientId();
    }
}
