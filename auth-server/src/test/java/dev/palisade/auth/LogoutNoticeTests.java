package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.auth.account.PersonSignedOutEverywhere;
import dev.palisade.local.CodeFlow;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;

/** What the gateway hears when a sign-in ends (OpenID Connect Back-Channel Logout). */
class LogoutNoticeTests extends AuthServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Autowired
    private ApplicationEventPublisher events;

    @BeforeEach
    void forget() {
        DATABASE.execute("delete from logout_notice");
        GATEWAY.answer(request -> Response.ok(""));
        GATEWAY.forget();
    }

    @Test
    void idTokenWhenIssuedThenNamesTheSignInAndNotTheSession() {
        CodeFlow browser = gateway();
        Object first = browser.tokens("alice", password("alice"), "openid cart").get("id_token");
        Object second = browser.tokens("alice", password("alice"), "openid").get("id_token");
        Object other = gatewayTokens("alice", "openid").get("id_token");

        assertThat(sid(first)).hasSize(36).isEqualTo(sid(second)).isNotEqualTo(sid(other));
    }

    @Test
    void signOutWhenAskedByTheGatewayThenItIsToldAndNothingOfTheSignInWorks() throws Exception {
        CodeFlow browser = gateway();
        Map<?, ?> tokens = browser.tokens("alice", password("alice"), "openid cart");
        Map<?, ?> elsewhere = gatewayTokens("alice", "openid cart");

        browser.get("/connect/logout?id_token_hint=" + tokens.get("id_token") + "&post_logout_redirect_uri="
                + platform.gatewayUrl() + "/");

        SignedJWT notice = notices(1).getFirst();
        JWTClaimsSet claims = notice.getJWTClaimsSet();
        assertThat(notice.getHeader().getType().getType()).isEqualTo("logout+jwt");
        assertThat(notice.getHeader().getAlgorithm().getName()).isEqualTo("PS256");
        assertThat(notice.verify(new RSASSAVerifier(
                        keys().getKeyByKeyId(notice.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        assertThat(claims.getIssuer()).isEqualTo(issuer());
        assertThat(claims.getAudience()).containsExactly("gateway");
        assertThat(claims.getSubject()).isEqualTo(claims(tokens.get("id_token")).getSubject());
        assertThat(claims.getStringClaim("sid")).isEqualTo(sid(tokens.get("id_token")));
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(claims.getClaim("nonce")).isNull();
        assertThat(claims.getJSONObjectClaim("events"))
                .containsOnlyKeys("http://schemas.openid.net/event/backchannel-logout");
        assertThat(claims.getExpirationTime().toInstant())
                .isBeforeOrEqualTo(Instant.now().plusSeconds(121));
        assertRefused(refresh(tokens), 400, "invalid_grant");
        assertThat(refresh(elsewhere).status()).isEqualTo(200);
    }

    @Test
    void signOutWhenAtTheSignInPageThenGatewayIsTold() throws Exception {
        CodeFlow browser = gateway();
        Map<?, ?> tokens = browser.tokens("alice", password("alice"), "openid cart");
        // The form of signing out needs the token that each page of this browser carries.
        String page = browser.get("/login").body();
        String csrf = page.replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]*)\".*", "$1");
        browser.post("/logout", Map.of("_csrf", csrf));

        assertThat(notices(1).getFirst().getJWTClaimsSet().getStringClaim("sid"))
                .isEqualTo(sid(tokens.get("id_token")));
        assertRefused(refresh(tokens), 400, "invalid_grant");
    }

    @Test
    void signOutWhenEverywhereThenGatewayIsToldOfAllAndNothingWorks() throws Exception {
        Map<?, ?> first = gatewayTokens("bob", "openid cart");
        Map<?, ?> second = gatewayTokens("bob", "openid cart");
        Map<?, ?> somebody = gatewayTokens("alice", "openid cart");
        String person = claims(first.get("id_token")).getSubject();

        events.publishEvent(new PersonSignedOutEverywhere(UUID.fromString(person)));

        JWTClaimsSet claims = notices(1).getFirst().getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo(person);
        assertThat(claims.getClaim("sid")).isNull();
        assertRefused(refresh(first), 400, "invalid_grant");
        assertRefused(refresh(second), 400, "invalid_grant");
        assertThat(refresh(somebody).status()).isEqualTo(200);
    }

    @Test
    void refreshWhenTokenWasUsedThenGatewayIsTold() throws Exception {
        Map<?, ?> tokens = gatewayTokens("alice", "openid cart");
        assertThat(refresh(tokens).status()).isEqualTo(200);
        assertThat(GATEWAY.requests()).isEmpty();
        assertRefused(refresh(tokens), 400, "invalid_grant");

        assertThat(notices(1).getFirst().getJWTClaimsSet().getStringClaim("sid"))
                .isEqualTo(sid(tokens.get("id_token")));
    }

    @Test
    void noticeWhenGatewayIsDownThenSentAgain() throws Exception {
        GATEWAY.answer(request -> Response.problem(503, "unavailable"));
        events.publishEvent(new PersonSignedOutEverywhere(UUID.fromString("b9b8d9a2-5dcb-4e0c-8b1b-9f5a3a1c0f11")));
        notices(1);
        GATEWAY.answer(request -> Response.ok(""));
        List<SignedJWT> sent = notices(2);
        assertThat(sent.get(0).getJWTClaimsSet().getJWTID())
                .isNotEqualTo(sent.get(1).getJWTClaimsSet().getJWTID());
        waitUntilNothingIsDue();
    }

    @Test
    void noticeWhenNeverHeardThenGivenUp() throws Exception {
        GATEWAY.answer(request -> Response.problem(503, "unavailable"));
        events.publishEvent(new PersonSignedOutEverywhere(UUID.fromString("b9b8d9a2-5dcb-4e0c-8b1b-9f5a3a1c0f12")));
        for (int i = 1; i <= 6; i++) {
            notices(i);
            DATABASE.execute("update logout_notice set next_attempt_at = now()");
        }
        waitUntilNothingIsDue();
        assertThat(GATEWAY.requests()).hasSize(6);
    }

    @Test
    void noticeWhenGatewayRefusesThenNotSentAgain() throws Exception {
        GATEWAY.answer(request -> Response.problem(400, "malformed-request"));
        events.publishEvent(new PersonSignedOutEverywhere(UUID.fromString("b9b8d9a2-5dcb-4e0c-8b1b-9f5a3a1c0f13")));
        notices(1);
        waitUntilNothingIsDue();
    }

    private static void waitUntilNothingIsDue() throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (DATABASE.number("select count(*) from logout_notice") > 0) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(100);
        }
    }

    /** Waits until the gateway was told so often. */
    private static List<SignedJWT> notices(int count) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (GATEWAY.requests().size() < count) {
            assertThat(Instant.now()).as("told %s times", count).isBefore(end);
            Thread.sleep(50);
        }
        List<SignedJWT> notices = new ArrayList<>();
        for (TestService.Request request : GATEWAY.requests()) {
            assertThat(request.uri().getPath()).isEqualTo("/backchannel-logout");
            notices.add(SignedJWT.parse(request.body().substring("logout_token=".length())));
        }
        return notices;
    }

    private JWKSet keys() throws Exception {
        try (TestClient client = client(null)) {
            return JWKSet.parse(
                    client.request("GET", "/oauth2/jwks").send().response().body());
        }
    }

    private TestClient.Answer refresh(Map<?, ?> tokens) throws IOException {
        return post(
                TestPlatform.identity("gateway"),
                "/oauth2/token",
                "grant_type",
                "refresh_token",
                "client_id",
                "gateway",
                "refresh_token",
                String.valueOf(tokens.get("refresh_token")));
    }

    private static String sid(@Nullable Object idToken) {
        return String.valueOf(claims(idToken).getClaim("sid"));
    }
}
