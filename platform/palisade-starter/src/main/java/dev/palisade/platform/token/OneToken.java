package dev.palisade.platform.token;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Takes a token from the one {@code Authorization} header and from nowhere else (RFC 6750 section 2.1). A request with
 * two is refused: one part of the platform could believe the first, another the second.
 */
public final class OneToken implements BearerTokenResolver {

    /** The only one that is needed. */
    public static final OneToken INSTANCE = new OneToken();

    private final BearerTokenResolver header = new DefaultBearerTokenResolver();

    private OneToken() {}

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        if (Collections.list(request.getHeaders("Authorization")).size() > 1) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        return header.resolve(request);
    }
}
