package dev.palisade.auth.token;

import dev.palisade.auth.AuthProperties;
import dev.palisade.auth.authorize.GrantedScopes;
import dev.palisade.auth.elevation.Roles;
import dev.palisade.auth.factor.Recognition;
import dev.palisade.auth.person.Accounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.stereotype.Component;

/**
 * Makes access tokens what RFC 9068 says they are: type {@code at+jwt}, addressed to one receiver, with the client's
 * identifier and scopes as one string. The framework's would be addressed to the client.
 */
@Component
class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    private final AuthProperties properties;
    private final Accounts accounts;
    private final Roles roles;
    private final GrantedScopes grantedScopes;

    TokenClaims(AuthProperties properties, Accounts accounts, Roles roles, GrantedScopes grantedScopes) {
        this.properties = properties;
        this.accounts = accounts;
        this.roles = roles;
        this.grantedScopes = grantedScopes;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        context.getJwsHeader().algorithm(SignatureAlgorithm.PS256);
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            accessToken(context);
        } else if (OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
            accounts.loginOf(person(context).getName())
                    .ifPresent(login -> context.getClaims().claim("preferred_username", login));
            roles(context);
            recognition(context);
            SignIn.of(context.getAuthorization())
                    .ifPresent(sid -> context.getClaims().claim("sid", sid)); // Back-Channel Logout section 2.1
        }
    }

    /** RFC 9068 section 2.2.1. The person is as the sign-in left them, so a refreshed token says no more than the first. */
    private static void recognition(JwtEncodingContext context) {
        Recognition.of(person(context))
                .ifPresent(recognition -> context.getClaims()
                        .claim("acr", recognition.level().acr())
                        .claim("auth_time", Date.from(recognition.at())) // as the framework's own, which it reads back
                        .claim("amr", recognition.methods()));
    }

    private void accessToken(JwtEncodingContext context) {
        String clientId = context.getRegisteredClient().getClientId();
        context.getJwsHeader().type("at+jwt");
        context.getClaims()
                .audience(Collections.singletonList(audience(context, clientId)))
                .claim("client_id", clientId);
        Map<String, Object> confirmation = SenderConstraint.of(context);
        if (confirmation != null) {
            context.getClaims().claim("cnf", confirmation);
        }
        Set<String> scopes = context.getAuthorizedScopes();
        if (!AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())) {
            scopes = grantedScopes.narrow(scopes, roles(context));
            recognition(context);
        }
        context.getClaims().claim("scope", String.join(" ", new TreeSet<>(scopes)));
    }

    private String audience(JwtEncodingContext context, String clientId) {
        if (context.getAuthorizationGrant() instanceof OAuth2ClientCredentialsAuthenticationToken grant) {
            return OwnTokens.audience(grant);
        }
        AuthProperties.Client client = properties.clients().get(clientId);
        if (client == null || client.audience() == null) {
            throw new IllegalStateException("palisade.auth.clients." + clientId + ".audience is missing");
        }
        return client.audience();
    }

    private static Authentication person(JwtEncodingContext context) {
        return Objects.requireNonNull(context.getPrincipal());
    }

    /** The roles of this moment, whatever they were at the sign-in; a token with one that is lent ends with it at the latest. */
    private Set<String> roles(JwtEncodingContext context) {
        String person = person(context).getName();
        Roles.Current current =
                roles.of(person).orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT));
        // A plain list: claims are stored with the authorization, and the store reads back few types.
        context.getClaims().claim("roles", new ArrayList<>(current.all()));
        current.ends()
                .ifPresent(end -> context.getClaims()
                        .claims(claims -> claims.computeIfPresent(
                                "exp", (name, exp) -> exp instanceof Instant own && own.isBefore(end) ? own : end)));
        roles.used(person, current.lent().keySet());
        return current.all();
    }
}
