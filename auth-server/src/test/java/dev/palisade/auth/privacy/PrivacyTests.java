package dev.palisade.auth.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.palisade.auth.AuthServerTest;
import dev.palisade.local.CodeFlow;
import dev.palisade.platform.identity.Thumbprint;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestService;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.password.PasswordEncoder;

/** What the services store of a person is shown to that person, and erased with the account. */
class PrivacyTests extends AuthServerTest {

    private static final String PATH = "/internal/personal-data";
    private static final String PASSWORD = "paulas password";
    private static final String STORED_BY_CART = """
            {"cart":[{"productId":"00000000-0000-4000-8000-000000000001","quantity":3,\
            "addedAt":"2026-11-25T10:15:30Z"}],"wishes":[],"orders":[]}""";
    private static final String STORED_BY_PAYMENT = """
            {"cards":[{"brand":"visa","last4":"4242","createdAt":"2026-11-25T10:15:30Z"}],\
            "payments":[],"refunds":[],"disputes":[]}""";

    @Autowired
    private PasswordEncoder encoder;

    @Autowired
    private Erasures erasures;

    private String paula = "";

    @BeforeEach
    void paula() {
        DATABASE.execute("delete from erasure_notice");
        DATABASE.execute("insert into account (id, login, password_hash, roles) values (gen_random_uuid(), 'paula', '"
                + encoder.encode(PASSWORD) + "', '{customer}')");
        paula = idOf("paula");
        CART.answer(request -> answered(request, STORED_BY_CART));
        PAYMENT.answer(request -> answered(request, STORED_BY_PAYMENT));
        CART.forget();
        PAYMENT.forget();
    }

    @AfterEach
    void noPaula() {
        assertThat(CART.breaches()).as("the cart's contract").isEmpty();
        assertThat(PAYMENT.breaches()).as("the payment service's contract").isEmpty();
        DATABASE.execute("drop trigger if exists fails on erasure_notice");
        DATABASE.execute("delete from erasure_notice");
        DATABASE.execute("delete from account where login = 'paula'");
    }

    @Test
    void exportWhenServicesAnswerThenWhatTheyStoreIsInIt() throws Exception {
        HttpResponse<String> export = signedIn().get("/account/data");

        assertThat(export.statusCode()).isEqualTo(200);
        assertThat(export.body())
                .contains(
                        "\"data\":" + STORED_BY_CART,
                        "\"data\":" + STORED_BY_PAYMENT,
                        "\"cart-service\"",
                        "\"payment-service\"");
        for (Map.Entry<String, TestService> service :
                Map.of("cart-service", CART, "payment-service", PAYMENT).entrySet()) {
            TestService.Request asked = service.getValue().requests().getFirst();
            assertThat(asked.method() + " " + asked.uri()).isEqualTo("GET " + PATH);
            assertIsFor(asked, service.getKey(), "person:export");
        }
        assertThat(decisions.reasons()).contains("permit edge", "permit own");
    }

    @Test
    void exportWhenAServiceDoesNotAnswerThenNothingThatCouldBeTakenForTheWhole() {
        PAYMENT.answer(request -> {
            throw new IOException("cut");
        });
        HttpResponse<String> export = signedIn().get("/account/data");
        assertThat(export.statusCode()).isEqualTo(503);
        assertThat(export.body()).contains("urn:palisade:problem:unavailable").doesNotContain("quantity", "paula");
    }

    @Test
    void deleteWhenConfirmedThenServicesAreAskedOnceNoTokenLives() throws Exception {
        delete(signedIn());

        erasures.send();
        assertThat(CART.requests()).isEmpty();
        assertThat(
                        DATABASE.column(
                                "select service from erasure_notice where person = '" + paula
                                        + "' and next_attempt_at between now() + interval '9 minutes' and now() + interval '10 minutes'"))
                .containsExactlyInAnyOrder("cart-service", "payment-service");

        timePasses();
        erasures.send();
        TestService.Request asked = CART.requests().getFirst();
        assertThat(asked.method() + " " + asked.uri()).isEqualTo("DELETE " + PATH);
        assertIsFor(asked, "cart-service", "person:erase");
        assertIsFor(PAYMENT.requests().getFirst(), "payment-service", "person:erase");
        assertThat(DATABASE.number("select count(*) from erasure_notice")).isZero();
    }

