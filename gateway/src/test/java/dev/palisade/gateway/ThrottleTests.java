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
                "palisade.gateway.throttle.person.capacity=5",
                "palisade.gateway.throttle.person.period=1h",
                "palisade.gateway.throttle.client.capacity=25",
                "palisade.gateway.throttle.client.period=1h"
            })
    class PersonAndClientTests extends GatewayTest {

        @Test
        void personWhenBudgetIsSpentThenRefusedAndNobodyElse() throws IOException {
            String person = person();
            for (int i = 0; i < 5; i++) {
                TestClient.Answer answer = get(person, "first");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.response().headers().allValues("RateLimit-Policy"))
                        .contains("\"person\";q=5;w=3600");
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
            properties = {"palisade.gateway.throttle.address.capacity=10", "palisade.gateway.throttle.address.period=1h"
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

    private static void assertThrottled(TestClient.Answer answer, String policy) {
        GatewayTest.assertProblem(answer, 429, "too-many-requests");
        assertThat(Long.parseLong(String.valueOf(answer.header("Retry-After")))).isPositive();
        assertThat(answer.response().headers().allValues("RateLimit"))
                .anyMatch(state -> state.startsWith("\"" + policy + "\";r=0;t="));
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
}
