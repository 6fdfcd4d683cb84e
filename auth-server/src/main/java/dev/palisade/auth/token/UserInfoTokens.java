package dev.palisade.auth.token;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.auth.AuthProperties;
import dev.palisade.platform.token.IssuerKeys;
import dev.palisade.platform.token.TokenRules;
import dev.palisade.platform.token.VerifiedTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.stereotype.Component;

/**
 * Tokens with which a client may ask who signed in (OpenID Connect Core section 5.3): access tokens of people, from whoever
 * they are bound to. The framework's default knows neither type nor audience.
 */
@Component
public class UserInfoTokens {

    private final JWKSource<SecurityContext> keys;
    private final AuthProperties.Platform platform;
    private final Set<String> audiences;

    UserInfoTokens(JWKSource<SecurityContext> keys, AuthProperties properties, AuthProperties.Platform platform) {
        this.keys = keys;
        this.platform = platform;
        this.audiences = properties.clients().values().stream()
                .map(AuthProperties.Client::audience)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** Decides about each token. It is no bean: there is another that only reads signatures. */
    public JwtDecoder decoder() {
        return new VerifiedTokens(
                IssuerKeys.signatures(keys),
                new DelegatingOAuth2TokenValidator<>(
                        TokenRules.rule("token-audience", token -> accepted(audiences, token)),
                        TokenRules.rule(
                                "token-binding",
                                token ->
                                        !TokenRules.isBound(token) || TokenRules.isBoundTo(token, TokenRules.peer()))));
    }

    private boolean accepted(Collection<String> names, Jwt token) {
        return names.stream()
                .map(name -> TokenRules.accessToken(platform.issuer(), name, Duration.ZERO, Clock.systemUTC()))
                .anyMatch((OAuth2TokenValidator<Jwt> rules) ->
                        !rules.validate(token).hasErrors());
    }
}