    @Test
    void deleteWhenAServiceHasToWaitThenItIsAskedUntilItIsDone() {
        delete(signedIn());
        PAYMENT.answer(request -> Response.problem(409, "erasure-has-to-wait"));
        timePasses();
        erasures.send();
        assertThat(DATABASE.column("select service || ' ' || attempts from erasure_notice"))
                .containsExactly("payment-service 1");

        PAYMENT.answer(request -> {
            throw new IOException("cut");
        });
        timePasses();
        erasures.send();
        assertThat(DATABASE.column("select service || ' ' || attempts from erasure_notice"))
                .containsExactly("payment-service 2");

        DATABASE.execute("update erasure_notice set attempts = 5000");
        timePasses();
        erasures.send();
        assertThat(DATABASE.number("select count(*) from erasure_notice"
                        + " where next_attempt_at between now() + interval '59 minutes' and now() + interval '1 hour'"))
                .isOne();

        PAYMENT.answer(request -> new Response(204, ""));
        timePasses();
        erasures.send();
        assertThat(DATABASE.number("select count(*) from erasure_notice")).isZero();
        assertThat(CART.requests()).hasSize(1);
    }

    @Test
    void deleteWhenItCannotBeWrittenDownThenTheAccountStays() {
        DATABASE.execute("create or replace function fails() returns trigger language plpgsql as"
                + " $$ begin raise exception 'full'; end $$");
        DATABASE.execute("create trigger fails before insert on erasure_notice execute function fails()");
        CodeFlow here = signedIn();
        assertThat(send(here, "/account/delete", "name", "paula").statusCode()).isEqualTo(500);
        assertThat(idOf("paula")).isEqualTo(paula);

        DATABASE.execute("drop trigger fails on erasure_notice");
        delete(signedIn());
        assertThat(DATABASE.number("select count(*) from account where login = 'paula'"))
                .isZero();
    }

    @Test
    void tokenWhenAClientAsksForThePersonsScopesThenRefused() throws IOException {
        for (String scope : List.of("person:export", "person:erase")) {
            assertRefused(
                    token(
                            "gateway",
                            "grant_type",
                            "client_credentials",
                            "client_id",
                            "gateway",
                            "audience",
                            "cart-service",
                            "scope",
                            scope),
                    400,
                    "invalid_scope");
            String tokens = String.valueOf(
                    gateway().tokens("paula", PASSWORD, "openid cart").get("access_token"));
            assertRefused(exchange(tokens, scope), 400, "invalid_scope");
            assertThat(exchange(tokens, "cart").status()).isEqualTo(200);
        }
    }

    private TestClient.Answer exchange(String token, String scope) throws IOException {
        return token(
                "gateway",
                "grant_type",
                EXCHANGE,
                "client_id",
                "gateway",
                "subject_token",
                token,
                "subject_token_type",
                ACCESS_TOKEN,
                "audience",
                "cart-service",
                "scope",
                scope);
    }

    /** As RFC 9068 has it: for one receiver, one person and one thing, and bound to the certificate that it came with. */
    private static Response answered(TestService.Request request, String stored) {
        return request.method().equals("GET") ? Response.ok(stored) : new Response(204, "");
    }

    private void assertIsFor(TestService.Request request, String audience, String scope)
            throws ParseException, IOException {
        SignedJWT token = SignedJWT.parse(
                Objects.requireNonNull(request.header("Authorization")).substring("Bearer ".length()));
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(claims.getAudience()).containsExactly(audience);
        assertThat(claims.getSubject()).isEqualTo(paula);
        assertThat(claims.getStringClaim("scope")).isEqualTo(scope);
        assertThat(claims.getStringClaim("client_id")).isEqualTo("auth-server");
        assertThat(claims.getJSONObjectClaim("act")).isEqualTo(Map.of("sub", "auth-server"));
        assertThat(claims.getJSONObjectClaim("cnf")).isEqualTo(Map.of("x5t#S256", Thumbprint.of(request.peer())));
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(claims.getClaims()).doesNotContainKeys("roles", "acr", "auth_time");
    }

    private CodeFlow signedIn() {
        CodeFlow browser = cli();
        browser.signIn(page(browser, "/login"), "paula", PASSWORD);
        return browser;
    }

    private static void delete(CodeFlow browser) {
        assertThat(leadsTo(send(browser, "/account/delete", "name", "paula"))).isEqualTo("/signed-out");
    }

    private static void timePasses() {
        DATABASE.execute("update erasure_notice set next_attempt_at = now()");
    }
}
