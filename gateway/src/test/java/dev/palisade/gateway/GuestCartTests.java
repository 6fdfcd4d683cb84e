package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestService;
import java.io.IOException;
import java.text.ParseException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** A cart of a visitor on its way through the door. */
class GuestCartTests {

    private static final String HEADER = "Guest-Cart";
    private static final String SECRET = "s".repeat(43);
    private static final String ITEM = "/api/guest-cart/items/00000000-0000-4000-8000-000000000001";

    @Nested
    class DoorTests extends GatewayTest {

        @Test
        void guestCartWhenNobodyIsSignedInThenGatewaysOwnTokenAndTheSecret() throws IOException, ParseException {
            for (TestClient.Request each : List.of(
                    client.request("GET", "/api/guest-cart").header(HEADER, SECRET),
                    client.request("PUT", ITEM).header(HEADER, SECRET).json("{\"quantity\":1}"),
                    client.request("DELETE", ITEM).header(HEADER, SECRET))) {
                CART.forget();
                assertThat(each.send().status()).isEqualTo(200);
                TestService.Request forwarded = CART.requests().getFirst();
                assertOwnToken(forwarded);
                assertThat(forwarded.header(HEADER)).isEqualTo(SECRET);
            }
            CART.forget();
            assertThat(client.request("POST", "/api/guest-cart").send().status())
                    .isEqualTo(200);
            assertOwnToken(CART.requests().getFirst());
        }

        @Test
        void guestCartWhenAPersonIsKnownThenStillNobodysToken() throws IOException, ParseException {
            String person = person();
            assertThat(client.request("GET", "/api/guest-cart")
                            .bearer(token(person).sign())
                            .header(HEADER, SECRET)
                            .send()
                            .status())
                    .isEqualTo(200);
            assertOwnToken(CART.requests().getFirst());

            CART.forget();
            try (Browser browser = new Browser(base())) {
                browser.signIn(person);
                assertThat(browser.send("POST", "/api/guest-cart", null, null).status())
                        .as("without a CSRF token, since the session counts for nothing here")
                        .isEqualTo(200);
                assertOwnToken(CART.requests().getFirst());
                assertThat(CART.requests().getFirst().header("Cookie")).isNull();
                assertThat(browser.send("PUT", ITEM.replace("guest-cart", "cart"), "{\"quantity\":1}", null)
                                .status())
                        .as("a person's own cart needs one")
                        .isEqualTo(403);
            }
        }

        @Test
        void guestCartWhenTheTokenIsWrongThenUnauthenticated() throws IOException {
            assertProblem(
                    client.request("GET", "/api/guest-cart")
                            .bearer("wrong")
                            .header(HEADER, SECRET)
                            .send(),
                    401,
                    "unauthenticated");
            assertNothingForwarded();
        }

        @Test
        void mergeWhenAPersonAsksThenTheirTokenAndTheSecret() throws IOException, ParseException {
            String person = person();
            assertThat(client.request("POST", "/api/cart/merge")
                            .bearer(token(person).sign())
                            .header(HEADER, SECRET)
                            .send()
                            .status())
                    .isEqualTo(200);
            TestService.Request forwarded = CART.requests().getFirst();
            assertThat(claims(forwarded).getSubject()).isEqualTo(person);
            assertThat(claims(forwarded).getStringClaim("scope")).isEqualTo("cart");
            assertThat(forwarded.header(HEADER)).isEqualTo(SECRET);
        }

        @Test
        void mergeWhenNobodyIsSignedInThenUnauthenticated() throws IOException {
            TestClient.Answer answer = client.request("POST", "/api/cart/merge")
                    .header(HEADER, SECRET)
                    .send();
            assertThat(answer.status()).isIn(401, 403);
            assertNothingForwarded();
        }

