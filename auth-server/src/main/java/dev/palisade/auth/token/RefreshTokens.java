package dev.palisade.auth.token;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.token.OAuth2RefreshTokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Makes refresh tokens. One that replaces another ends when that one would have: the framework would begin a new life each
 * time, and a sign-in would never end.
 */
final class RefreshTokens implements OAuth2TokenGenerator<OAuth2RefreshToken> {

    private final OAuth2RefreshTokenGenerator generator = new OAuth2RefreshTokenGenerator();

    @Override
    public @Nullable OAuth2RefreshToken generate(OAuth2TokenContext context) {
        OAuth2RefreshToken token = generator.generate(context);
        OAuth2Authorization authorization = context.getAuthorization();
        if (token == null || authorization == null || authorization.getRefreshToken() == null) {
            return token;
        }
        Instant ends = authorization.getRefreshToken().getToken().getExpiresAt();
        return new OAuth2RefreshToken(token.getTokenValue(), Objects.requireNonNull(token.getIssuedAt()), ends);
    }
}
