package dev.palisade.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.palisade.auth.elevation.Elevations;
import dev.palisade.local.CodeFlow;
import dev.palisade.test.TestClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Roles for a while: asked for by one person, granted by another, and gone by themselves. */
class ElevationTests extends AuthServerTest {

    private static final String REASON = "The quarterly review of grants";

    @Autowired
    private Elevations elevations;

    @BeforeEach
    @AfterEach
    void forget() {
        DATABASE.execute("delete from elevation");
        DATABASE.execute("delete from account where login = 'gina'");
        DATABASE.execute("update account set disabled_at = null");
    }

    @Test
    void askWhenEligibleThenAnotherPersonGrantsAndTheRoleIsThereForAWhile() throws Exception {
        CodeFlow erin = withTwoFactors("erin");
        assertThat(erin.get("/admin/people").statusCode()).isEqualTo(403);
        assertThat(leadsTo(ask(erin, "auditor", "60", REASON))).isEqualTo("/account/roles?done=asked");
        assertThat(erin.get("/admin/people").statusCode()).as("only asked for").isEqualTo(403);
        assertThat(roles(cliToken("erin", "openid"))).containsExactly("support");

        CodeFlow frank = withTwoFactors("frank");
        assertThat(frank.get("/admin/elevations").body()).contains(REASON, "waiting", "data-testid=\"grant\"");
        assertThat(leadsTo(decide(frank, only(), "grant"))).isEqualTo("/admin/elevations?done=grant");

        assertThat(erin.get("/admin/people").statusCode()).isEqualTo(200);
        Map<?, ?> tokens = gatewayTokens("erin", "openid cart");
        for (String token : List.of("access_token", "id_token")) {
            assertThat(roles(tokens.get(token))).containsExactly("auditor", "support");
        }
        assertThat(DATABASE.text("select last_used_at is not null from elevation"))
                .isEqualTo("t");
        assertThat(erin.get("/account/roles").body()).contains("auditor, support", "running", "data-testid=\"end\"");
        assertThat(decisions.entries())
                .anySatisfy(entry -> assertThat(entry)
                        .containsEntry("action", "GrantElevation")
                        .containsEntry("outcome", "permit")
                        .containsEntry("subject", idOf("frank"))
                        .containsEntry("resource", "auditor for " + idOf("erin")));
        assertThat(decisions.entries().toString()).doesNotContain(REASON);
    }

