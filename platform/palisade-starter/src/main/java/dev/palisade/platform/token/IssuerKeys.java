package dev.palisade.platform.token;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import dev.palisade.platform.client.Neighbours;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** The authorization server's public keys, fetched by mutual TLS from the one address that is configured. */
public final class IssuerKeys {

    private static final long LONGEST_REFRESH_MILLIS = 10_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private IssuerKeys() {}

    /**
     * The keys, cached for a while. A key id that is not known asks again, but not more often than every 30 s (every half
     * life of the cache where that is shorter), so that inventing key ids is no way to flood the authorization server.
     *
     * @param cacheLife how long the keys are kept; a new key is to be published for longer before it signs
     */
    public static JWKSource<SecurityContext> from(
            RestClient.Builder builder, Neighbours neighbours, Duration cacheLife) {
        long life = cacheLife.toMillis();
        RestClient client = builder.clone().requestFactory(neighbours).build();
        ResourceRetriever retriever = url -> {
            try {
                return new Resource(
                        client.get().uri(URI.create(url.toString())).retrieve().body(String.class),
                        MediaType.APPLICATION_JSON_VALUE);
            } catch (RestClientException e) {
                // The kind of failure that is retried, and that is told from a token that is wrong.
                throw new IOException("The authorization server's keys cannot be had", e);
            }
        };
        try {
            return JWKSourceBuilder.create(
                            neighbours
                                    .url("auth-server")
                                    .resolve("/oauth2/jwks")
                                    .toURL(),
                            retriever)
                    .cache(life, Math.min(LONGEST_REFRESH_MILLIS, life / 4))
                    .refreshAheadCache(Math.min(LONGEST_PAUSE_MILLIS, life / 4), false)
                    .rateLimited(Math.min(LONGEST_PAUSE_MILLIS, life / 2))
                    .retrying(true)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("palisade.clients.auth-server.url is no address", e);
        }
    }

    /** Checks signatures, by PS256 and nothing else, and leaves every other rule to {@link TokenRules}. */
    public static JwtDecoder signatures(JWKSource<SecurityContext> keys) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithm(SignatureAlgorithm.PS256)
                .build();
        decoder.setJwtValidator(token -> OAuth2TokenValidatorResult.success());
        return decoder;
    }
}
