package dev.palisade.platform.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.palisade.platform.hash.Sha256;
import dev.palisade.platform.identity.WorkloadIdentity;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gets tokens for neighbours: by token exchange for a person (RFC 8693), by client credentials for the process itself.
 * The process authenticates with its certificate (RFC 8705 section 2.1), and every token is bound to it.
 *
 * <p>Tokens are kept until {@value #EARLY_SECONDS} seconds before they end, by the hash of the token they were exchanged
 * for, so that what one token may do never serves another of the same person; and by the certificate, so that a renewed
 * identity gets new ones: those used most are got before it is used. The cache is bounded.
 */
public final class Tokens {

    private static final Logger log = LoggerFactory.getLogger(Tokens.class);
    private static final int EARLY_SECONDS = 10;
    private static final int MAXIMUM = 10_000;

    /** So many are got again for a renewed identity, which the authorization server does in a second or two. */
    private static final int MOST_USED = 100;

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private final RestClient authServer;
    private final WorkloadIdentity identity;
    private final Clock clock;
    private final JsonMapper json;
    private final SharedCalls<Key, Granted> cache;

    Tokens(RestClient authServer, WorkloadIdentity identity, JsonMapper json, Clock clock) {
        this.authServer = authServer;
        this.identity = identity;
        this.json = json;
        this.clock = clock;
        this.cache = new SharedCalls<>(Caffeine.newBuilder()
                .maximumSize(MAXIMUM)
                .expireAfter(Expiry.<Key, Granted>creating((key, granted) -> usable(granted.token()))));
        identity.beforeRenewal(this::renew);
    }

    /**
     * A token with which this process acts for a person towards a neighbour.
     *
     * @param subjectToken the person's token, addressed to this process
     * @param audience the neighbour's name
     * @param scopes what the call needs, no more than the person's token has
     * @throws TokenRefusedException when the authorization server refuses
     */
    public AccessToken forPerson(String subjectToken, String audience, Set<String> scopes) {
        Key key = new Key(audience, scopes(scopes), identity.current().thumbprint(), Sha256.hex(subjectToken));
        return get(
                key,
                Map.of(
                        "grant_type", EXCHANGE,
                        "subject_token", subjectToken,
                        "subject_token_type", ACCESS_TOKEN,
                        "requested_token_type", ACCESS_TOKEN));
    }

    /**
     * A token with which this process acts for itself.
     *
     * @param audience the neighbour's name
     * @param scopes what the call needs
     * @throws TokenRefusedException when the authorization server refuses
     */
    public AccessToken own(String audience, Set<String> scopes) {
        Key key = new Key(audience, scopes(scopes), identity.current().thumbprint(), null);
        return get(key, Map.of("grant_type", "client_credentials"));
    }

    private AccessToken get(Key key, Map<String, String> grant) {
        AccessToken token =
                cache.get(key, () -> new Granted(request(key, grant), grant)).token();
        // Expiry in the cache is lazy by a tick; a token that has just ended is never handed out.
        return token.expiresAt().isAfter(clock.instant()) ? token : request(key, grant);
    }

    private void renew() {
        String thumbprint = identity.current().thumbprint();
        cache.mostUsed(MOST_USED).forEach((key, granted) -> {
            try {
                get(new Key(key.audience(), key.scopes(), thumbprint, key.subjectHash()), granted.grant());
            } catch (TokenRefusedException | RestClientException e) {
                log.debug("A token for {} could not be got beforehand", key.audience(), e);
            }
        });
    }

    private AccessToken request(Key key, Map<String, String> grant) {
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        grant.forEach(form::add);
        form.add("client_id", identity.id().workload());
        form.add("audience", key.audience());
        form.add("scope", key.scopes());
        try {
            TokenResponse response = authServer
                    .post()
                    .uri("/oauth2/token")
                    .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                    .body(form)
                    .retrieve()
                    .body(TokenResponse.class);
            if (response == null) {
                throw new TokenRefusedException("empty_response", key.audience());
            }
            return new AccessToken(response.accessToken(), clock.instant().plusSeconds(response.expiresIn()));
        } catch (HttpClientErrorException e) {
            throw new TokenRefusedException(errorCode(e), key.audience());
        }
    }

    private String errorCode(HttpClientErrorException e) {
        try {
            return json.readTree(e.getResponseBodyAsByteArray()).path("error").asString("invalid_request");
        } catch (JacksonException malformed) {
            return "invalid_request";
        }
    }

    private Duration usable(AccessToken token) {
        Duration left = Duration.between(clock.instant(), token.expiresAt()).minusSeconds(EARLY_SECONDS);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static String scopes(Set<String> scopes) {
        return String.join(" ", new TreeSet<>(scopes));
    }

    private record Key(
            String audience,
            String scopes,
            String thumbprint,
            @Nullable String subjectHash) {}

    /** A token, and what it was given for. */
    private record Granted(AccessToken token, Map<String, String> grant) {

        @Override
        public String toString() {
            return token.toString();
        }
    }

    private record TokenResponse(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("expires_in") long expiresIn,
            @JsonProperty("token_type") @Nullable String tokenType,
            @Nullable String scope,
            @JsonProperty("issued_token_type") @Nullable String issuedTokenType) {}
}
