package dev.palisade.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Each kind of budget by itself: the other two are large in each nested class. */
class ThrottleTests {

    @Nested
    @TestPropertySource(
            properties = {
                "palisade.gateway.throttle.costs.placeOrder=1",
                "palisade.gateway.throttle.costs.createGuestCart=1",
                "palisade.gateway.throttle.costs.refundPayment=1",
                "palisade.gateway.throttle.person.quota=6",
                "palisade.gateway.throttle.person.burst=5",
                "palisade.gateway.throttle.person.window=1h",
                "palisade.gateway.throttle.client.quota=26",
                "palisade.gateway.throttle.client.burst=25",
                "palisade.gateway.throttle.client.window=1h"
            })
    class PersonAndClientTests extends GatewayTest {

        @Test
        void personWhenBudgetIsSpentThenRefusedAndNobodyElse() throws IOException {
            String person = person();
            for (int i = 0; i < 5; i++) {
                TestClient.Answer answer = get(person, "first");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.response().headers().allValues("RateLimit-Policy"))
                        .contains("\"person\";q=6;w=3600");
                assertThat(answer.response().headers().allValues("RateLimit"))
                        .anyMatch(state -> state.startsWith("\"person\";r="));
            }
            int forwarded = CART.requests().size();

            // A fresh token, another client and another address in a header are the same person still.
            assertThrottled(get(person, "first"), "person");
            assertThrottled(get(person, "second"), "person");
            assertThrottled(
                    client.request("GET", "/api/cart?x=1")
                            .bearer(token(person).sign())
                            .header("X-Forwarded-For", "192.0.2.1")
                            .header("X-Real-IP", "192.0.2.1")
                            .send(),
                    "person");
            assertThat(CART.requests()).hasSize(forwarded);
            assertThat(decisions.entries().getFirst())
                    .containsEntry("point", "throttle")
                    .containsEntry("subject", person)
                    .containsEntry("reason", "bucket-empty");

            assertThat(get(person(), "first").status()).isEqualTo(200);
            assertThat(client.request("GET", "/api/catalog/products").send().status())
                    .isEqualTo(200);
        }

        @Test
        void clientWhenBudgetIsSpentThenRefusedAndNoOtherClient() throws IOException {
            for (int i = 0; i < 25; i++) {
                assertThat(get(person(), "busy").status()).isEqualTo(200);
            }
            assertThrottled(get(person(), "busy"), "client");
            assertThat(get(person(), "idle").status()).isEqualTo(200);
        }

        private TestClient.Answer get(String person, String clientId) throws IOException {
            return client.request("GET", "/api/cart")
                    .bearer(TestPlatform.issuer()
                            .token(clientId, "gateway")
                            .person(person, "customer")
                            .scope("cart")
                            .claim("act", null)
                            .claim("cnf", null)
                            .sign())
                    .send();
        }
    }

    @Nested
    @TestPropertySource(
            properties = {
                "palisade.gateway.throttle.costs.createGuestCart=1",
                "palisade.gateway.throttle.address.quota=11",
                "palisade.gateway.throttle.address.burst=10",
                "palisade.gateway.throttle.address.window=1h"
            })
    class AddressTests extends GatewayTest {

        @Test
        void addressWhenBudgetIsSpentThenRefused() throws IOException {
            for (int i = 0; i < 30; i++) {
                assertThat(client.request("GET", "/storefront.css").send().status())
                        .as("files cost nothing")
                        .isEqualTo(200);
            }
            for (int i = 0; i < 10; i++) {
                // Nobody is let in before being counted.
                assertThat(client.request("GET", "/api/cart")
                                .bearer("wrong")
                                .send()
                                .status())
                        .isEqualTo(401);
            }
            assertThrottled(client.request("GET", "/api/catalog/products").send(), "address");
            assertThrottled(
                    client.request("GET", "/api/catalog/products")
                            .header("X-Forwarded-For", "192.0.2.1")
                            .header("Forwarded", "for=192.0.2.1")
                            .send(),
                    "address");
            assertThrottled(
                    client.request("GET", "/oauth2/authorization/palisade").send(), "address");
            assertThrottled(client.request("GET", "/%61pi/catalog/products").send(), "address");
            assertNothingForwarded();
            assertThat(client.request("GET", "/storefront.css").send().status()).isEqualTo(200);
        }
    }

    @Nested
    @TestPropertySource(
            properties = {
                "palisade.gateway.throttle.costs.addPaymentMethod=7",
                "palisade.gateway.throttle.costs.removeCartItem=7",
                "palisade.gateway.throttle.routes.removeCartItem.quota=40",
                "palisade.gateway.throttle.routes.removeCartItem.burst=35",
                "palisade.gateway.throttle.routes.removeCartItem.window=1h",
                "palisade.gateway.throttle.person.quota=30",
                "palisade.gateway.throttle.person.burst=20",
                "palisade.gateway.throttle.person.window=1h"
            })
    class CostTests extends GatewayTest {

        private static final String CARD = "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"123\"}";

        @Test
        void operationWhenItCostsMoreThenMoreIsTaken() throws IOException {
            String person = person();
            assertThat(state(card(person), "person")).isEqualTo(13);
            assertThat(state(cart(person), "person")).isEqualTo(12);
            assertThat(state(card(person), "person")).isEqualTo(5);
            // Not enough for another card, and more than enough for a look into the cart.
            assertThrottled(card(person), "person", 5);
            assertThat(state(cart(person), "person")).isEqualTo(4);
            assertThat(PAYMENT.requests()).hasSize(2);
        }

        @Test
        void routeWhenItsBudgetIsSpentThenRefusedForEverybodyAndNothingElse() throws IOException {
            for (int i = 0; i < 5; i++) {
                assertThat(remove(person()).status()).isEqualTo(200);
            }
            CART.forget();
            TestClient.Answer spent = remove(person());
            assertThrottled(spent, "route", 0);
            assertThat(spent.response().headers().allValues("RateLimit-Policy")).contains("\"route\";q=40;w=3600");
            assertNothingForwarded();
            assertThat(cart(person()).status()).isEqualTo(200);
        }

        private TestClient.Answer card(String person) throws IOException {
            return client.request("POST", "/api/payments/methods")
                    .bearer(token(person).sign())
                    .json(CARD)
                    .send();
        }

        private TestClient.Answer remove(String person) throws IOException {
            return client.request("DELETE", "/api/cart/items/00000000-0000-4000-8000-000000000001")
                    .bearer(token(person).sign())
                    .send();
        }

        private TestClient.Answer cart(String person) throws IOException {
            return client.request("GET", "/api/cart")
                    .bearer(token(person).sign())
                    .send();
        }

        private static long state(TestClient.Answer answer, String policy) {
            assertThat(answer.status()).isEqualTo(200);
            String start = "\"" + policy + "\";r=";
            return answer.response().headers().allValues("RateLimit").stream()
                    .filter(state -> state.startsWith(start))
                    .map(state -> state.substring(start.length(), state.indexOf(";t=")))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void assertThrottled(TestClient.Answer answer, String policy) {
        assertThrottled(answer, policy, 0);
    }

    private static void assertThrottled(TestClient.Answer answer, String policy, long left) {
        GatewayTest.assertProblem(answer, 429, "too-many-requests");
        assertThat(Long.parseLong(String.valueOf(answer.header("Retry-After")))).isPositive();
        assertThat(answer.response().headers().allValues("RateLimit"))
                .anyMatch(state -> state.startsWith("\"" + policy + "\";r=" + left + ";t="));
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
}
