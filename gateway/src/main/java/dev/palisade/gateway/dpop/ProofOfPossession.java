package dev.palisade.gateway.dpop;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.palisade.gateway.GatewayProperties;
import dev.palisade.platform.token.IssuerKeys;
import dev.palisade.platform.token.TokenRules;
import dev.palisade.platform.token.VerifiedTokens;
import jakarta.servlet.Filter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.DPoPProofContext;
import org.springframework.security.oauth2.jwt.DPoPProofJwtDecoderFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.DPoPAuthenticationConverter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.stereotype.Component;

/**
 * Lets a DPoP-bound token in with a proof that was made for this very request with the key that the token is bound to, and
 * only once (RFC 9449 section 4.3). The rules for the token itself are those of every other token at this door; what is
 * bound cannot come in as a bearer token, and what is not bound cannot come in this way.
 */
@Component
public class ProofOfPossession {

    private static final String AUDIENCE = "gateway";
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final Set<String> ALGORITHMS = Set.of("ES256", "PS256");

    private final ProviderManager manager;

    ProofOfPossession(JWKSource<SecurityContext> keys, GatewayProperties.Platform platform, UsedProofs used) {
        JwtAuthenticationProvider tokens = new JwtAuthenticationProvider(new VerifiedTokens(
                IssuerKeys.signatures(keys),
                new DelegatingOAuth2TokenValidator<>(
                        TokenRules.accessToken(platform.issuer(), AUDIENCE, SKEW, Clock.systemUTC()),
                        TokenRules.rule("token-binding", ProofOfPossession::isBoundToKeyOnly),
                        TokenRules.rule(
                                "token-subject",
                                token -> !String.valueOf(token.getSubject())
                                        .equals(token.getClaimAsString("client_id"))))));
        DPoPAuthenticationProvider proofs = new DPoPAuthenticationProvider(new ProviderManager(tokens));
        DPoPProofJwtDecoderFactory rules = new DPoPProofJwtDecoderFactory();
        // The framework's own rules: method, address, time within 30 seconds, key, hash of the token. A proof counts as
        // used when all of them are met.
        var framework = DPoPProofJwtDecoderFactory.createDefaultJwtValidatorFactory(List.of(TokenRules.rule(
                "proof-algorithm",
                proof -> ALGORITHMS.contains(String.valueOf(proof.getHeaders().get("alg"))))));
        rules.setJwtValidatorFactory((DPoPProofContext context) -> {
            DelegatingOAuth2TokenValidator<Jwt> all = new DelegatingOAuth2TokenValidator<>(
                    framework.apply(context), TokenRules.rule("proof-used", used::isFirst));
            all.setFailOnError(true);
            return all;
        });
        proofs.setDPoPProofVerifierFactory(rules);
        this.manager = new ProviderManager(proofs);
    }

    /** The filter that reads proofs; it is no bean, or it would stand before every request. */
    public Filter filter(AuthenticationEntryPoint refused) {
        AuthenticationFilter filter = new AuthenticationFilter(manager, new DPoPAuthenticationConverter());
        filter.setSuccessHandler((request, response, authentication) -> {});
        filter.setFailureHandler(new AuthenticationEntryPointFailureHandler(refused));
        return filter;
    }

    private static boolean isBoundToKeyOnly(Jwt token) {
        return token.getClaim("cnf") instanceof Map<?, ?> confirmation
                && confirmation.keySet().equals(Set.of("jkt"));
    }
}