    @Test
    void tokenWhenRoleEndsSoonThenEndsWithIt() throws Exception {
        lend("erin", "merchandiser", "20 seconds");
        Instant end =
                Instant.ofEpochSecond(DATABASE.number("select floor(extract(epoch from expires_at)) from elevation"));
        Map<?, ?> tokens = gatewayTokens("erin", "openid cart catalog:write");
        for (String token : List.of("access_token", "id_token")) {
            JWTClaimsSet claims = claims(tokens.get(token));
            assertThat(claims.getStringListClaim("roles")).contains("merchandiser");
            assertThat(claims.getExpirationTime().toInstant()).as(token).isBeforeOrEqualTo(end);
        }
        assertThat((Integer) tokens.get("expires_in")).isLessThanOrEqualTo(20);

        DATABASE.execute("delete from elevation");
        JWTClaimsSet without = claims(gatewayTokens("erin", "openid cart").get("access_token"));
        assertThat(Duration.between(
                        without.getIssueTime().toInstant(),
                        without.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void refreshWhenRoleHasEndedThenNeitherRoleNorItsScope() throws Exception {
        lend("erin", "merchandiser", "1 hour");
        Map<?, ?> first = gatewayTokens("erin", "openid cart catalog:write payment:refund");
        assertThat(claims(first.get("access_token")).getStringClaim("scope")).contains("catalog:write");
        TestClient.Answer during = refresh(first.get("refresh_token"));
        assertThat(during.json().path("scope").asString()).contains("catalog:write");

        DATABASE.execute("update elevation set granted_at = granted_at - interval '2 hours',"
                + " expires_at = expires_at - interval '2 hours'");
        TestClient.Answer after = refresh(during.json().path("refresh_token").asString());
        assertThat(after.status()).isEqualTo(200);
        assertThat(after.json().path("scope").asString())
                .contains("payment:refund")
                .doesNotContain("catalog:write");
        JWTClaimsSet claims = claims(after.json().path("access_token").asString());
        assertThat(claims.getStringListClaim("roles")).containsExactly("support");
        assertThat(claims.getStringClaim("scope").split(" "))
                .containsExactlyInAnyOrder("openid", "cart", "payment:refund");
        assertThat(claims.getExpirationTime().toInstant()).isAfter(Instant.now().plusSeconds(240));
        assertThat(roles(after.json().path("id_token").asString())).containsExactly("support");

        TestClient.Answer named = token(
                "gateway",
                "grant_type",
                "refresh_token",
                "client_id",
                "gateway",
                "scope",
                "cart catalog:write",
                "refresh_token",
                after.json().path("refresh_token").asString());
        assertThat(claims(named.json().path("access_token").asString()).getStringClaim("scope"))
                .isEqualTo("cart");
    }

    @Test
    void pagesWhenRoleHasEndedThenForbidden() {
        lend("erin", "auditor", "1 hour");
        CodeFlow erin = withTwoFactors("erin");
        assertThat(erin.get("/admin/people").statusCode()).isEqualTo(200);
        DATABASE.execute("update elevation set granted_at = granted_at - interval '1 hour',"
                + " expires_at = expires_at - interval '1 hour'");
        assertThat(erin.get("/admin/people").statusCode()).isEqualTo(403);
        assertThat(decisions.reasons()).endsWith("deny not-an-auditor");
        assertThat(erin.get("/account/roles").body()).contains("ended").doesNotContain("data-testid=\"end\"");
        assertThat(leadsTo(ask(erin, "auditor", "60", REASON))).as("again").endsWith("done=asked");
    }

    @Test
    void endWhenEitherSaysSoThenTokensOfTheRoleAreDead() throws Exception {
        for (String who : List.of("erin", "frank")) {
            DATABASE.execute("delete from elevation");
            lend("erin", "merchandiser", "1 hour");
            Map<?, ?> tokens = gatewayTokens("erin", "openid catalog:write");
            CodeFlow browser = withTwoFactors(who);
            HttpResponse<String> answer = who.equals("erin")
                    ? send(browser, "/account/roles/end", "elevation", only())
                    : decide(browser, only(), "end");
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(roles(cliToken("erin", "openid"))).containsExactly("support");
            assertRefused(refresh(tokens.get("refresh_token")), 400, "invalid_grant");
            TestClient.Answer exchanged = token(
                    "gateway",
                    "grant_type",
                    EXCHANGE,
                    "client_id",
                    "gateway",
                    "subject_token",
                    String.valueOf(tokens.get("access_token")),
                    "subject_token_type",
                    ACCESS_TOKEN,
                    "audience",
                    "catalog-service",
                    "scope",
                    "catalog:write");
            assertThat(exchanged.status()).isEqualTo(400);
            assertThat(browser.get("/account").statusCode())
                    .as("the session here stays")
                    .isEqualTo(200);
            HttpResponse<String> again = who.equals("erin")
                    ? send(browser, "/account/roles/end", "elevation", only())
                    : decide(browser, only(), "end");
            assertThat(again.statusCode()).isEqualTo(409);
        }
    }

    @Test
    void refuseWhenAdministratorThenNoRoleAndNobodyIsSignedOut() throws IOException {
        CodeFlow erin = withTwoFactors("erin");
        Map<?, ?> tokens = gatewayTokens("erin", "openid cart");
        ask(erin, "auditor", "30", REASON);
        CodeFlow frank = withTwoFactors("frank");
        assertThat(leadsTo(decide(frank, only(), "refuse"))).endsWith("done=refuse");
        assertThat(erin.get("/account/roles").body()).contains("refused");
        assertThat(erin.get("/admin/people").statusCode()).isEqualTo(403);
        assertThat(refresh(tokens.get("refresh_token")).status()).isEqualTo(200);
        assertThat(decide(frank, only(), "grant").statusCode()).isEqualTo(409);
        assertThat(decisions.reasons()).endsWith("deny is-so-already");
    }

    @Test
    void grantWhenOnesOwnThenForbidden() {
        // Somebody who is an auditor, and an administrator for now, wants to stay one.
        lend("dave", "administrator", "1 hour");
        DATABASE.execute("update elevation set ended_at = now()");
        CodeFlow dave = withTwoFactors("dave");
        ask(dave, "administrator", "240", REASON);
        String own = DATABASE.text("select id from elevation where granted_at is null");
        assertThat(decide(dave, own, "grant").statusCode()).isEqualTo(403);
        assertThat(decisions.reasons()).endsWith("deny not-an-administrator");

        DATABASE.execute("update account set roles = '{auditor,administrator}' where login = 'dave'");
        try {
            assertThat(decide(dave, own, "grant").statusCode()).isEqualTo(403);
            assertThat(decisions.reasons()).endsWith("deny own-elevation");
            assertThat(dave.get("/admin/elevations").body()).doesNotContain("data-testid=\"grant\"");
        } finally {
            DATABASE.execute("update account set roles = '{auditor}' where login = 'dave'");
        }
        assertThat(DATABASE.number("select count(*) from elevation where id = '" + own + "' and granted_at is null"))
                .isOne();
        assertThat(decide(withTwoFactors("frank"), own, "grant").statusCode()).isEqualTo(303);
    }

    @Test
    void grantWhenAdministratorForAWhileThenForbiddenAndDisablingIsAllowed() {
        CodeFlow erin = withTwoFactors("erin");
        ask(erin, "auditor", "30", REASON);
        String asked = only();
        lend("dave", "administrator", "1 hour");
        CodeFlow dave = withTwoFactors("dave");
        assertThat(decide(dave, asked, "grant").statusCode()).isEqualTo(403);
        assertThat(decisions.reasons()).endsWith("deny administrator-for-a-while");
        assertThat(DATABASE.number("select count(*) from elevation where id = '" + asked + "' and granted_at is null"))
                .isOne();
        assertThat(send(dave, "/admin/people/" + idOf("bob"), "act", "end").statusCode())
                .isEqualTo(303);
        assertThat(DATABASE.text("select last_used_at is not null from elevation where role = 'administrator'"))
                .isEqualTo("t");
    }

    @Test
    void grantWhenTwoAtOnceThenOneElevation() {
        ask(withTwoFactors("erin"), "auditor", "30", REASON);
        String asked = only();
        List<CodeFlow> franks =
                IntStream.range(0, 2).mapToObj(i -> withTwoFactors("frank")).toList();
        List<String> csrf =
                franks.stream().map(browser -> csrf(browser, "/account")).toList();
        List<Integer> answers = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> franks.get(i % 2)
                        .post("/admin/elevations", Map.of("_csrf", csrf.get(i % 2), "elevation", asked, "act", "grant"))
                        .statusCode())
                .toList();
        assertThat(answers).containsOnlyOnce(303).containsOnly(303, 409);
        UUID frank = UUID.fromString(idOf("frank"));
        assertThat(elevations.grant(UUID.fromString(asked), frank))
                .as("also past the page")
                .isFalse();
        DATABASE.execute("update elevation set granted_by = null, granted_at = null, expires_at = null");
        assertThat(elevations.grant(UUID.fromString(asked), UUID.fromString(idOf("erin"))))
                .as("one's own")
                .isFalse();
        assertThat(IntStream.range(0, 8)
                        .parallel()
                        .filter(i -> elevations.grant(UUID.fromString(asked), frank))
                        .count())
                .isOne();
        assertThat(decisions.entries())
                .filteredOn(
                        entry -> "GrantElevation".equals(entry.get("action")) && "permit".equals(entry.get("outcome")))
                .hasSize(1);
    }

    @Test
    void grantWhenNoLongerEligibleOrTooOldThenRefused() {
        CodeFlow erin = withTwoFactors("erin");
        CodeFlow frank = withTwoFactors("frank");
        ask(erin, "auditor", "30", REASON);
        DATABASE.execute("update account set roles = '{customer}' where login = 'erin'");
        try {
            assertThat(decide(frank, only(), "grant").statusCode()).isEqualTo(403);
            assertThat(decisions.reasons()).endsWith("deny not-eligible");
        } finally {
            DATABASE.execute("update account set roles = '{support}' where login = 'erin'");
        }
        DATABASE.execute("update elevation set asked_at = now() - interval '25 hours'");
        assertThat(decide(frank, only(), "grant").statusCode()).isEqualTo(409);
        assertThat(frank.get("/admin/elevations").body()).contains("lapsed");
        assertThat(DATABASE.number("select count(*) from elevation where granted_at is not null"))
                .isZero();
    }

    @Test
    void askWhenNotEligibleThenForbiddenAndNothingWritten() {
        CodeFlow erin = withTwoFactors("erin");
        for (String role : List.of("administrator", "support", "customer", "root", "", "auditor ")) {
            assertThat(ask(erin, role, "30", REASON).statusCode()).as(role).isEqualTo(403);
        }
        CodeFlow alice = cli();
        alice.signIn(page(alice, "/login"), "alice", password("alice"));
        assertThat(ask(alice, "auditor", "30", REASON).statusCode()).isEqualTo(403);
        assertThat(alice.get("/account").body()).doesNotContain("/account/roles");
        assertThat(decisions.reasons().stream().filter(each -> each.startsWith("deny")))
                .hasSize(7)
                .containsOnly("deny not-eligible");
        assertThat(DATABASE.number("select count(*) from elevation")).isZero();
        assertThat(ask(erin, "auditor", "30", REASON).statusCode()).isEqualTo(303);
    }

    @Test
    void askWhenValueIsWrongThenBadRequestAndNothingWritten() {
        CodeFlow erin = withTwoFactors("erin");
        for (String minutes : List.of("0", "-1", "241", "1e3", "", "31", "99999999999")) {
            assertThat(ask(erin, "auditor", minutes, REASON).statusCode())
                    .as(minutes)
                    .isEqualTo(400);
        }
        for (String reason : List.of(
                "",
                "short",
                " ".repeat(20),
                "x".repeat(301),
                "two\nlines of it",
                "with a \u0000 zero",
                "turned \u202e around",
                "a bell \u0007 rings")) {
            HttpResponse<String> answer = ask(erin, "auditor", "30", reason);
            assertThat(answer.statusCode()).as(reason).isEqualTo(400);
            assertThat(answer.body()).contains("Say why in one line");
        }
        assertThat(send(erin, "/account/roles/ask", "role", "auditor").statusCode())
                .isEqualTo(400);
        assertThat(DATABASE.number("select count(*) from elevation")).isZero();
        assertThat(ask(erin, "auditor", "240", "x".repeat(300)).statusCode()).isEqualTo(303);
    }

    @Test
    void askWhenReasonIsMarkupThenShownAsText() {
        CodeFlow erin = withTwoFactors("erin");
        ask(erin, "auditor", "30", "<script>alert(1)</script> {{csrf}} \"'");
        for (HttpResponse<String> answer : List.of(
                erin.get("/account/roles"),
                withTwoFactors("frank").get("/admin/elevations"),
                withTwoFactors("dave").get("/admin/people/" + idOf("erin")))) {
            assertThat(answer.body())
                    .contains("&lt;script&gt;alert(1)&lt;/script&gt; {{csrf}} &quot;&#39;")
                    .doesNotContain("<script>alert");
        }
    }

    @Test
    void askWhenTwoAtOnceOrAgainThenOne() {
        CodeFlow erin = withTwoFactors("erin");
        String csrf = csrf(erin, "/account");
        List<Integer> answers = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> erin.post(
                                "/account/roles/ask",
                                Map.of("_csrf", csrf, "role", "auditor", "minutes", "30", "reason", REASON))
                        .statusCode())
                .toList();
        assertThat(answers).containsOnlyOnce(303).containsOnly(303, 409);
        assertThat(DATABASE.number("select count(*) from elevation")).isOne();
        assertThat(ask(erin, "merchandiser", "30", REASON).statusCode())
                .as("another role")
                .isEqualTo(303);
    }

    @Test
    void askWhenPasswordAloneThenTheSecondFactorIsAskedForFirst() {
        CodeFlow erin = cli();
        erin.signIn(page(erin, "/login"), "erin", password("erin"));
        assertThat(leadsTo(erin.get("/account/roles"))).isEqualTo("/second-factor");
        assertThat(leadsTo(ask(erin, "auditor", "30", REASON))).isEqualTo("/second-factor");
        assertThat(decisions.reasons()).endsWith("deny person-has-to-confirm");
        assertThat(DATABASE.number("select count(*) from elevation")).isZero();
        CodeFlow.Page back =
                erin.submit(page(erin, "/second-factor"), "/second-factor", Map.of("code", timeCode("erin")));
        assertThat(back.uri().getPath()).isEqualTo("/account/roles");
    }

    @Test
    void decideWhenValueIsWrongThenPreciseAndNothingChanges() {
        ask(withTwoFactors("erin"), "auditor", "30", REASON);
        CodeFlow frank = withTwoFactors("frank");
        assertThat(decide(frank, "1", "grant").statusCode()).isEqualTo(400);
        assertThat(decide(frank, "", "grant").statusCode()).isEqualTo(400);
        assertThat(decide(frank, UUID.randomUUID().toString(), "grant").statusCode())
                .isEqualTo(404);
        assertThat(decide(frank, only(), "approve").statusCode()).isEqualTo(400);
        assertThat(decide(frank, only(), "end").statusCode())
                .as("it does not run")
                .isEqualTo(409);
        assertThat(frank.post("/admin/elevations", Map.of("elevation", only(), "act", "grant"))
                        .statusCode())
                .as("no csrf token")
                .isEqualTo(403);
        assertThat(decide(withTwoFactors("dave"), only(), "grant").statusCode())
                .as("auditor")
                .isEqualTo(403);
        assertThat(DATABASE.number("select count(*) from elevation where granted_at is null and ended_at is null"))
                .isOne();
        assertThat(decide(frank, only(), "grant").statusCode()).isEqualTo(303);
    }

    @Test
    void endWhenAnothersThenNotFoundAndItStays() {
        lend("erin", "auditor", "1 hour");
        CodeFlow carol = withTwoFactors("carol");
        assertThat(send(carol, "/account/roles/end", "elevation", only()).statusCode())
                .isEqualTo(404);
        assertThat(decisions.reasons()).endsWith("deny not-ones-own");
        assertThat(DATABASE.number("select count(*) from elevation where ended_at is null"))
                .isOne();
    }

    @Test
    void disableWhenARoleRunsThenItEnds() {
        lend("erin", "auditor", "1 hour");
        CodeFlow erin = withTwoFactors("erin");
        assertThat(send(withTwoFactors("frank"), "/admin/people/" + idOf("erin"), "act", "disable")
                        .statusCode())
                .isEqualTo(303);
        assertThat(leadsTo(erin.get("/admin/people"))).isEqualTo("/login");
        assertThat(DATABASE.text("select ended_by from elevation")).isEqualTo(idOf("frank"));
    }

    private static void lend(String login, String role, String life) {
        DATABASE.execute(
                "insert into elevation (person, role, reason, minutes, granted_by, granted_at, expires_at) values ('"
                        + idOf(login) + "', '" + role + "', '" + REASON + "', 60, '" + idOf("frank")
                        + "', now(), now() + interval '"
                        + life + "')");
    }

    private static HttpResponse<String> ask(CodeFlow browser, String role, String minutes, String reason) {
        return send(browser, "/account/roles/ask", "role", role, "minutes", minutes, "reason", reason);
    }

    private static HttpResponse<String> decide(CodeFlow browser, String elevation, String act) {
        return send(browser, "/admin/elevations", "elevation", elevation, "act", act);
    }

    private static String only() {
        return DATABASE.text("select id from elevation");
    }

    private static List<String> roles(@Nullable Object token) throws Exception {
        return claims(token).getStringListClaim("roles");
    }

    private TestClient.Answer refresh(@Nullable Object refreshToken) throws IOException {
        return token(
                "gateway",
                "grant_type",
                "refresh_token",
                "client_id",
                "gateway",
                "refresh_token",
                String.valueOf(refreshToken));
    }
}
