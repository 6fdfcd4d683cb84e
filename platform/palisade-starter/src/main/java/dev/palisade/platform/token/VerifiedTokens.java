package dev.palisade.platform.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.palisade.platform.hash.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Checks the signature of a token once and everything else on every request: a signature does not change, but time
 * passes, and a token may come back over another connection. Tokens are known by their SHA-256, for at most the five
 * minutes that an access token lives.
 */
public final class VerifiedTokens implements JwtDecoder {

    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

    private final JwtDecoder signatures;
    private final OAuth2TokenValidator<Jwt> validator;
    private final Cache<ByteBuffer, Jwt> verified = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(LONGEST_LIFE)
            .build();

    /** Verifies with the one decoder, and applies the rules to every token. */
    public VerifiedTokens(JwtDecoder signatures, OAuth2TokenValidator<Jwt> validator) {
        this.signatures = signatures;
        this.validator = validator;
    }

    @Override
    public Jwt decode(String token) {
        ByteBuffer hash = ByteBuffer.wrap(Sha256.of(token));
        Jwt jwt = verified.getIfPresent(hash);
        if (jwt == null) {
            jwt = signatures.decode(token);
            verified.put(hash, jwt);
        }
        OAuth2TokenValidatorResult result = validator.validate(jwt);
        if (result.hasErrors()) {
            throw new JwtValidationException("The token is not acceptable here", result.getErrors());
        }
        return jwt;
    }
}
