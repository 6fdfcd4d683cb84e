package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefreshTests extends AuthServerTest {

    @Test
    void refreshWhenTokenIsCurrentThenBothAreNew() throws IOException {
        Map<?, ?> first = gatewayTokens("alice", "openid cart orders");
        TestClient.Answer answer = refresh("gateway", first.get("refresh_token"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(refreshToken(answer)).isNotBlank().isNotEqualTo(first.get("refresh_token"));
        String accessToken = answer.json().path("access_token").asString();
        assertThat(accessToken).isNotEqualTo(first.get("access_token"));
        assertThat(claims(accessToken).getSubject())
                .isEqualTo(claims(first.get("access_token")).getSubject());
        assertThat(claims(accessToken).getClaim("scope")).isEqualTo("cart openid orders");
        assertThat(claims(accessToken).getClaim("cnf")).isNotNull();
        assertThat(claims(accessToken).getClaim("roles")).asString().contains("customer");
    }

    @Test
    void refreshWhenScopeIsWiderThenRefused() throws IOException {
        Map<?, ?> first = gatewayTokens("alice", "openid cart");
        assertRefused(
                token(
                        "gateway",
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "gateway",
                        "refresh_token",
                        String.valueOf(first.get("refresh_token")),
                        "scope",
                        "cart orders"),
                400,
                "invalid_scope");
    }

    @Test
    void refreshWhenTokenWasUsedThenRefusedAndFamilyEnds() throws IOException {
        Object first = gatewayTokens("alice", "openid cart").get("refresh_token");
        String second = refreshToken(refresh("gateway", first));

        assertRefused(refresh("gateway", first), 400, "invalid_grant");

        assertThat(decisions.reasons()).endsWith("deny refresh-token-used-before");
        assertRefused(refresh("gateway", second), 400, "invalid_grant");
    }

    @Test
    void refreshWhenOldestOfManyComesBackThenFamilyEnds() throws IOException {
        Object first = gatewayTokens("alice", "openid cart").get("refresh_token");
        String third = refreshToken(refresh("gateway", refreshToken(refresh("gateway", first))));

        assertRefused(refresh("gateway", first), 400, "invalid_grant");
        assertRefused(refresh("gateway", third), 400, "invalid_grant");
    }

    @Test
    void refreshWhenOtherFamilyEndsThenStillWorks() throws IOException {
        Object first = gatewayTokens("alice", "openid cart").get("refresh_token");
        Object other = gatewayTokens("alice", "openid cart").get("refresh_token");
        refresh("gateway", first);
        refresh("gateway", first);
        assertThat(refresh("gateway", other).status()).isEqualTo(200);
    }

    @Test
    void refreshWhenRotatedThenChainEndsWhenTheFirstWould() throws IOException {
        Object first = gatewayTokens("alice", "openid cart").get("refresh_token");
        String ends = endOf(String.valueOf(first));
        String second = refreshToken(refresh("gateway", first));
        assertThat(endOf(second)).isEqualTo(ends);
    }

    @Test
    void refreshWhenManyAtOnceThenOneChildAtMost() throws IOException {
        Object first = gatewayTokens("alice", "openid cart").get("refresh_token");
        long granted = IntStream.range(0, 8)
                .parallel()
                .filter(i -> {
                    try {
                        return refresh("gateway", first).status() == 200;
                    } catch (IOException e) {
                        return false;
                    }
                })
                .count();
        assertThat(granted).isLessThanOrEqualTo(1);
    }

    @Test
    void refreshWhenNoCertificateThenInvalidClient() throws IOException {
        Object token = gatewayTokens("alice", "openid cart").get("refresh_token");
        assertRefused(
                post(
                        null,
                        "/oauth2/token",
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "gateway",
                        "refresh_token",
                        String.valueOf(token)),
                401,
                "invalid_client");
        assertThat(refresh("gateway", token).status()).isEqualTo(200);
    }

    @Test
    void refreshWhenCertificateOfAnotherThenRefused() throws IOException {
        Object token = gatewayTokens("alice", "openid cart").get("refresh_token");
        assertRefused(
                post(
                        TestPlatform.identity("cart-service"),
                        "/oauth2/token",
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "gateway",
                        "refresh_token",
                        String.valueOf(token)),
                401,
                "invalid_client");
        // Under its own name the other workload is refused as well: the token is the gateway's.
        assertThat(refresh("cart-service", token).status()).isEqualTo(400);
        assertThat(refresh("gateway", token).status()).isEqualTo(200);
    }

    @Test
    void refreshWhenPublicClientThenNone() {
        assertThat(cli().tokens("alice", password("alice"), "openid cart").get("refresh_token"))
                .isNull();
    }

    @Test
    void refreshWhenRevokedThenRefused() throws IOException {
        Object token = gatewayTokens("alice", "openid cart").get("refresh_token");
        post(
                TestPlatform.identity("gateway"),
                "/oauth2/revoke",
                "client_id",
                "gateway",
                "token",
                String.valueOf(token));
        assertRefused(refresh("gateway", token), 400, "invalid_grant");
    }

    @Test
    void revokeWhenAskedByAnotherClientThenNotRevoked() throws IOException {
        Object token = gatewayTokens("alice", "openid cart").get("refresh_token");
        post(
                TestPlatform.identity("cart-service"),
                "/oauth2/revoke",
                "client_id",
                "cart-service",
                "token",
                String.valueOf(token));
        assertThat(refresh("gateway", token).status()).isEqualTo(200);
    }

    private TestClient.Answer refresh(String client, @Nullable Object refreshToken) throws IOException {
        return token(
                client,
                "grant_type",
                "refresh_token",
                "client_id",
                client,
                "refresh_token",
                String.valueOf(refreshToken));
    }

    private static String refreshToken(TestClient.Answer answer) {
        return answer.json().path("refresh_token").asString();
    }

    private static String endOf(String refreshToken) {
        return TestDatabase.named("auth")
                .text("select refresh_token_expires_at from oauth2_authorization where refresh_token_value = '"
                        + refreshToken + "'");
    }
}
