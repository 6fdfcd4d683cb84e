package dev.palisade.cart.cart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cart.CartServiceTest;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CartControllerTests extends CartServiceTest {

    @Test
    void cartWhenFilledThenHasTheCatalogsPricesAndAnExactTotal() throws IOException {
        String alice = person();
        put(alice, TEAPOT, 2);

        TestClient.Answer cart = put(alice, CUP, 3);

        assertThat(cart.status()).isEqualTo(200);
        assertThat(cart.json().path("items")).hasSize(2);
        assertThat(cart.json().path("items").path(0).path("name").asString()).isEqualTo("Teapot");
        assertThat(cart.json().path("goods")).isEqualTo(euro("51.95"));
        assertThat(cart.json().path("shipping")).isEqualTo(euro("0.00"));
        assertThat(cart.json().path("total")).isEqualTo(euro("51.95"));
        assertThat(cart.json().path("tax").path("percent").decimalValue()).isEqualByComparingTo("19");
        assertThat(cart.json().path("tax").path("amount")).isEqualTo(euro("8.29"));
        assertThat(request("GET", "/api/cart", alice).send().json()).isEqualTo(cart.json());
    }

    @Test
    void cartWhenNewThenIsEmptyAndCostsNothing() throws IOException {
        JsonNode cart = request("GET", "/api/cart", person()).send().json();

        assertThat(cart.path("items")).isEmpty();
        assertThat(cart.path("shipping")).isEqualTo(euro("0.00"));
        assertThat(cart.path("total")).isEqualTo(euro("0.00"));
    }

    @Test
    void cartWhenGoodsCostLittleThenTheDeliveryIsALineOfTheTotal() throws IOException {
        JsonNode cart = put(person(), TEAPOT, 1).json();

        assertThat(cart.path("goods")).isEqualTo(euro("19.90"));
        assertThat(cart.path("shipping")).isEqualTo(euro("4.90"));
        assertThat(cart.path("total")).isEqualTo(euro("24.80"));
    }

    @Test
    void cartWhenAPriceHasChangedThenShowsTheOneBeforeUntilTheLineIsChanged() throws IOException {
        String alice = person();
        assertThat(firstLine(put(alice, TEAPOT, 1)).path("priceBefore").isNull())
                .isTrue();
        CATALOG.answer(CartServiceTest::dearer);

        for (int look = 0; look < 2; look++) {
            JsonNode line = firstLine(request("GET", "/api/cart", alice).send());
            assertThat(line.path("price")).isEqualTo(euro("29.90"));
            assertThat(line.path("priceBefore")).isEqualTo(euro("19.90"));
        }
        assertThat(firstLine(put(alice, TEAPOT, 1)).path("priceBefore").isNull())
                .isTrue();
    }

    @Test
    void putWhenTooManyPiecesThenConflictNothingChangesAndLessIsPossible() throws IOException {
        String alice = person();
        List<UUID> products = products(6);
        for (UUID product : products.subList(0, 5)) {
            assertThat(put(alice, product, 99).status()).isEqualTo(200);
        }
        assertThat(put(alice, products.get(5), 5).status()).isEqualTo(200);
        String before = rows();

        TestClient.Answer answer = put(alice, products.get(5), 6);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("too-many-pieces");
        assertThat(rows()).isEqualTo(before);
        assertThat(put(alice, products.get(5), 4).status()).isEqualTo(200);
    }

    @Test
    void putWhenGoodsCostTooMuchThenConflictNothingChangesAndLessIsPossible() throws IOException {
        String alice = person();
        priced("2500.00");
        assertThat(put(alice, TEAPOT, 4).status()).isEqualTo(200);
        String before = rows();

        TestClient.Answer answer = put(alice, TEAPOT, 5);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("value-too-high");
        assertThat(rows()).isEqualTo(before);
        priced("9000.00");
        assertThat(put(alice, TEAPOT, 3).status()).isEqualTo(200);
    }

    @Test
    void putWhenFiftyProductsAreThereThenConflictAndAnOldLineCanStillChange() throws IOException {
        String alice = person();
        List<UUID> products = products(51);
        for (UUID product : products.subList(0, 50)) {
            assertThat(put(alice, product, 1).status()).isEqualTo(200);
        }

        assertThat(put(alice, products.get(50), 1).problem()).isEqualTo("cart-full");
        assertThat(put(alice, products.get(0), 2).status()).isEqualTo(200);
    }

    @Test
    void cartWhenItemRemovedTwiceThenIsTheSame() throws IOException {
        String alice = person();
        put(alice, TEAPOT, 2);

        TestClient.Answer once =
                request("DELETE", "/api/cart/items/" + TEAPOT, alice).send();
        TestClient.Answer twice =
                request("DELETE", "/api/cart/items/" + TEAPOT, alice).send();

        assertThat(once.json().path("items")).isEmpty();
        assertThat(twice.json()).isEqualTo(once.json());
    }

    @Test
    void cartWhenAnotherPersonLooksThenShowsNothing() throws IOException {
        put(person(), TEAPOT, 2);

        assertThat(request("GET", "/api/cart", person()).send().json().path("items"))
                .isEmpty();
    }

    @Test
    void putWhenProductUnknownThenNotFoundAndNothingChanges() throws IOException {
        String before = rows();

        TestClient.Answer answer = put(person(), UUID.randomUUID(), 1);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("unknown-product");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void putWhenCatalogIsDownThenUnavailableAndNothingChanges() throws IOException {
        String before = rows();
        CATALOG.answer(request -> {
            throw new IOException("cut");
        });

        TestClient.Answer answer = put(person(), TEAPOT, 1);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("unavailable");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void catalogWhenAskedForPricesThenSeesThisServiceAndNoPerson() throws IOException {
        put(person(), TEAPOT, 1);

        assertThat(CATALOG.requests()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.peer().getSubjectAlternativeNames().toString())
                    .contains("spiffe://palisade.internal/cart-service");
            assertThat(request.header("Authorization")).startsWith("Bearer ");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"quantity\":0}",
                "{\"quantity\":-1}",
                "{\"quantity\":100}",
                "{\"quantity\":2147483648}",
                "{\"quantity\":1e400}",
                "{\"quantity\":1.5}",
                "{\"quantity\":\"2\"}",
                "{\"quantity\":null}",
                "{\"quantity\":true}",
                "{\"quantity\":[1]}",
                "{\"quantity\":1,\"price\":\"0.01\"}",
                "{\"quantity\":1,\"quantity\":2}",
                "{\"quantity\":1}}",
                "{\"quantity\":",
                "[]",
                "null",
                ""
            })
    void putWhenBodyIsWrongThenBadRequestAndNothingChanges(String body) throws IOException {
        String alice = person();
        String before = rows();

        TestClient.Answer answer =
                request("PUT", "/api/cart/items/" + TEAPOT, alice).json(body).send();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isIn("malformed-body", "invalid-value");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(rows()).isEqualTo(before);
        assertThat(put(alice, TEAPOT, 1).status()).isEqualTo(200);
    }

    @Test
    void putWhenBodyIsNotUtf8ThenBadRequest() throws IOException {
        TestClient.Answer answer = request("PUT", "/api/cart/items/" + TEAPOT, person())
                .body("application/json", new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'})
                .send();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("malformed-body");
    }

    @Test
    void putWhenProductIsNoUuidThenBadRequest() throws IOException {
        TestClient.Answer answer = request("PUT", "/api/cart/items/1%20or%201=1", person())
                .json("{\"quantity\":1}")
                .send();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid-value");
    }

    @Test
    void cartWhenMediaTypeOrMethodIsWrongThenSaysSo() throws IOException {
        assertThat(request("PUT", "/api/cart/items/" + TEAPOT, person())
                        .body("text/plain", "2".getBytes(StandardCharsets.US_ASCII))
                        .send()
                        .problem())
                .isEqualTo("unsupported-media-type");
        assertThat(request("PATCH", "/api/cart", person()).send().problem()).isEqualTo("method-not-allowed");
        assertThat(request("GET", "/api/cart", person())
                        .header("Accept", "application/xml")
                        .send()
                        .problem())
                .isEqualTo("not-acceptable");
        assertThat(request("GET", "/api/nothing", person()).send().problem()).isEqualTo("not-found");
    }

    @Test
    void cartWhenScopeIsMissingThenForbidden() throws IOException {
        TestClient.Answer answer = as(TestPlatform.identity("gateway"))
                .request("GET", "/api/cart")
                .bearer(TestPlatform.issuer()
                        .token("gateway", "cart-service")
                        .person(person(), "customer")
                        .scope("orders")
                        .sign())
                .send();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.problem()).isEqualTo("forbidden");
    }

    private static JsonNode euro(String amount) {
        return new JsonMapper().readTree("{\"amount\":\"" + amount + "\",\"currency\":\"EUR\"}");
    }

    /** So many products at ten cents each. */
    private static List<UUID> products(int count) {
        CATALOG.answer(request -> products(
                Stream.of(request.uri().getQuery().substring("ids=".length()).split(","))
                        .map(id -> product(UUID.fromString(id), "Thing", "0.10"))));
        return Stream.generate(UUID::randomUUID).limit(count).toList();
    }

    private static void priced(String teapot) {
        CATALOG.answer(request -> products(Stream.of(product(TEAPOT, "Teapot", teapot))));
    }

    private static JsonNode firstLine(TestClient.Answer cart) {
        return cart.json().path("items").path(0);
    }
}
