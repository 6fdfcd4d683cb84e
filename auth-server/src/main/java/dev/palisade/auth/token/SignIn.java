package dev.palisade.auth.token;

import dev.palisade.auth.authorize.AuthorizationRequests;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;

/** Reads which sign-in an authorization came from. */
final class SignIn {

    private SignIn() {}

    /** The sign-in's name; a device and a workload have none. */
    static Optional<String> of(@Nullable OAuth2Authorization authorization) {
        OAuth2AuthorizationRequest request =
                authorization == null ? null : authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
        return request != null
                        && request.getAdditionalParameters().get(AuthorizationRequests.SIGN_IN) instanceof String sid
                ? Optional.of(sid)
                : Optional.empty();
    }
}
