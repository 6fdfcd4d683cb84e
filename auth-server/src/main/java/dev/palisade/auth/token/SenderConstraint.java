package dev.palisade.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.palisade.platform.identity.Thumbprint;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;

/**
 * Binds an access token to who asked for it: a workload's to its certificate (RFC 8705 section 3.1), a public client's to
 * the key that it proved to have (RFC 9449 section 6.1), if it did. Whoever customises claims, as we do, loses the
 * framework's binding without notice.
 */
public final class SenderConstraint {

    /** What proofs may be signed by. The framework takes RSA by PKCS#1 v1.5 as well. */
    public static final List<String> PROOF_ALGORITHMS = List.of("ES256", "PS256");

    private SenderConstraint() {}

    /**
     * The {@code cnf} claim, or {@code null} for a bearer token.
     *
     * @throws OAuth2AuthenticationException when the token must be bound and cannot be
     */
    static @Nullable Map<String, Object> of(JwtEncodingContext context) {
        Jwt proof = context.get(OAuth2TokenContext.DPOP_PROOF_KEY);
        Map<String, Object> confirmation = new LinkedHashMap<>(); // a kind of map that the store reads back
        if (context.getRegisteredClient().getTokenSettings().isX509CertificateBoundAccessTokens()) {
            if (proof != null) {
                // It would not be looked at, and the client would believe that it is.
                throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_DPOP_PROOF);
            }
            confirmation.put("x5t#S256", Thumbprint.of(certificate(context)));
            return confirmation;
        }
        String thumbprint = proof == null ? null : thumbprint(proof);
        String boundTo = keyOfTheRequest(context);
        if (boundTo != null && !boundTo.equals(thumbprint)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_DPOP_PROOF);
        }
        if (thumbprint == null) {
            return null;
        }
        confirmation.put("jkt", thumbprint);
        return confirmation;
    }

    /** RFC 9449 section 10: the key that the code was asked for with, which the framework does not look at. */
    private static @Nullable String keyOfTheRequest(JwtEncodingContext context) {
        OAuth2AuthorizationRequest request = context.getAuthorization() == null
                ? null
                : context.getAuthorization().getAttribute(OAuth2AuthorizationRequest.class.getName());
        return request != null && request.getAdditionalParameters().get("dpop_jkt") instanceof String key ? key : null;
    }

    private static X509Certificate certificate(JwtEncodingContext context) {
        Authentication grant = Objects.requireNonNull(context.getAuthorizationGrant());
        if (grant.getPrincipal() instanceof OAuth2ClientAuthenticationToken client
                && client.getCredentials() instanceof X509Certificate[] chain) {
            return chain[0];
        }
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }

    @SuppressWarnings("unchecked") // the framework has read the key from this header
    private static String thumbprint(Jwt proof) {
        try {
            if (PROOF_ALGORITHMS.contains(String.valueOf(proof.getHeaders().get("alg")))
                    && proof.getHeaders().get("jwk") instanceof Map<?, ?> key) {
                return JWK.parse((Map<String, Object>) key).computeThumbprint().toString();
            }
        } catch (ParseException | JOSEException e) {
            throw new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_DPOP_PROOF), e);
        }
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_DPOP_PROOF);
    }
}
