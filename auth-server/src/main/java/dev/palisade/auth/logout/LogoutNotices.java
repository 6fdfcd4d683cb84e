package dev.palisade.auth.logout;

import dev.palisade.auth.AuthProperties;
import dev.palisade.platform.client.Neighbours;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Tells clients that a sign-in has ended (OpenID Connect Back-Channel Logout section 2.5). What is to be told is written
 * down together with the end itself and told until the client has heard it, six times at most within half an hour: by
 * then every access token has ended by itself.
 */
@Component
class LogoutNotices {

    private static final Logger log = LoggerFactory.getLogger(LogoutNotices.class);

    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(2); // section 2.4 asks for no more
    private static final int ATTEMPTS = 6;
    private static final int AT_ONCE = 20;

    private final AuthProperties properties;
    private final String issuer;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JwtEncoder encoder;
    private final RestClient clients;

    LogoutNotices(
            AuthProperties properties,
            AuthProperties.Platform platform,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            JwtEncoder encoder,
            RestClient.Builder builder,
            Neighbours neighbours) {
        this.properties = properties;
        this.issuer = platform.issuer().toString();
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.encoder = encoder;
        this.clients = builder.clone().requestFactory(neighbours).build();
    }

    /** Writes down that this sign-in has ended, or all of the person's, for every client that wants to hear. */
    void write(String person, @Nullable String sid) {
        properties.clients().forEach((clientId, client) -> {
            if (client.backchannelLogoutUri() != null) {
                jdbc.sql("insert into logout_notice (id, client_id, person, sid) values (?, ?, ?, ?)")
                        .param(UUID.randomUUID())
                        .param(clientId)
                        .param(person)
                        .param(sid)
                        .update();
            }
        });
    }

    /** Tells what is due. Several servers share the work: each notice is locked by the one that sends it. */
    @Scheduled(fixedDelayString = "PT1S")
    void send() {
        for (int i = 0; i < AT_ONCE; i++) {
            if (!Boolean.TRUE.equals(transaction.execute(status -> sendNext()))) {
                return;
            }
        }
    }

    private boolean sendNext() {
        Notice notice = jdbc.sql("""
                        select id, client_id, person, sid, attempts from logout_notice
                        where next_attempt_at <= now() order by next_attempt_at limit 1 for update skip locked
                        """).query(Notice.class).optional().orElse(null);
        if (notice == null) {
            return false;
        }
        AuthProperties.Client client = properties.clients().get(notice.clientId());
        if (client == null || client.backchannelLogoutUri() == null || isHeard(notice, client.backchannelLogoutUri())) {
            jdbc.sql("delete from logout_notice where id = ?")
                    .param(notice.id())
                    .update();
            return true;
        }
        if (notice.attempts() + 1 >= ATTEMPTS) {
            log.error("{} did not hear of a sign-out in {} attempts", notice.clientId(), ATTEMPTS);
            jdbc.sql("delete from logout_notice where id = ?")
                    .param(notice.id())
                    .update();
            return true;
        }
        // 1, 5, 25, 125 and 625 seconds
        jdbc.sql("""
                        update logout_notice set attempts = attempts + 1,
                            next_attempt_at = now() + power(5, attempts) * interval '1 second'
                        where id = ?
                        """).param(notice.id()).update();
        return true;
    }

    /** Whether the client has understood, which a refusal is as well: it would refuse the same again. */
    private boolean isHeard(Notice notice, URI address) {
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        form.add("logout_token", token(notice));
        try {
            clients.post()
                    .uri(address)
                    .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                    .body(form)
                    .retrieve()
                    .toBodilessEntity();
            return true;
        } catch (HttpClientErrorException e) {
            log.error("{} refused a logout token: {}", notice.clientId(), e.getStatusCode());
            return true;
        } catch (RestClientException e) {
            log.warn("{} could not be told of a sign-out yet", notice.clientId());
            return false;
        }
    }

    /** Section 2.4. It is signed when it is sent, so that it is never old. */
    private String token(Notice notice) {
        Instant now = Instant.now();
        Map<String, Object> events = new LinkedHashMap<>();
        events.put(EVENT, Map.of());
        JwtClaimsSet.Builder claims = JwtClaimsSet.builder()
                .issuer(issuer)
                .subject(notice.person())
                .audience(List.of(notice.clientId()))
                .issuedAt(now)
                .expiresAt(now.plus(TOKEN_LIFE))
                .id(UUID.randomUUID().toString())
                .claim("events", events);
        if (notice.sid() != null) {
            claims.claim("sid", notice.sid());
        }
        JwsHeader header =
                JwsHeader.with(SignatureAlgorithm.PS256).type("logout+jwt").build();
        return encoder.encode(JwtEncoderParameters.from(header, claims.build())).getTokenValue();
    }

    private record Notice(
            UUID id,
            String clientId,
            String person,
            @Nullable String sid,
            int attempts) {}
}
