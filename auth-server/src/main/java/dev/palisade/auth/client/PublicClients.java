package dev.palisade.auth.client;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Names public clients where nothing proves them: where they push a request (RFC 9126 section 2.1), ask for a device code
 * (RFC 8628 section 3.1) and redeem it. The framework knows public clients by the verifier of PKCE only, which these
 * requests do not have. Everywhere else a public client is refused.
 */
@Component
public class PublicClients {

    private static final Set<String> BY_NAME = Set.of("/oauth2/par", "/oauth2/device_authorization");

    private final RegisteredClientRepository clients;

    PublicClients(RegisteredClientRepository clients) {
        this.clients = clients;
    }

    /** Who the request says it is from, where that is enough. */
    public @Nullable Authentication convert(HttpServletRequest request) {
        String[] named = request.getParameterValues("client_id");
        if (named == null || named.length != 1 || named[0].isBlank() || !isByName(request)) {
            return null;
        }
        return new Named(named[0]);
    }

    private static boolean isByName(HttpServletRequest request) {
        return request.getHeader("Authorization") == null
                && request.getParameter("client_secret") == null
                && request.getParameter("client_assertion") == null
                && (BY_NAME.contains(request.getRequestURI()) || isOfADevice(request));
    }

    private static boolean isOfADevice(HttpServletRequest request) {
        return request.getRequestURI().equals("/oauth2/token")
                && AuthorizationGrantType.DEVICE_CODE.getValue().equals(request.getParameter("grant_type"));
    }

    /** Finds the client of that name. It is not a bean: one of this type would take the place of the password check. */
    public AuthenticationProvider provider() {
        return new AuthenticationProvider() {
            @Override
            public Authentication authenticate(Authentication authentication) {
                RegisteredClient client = clients.findByClientId(authentication.getName());
                if (client == null
                        || !Set.of(ClientAuthenticationMethod.NONE).equals(client.getClientAuthenticationMethods())) {
                    throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
                }
                return new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null);
            }

            @Override
            public boolean supports(Class<?> authentication) {
                return Named.class.isAssignableFrom(authentication);
            }
        };
    }

    private static final class Named extends OAuth2ClientAuthenticationToken {

        private static final long serialVersionUID = 1L;

        Named(String clientId) {
            super(clientId, ClientAuthenticationMethod.NONE, null, Map.of());
        }
    }
}