        /** Only where a contract declares it. */
        @Test
        void headerWhenElsewhereThenNotForwarded() throws IOException {
            String token = token(person()).sign();
            for (TestClient.Request each : List.of(
                    client.request("GET", "/api/cart").bearer(token),
                    client.request("GET", "/api/wishlist").bearer(token),
                    client.request("POST", "/api/guest-cart"),
                    client.request("POST", "/api/orders")
                            .bearer(token)
                            .header("Idempotency-Key", "k1")
                            .json(PURCHASE),
                    client.request("GET", "/api/catalog/products"))) {
                CART.forget();
                CATALOG.forget();
                assertThat(each.header(HEADER, SECRET).send().status()).isEqualTo(200);
                List<TestService.Request> all = CART.requests().isEmpty() ? CATALOG.requests() : CART.requests();
                assertThat(all).hasSize(1);
                assertThat(all.getFirst().headers().toString()).doesNotContain(SECRET);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a", "ssssssssssssssssssssssssssssssssssssssssss=", "' or true --"})
        void headerWhenNotOfTheFormThenBadRequestThatDoesNotRepeatIt(String secret) throws IOException {
            for (TestClient.Request each : List.of(
                    client.request("GET", "/api/guest-cart"),
                    client.request("DELETE", ITEM),
                    client.request("POST", "/api/cart/merge")
                            .bearer(token(person()).sign()))) {
                TestClient.Answer answer = each.header(HEADER, secret).send();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(secret.length() < 2 || !answer.response().body().contains(secret))
                        .isTrue();
            }
            assertThat(client.request("GET", "/api/guest-cart").send().status()).isEqualTo(400);
            assertThat(client.request("GET", "/api/guest-cart")
                            .header(HEADER, SECRET)
                            .header(HEADER, SECRET)
                            .send()
                            .status())
                    .isEqualTo(400);
            assertThat(client.request("GET", "/api/guest-cart?Guest-Cart=" + SECRET)
                            .send()
                            .status())
                    .as("never in an address")
                    .isEqualTo(400);
            assertNothingForwarded();
        }

        @Test
        void decisionsWhenAGuestCartIsUsedThenHoldNoSecret() throws IOException {
            client.request("GET", "/api/guest-cart").header(HEADER, SECRET).send();
            client.request("GET", "/api/guest-cart")
                    .bearer("wrong")
                    .header(HEADER, SECRET)
                    .send();
            client.request("POST", "/api/cart/merge").header(HEADER, SECRET).send();
            assertThat(decisions.entries()).isNotEmpty();
            assertThat(decisions.entries().toString()).doesNotContain(SECRET);
        }

        private static void assertOwnToken(TestService.Request request) throws ParseException {
            JWTClaimsSet claims = claims(request);
            assertThat(claims.getSubject()).isEqualTo("gateway");
            assertThat(claims.getAudience()).containsExactly("cart-service");
            assertThat(claims.getStringClaim("scope")).isEqualTo("cart:guest");
            assertThat(claims.getClaim("act")).isNull();
        }
    }

    @Nested
    @TestPropertySource(
            properties = {
                "palisade.gateway.throttle.routes.createGuestCart.quota=41",
                "palisade.gateway.throttle.routes.createGuestCart.burst=40",
                "palisade.gateway.throttle.routes.createGuestCart.window=1h"
            })
    class BudgetTests extends GatewayTest {

        @Test
        void createWhenTheBudgetOfAllIsSpentThenRefusedAndCartsThatAreThereWork() throws IOException {
            for (int i = 0; i < 2; i++) {
                assertThat(client.request("POST", "/api/guest-cart").send().status())
                        .isEqualTo(200);
            }
            TestClient.Answer refused =
                    client.request("POST", "/api/guest-cart").send();
            assertProblem(refused, 429, "too-many-requests");
            assertThat(CART.requests()).hasSize(2);
            assertThat(client.request("GET", "/api/guest-cart")
                            .header(HEADER, SECRET)
                            .send()
                            .status())
                    .isEqualTo(200);
        }
    }
}
