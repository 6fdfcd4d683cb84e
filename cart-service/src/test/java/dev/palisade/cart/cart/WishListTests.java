package dev.palisade.cart.cart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cart.CartServiceTest;
import dev.palisade.test.Decisions;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WishListTests extends CartServiceTest {

    private static final String WISHES = "/api/wishlist";
    private static final String ITEMS = WISHES + "/items/";

    private final String alice = person();

    @Test
    void putWhenRepeatedThenOneWishAndTheNewestIsFirst() throws IOException {
        wish(alice, TEAPOT);
        wish(alice, CUP);
        Answer list = wish(alice, TEAPOT);

        assertThat(list.status()).isEqualTo(200);
        assertThat(names(list)).containsExactly("Cup", "Teapot");
        assertThat(request("GET", WISHES, alice).send().json()).isEqualTo(list.json());
    }

    @Test
    void readWhenAnotherPersonLooksThenShowsNothing() throws IOException {
        wish(alice, TEAPOT);

        assertThat(names(request("GET", WISHES, person()).send())).isEmpty();
        assertThat(names(request("GET", WISHES, alice).send())).containsExactly("Teapot");
    }

    @Test
    void removeWhenOfAnotherPersonThenTheirsStays() throws IOException {
        wish(alice, TEAPOT);

        assertThat(request("DELETE", ITEMS + TEAPOT, person()).send().status()).isEqualTo(200);
        assertThat(names(request("GET", WISHES, alice).send())).containsExactly("Teapot");
        assertThat(names(request("DELETE", ITEMS + TEAPOT, alice).send())).isEmpty();
    }

    @Test
    void putWhenProductUnknownThenNotFoundAndNothingChanges() throws IOException {
        String before = rows();

        assertThat(wish(alice, UUID.randomUUID()).problem()).isEqualTo("unknown-product");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void putWhenAHundredAreThereThenConflictAndNothingChanges() throws IOException {
        TestDatabase.named("cart")
                .execute("insert into wish (owner, product_id) select '" + alice
                        + "', gen_random_uuid() from generate_series(1, 99)");
        assertThat(wish(alice, TEAPOT).status()).isEqualTo(200);
        String before = rows();

        Answer answer = wish(alice, CUP);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("wish-list-full");
        assertThat(rows()).isEqualTo(before);
        assertThat(wish(alice, TEAPOT).status()).isEqualTo(200);
    }

    @Test
    void moveWhenWishedThenInTheCartOnceHoweverOften() throws IOException {
        wish(alice, TEAPOT);

        Answer cart = move(alice, TEAPOT);

        assertThat(cart.status()).isEqualTo(200);
        assertThat(cart.json().path("items").path(0).path("quantity").asInt()).isEqualTo(1);
        assertThat(names(request("GET", WISHES, alice).send())).isEmpty();
        assertThat(move(alice, TEAPOT).json()).isEqualTo(cart.json());
        assertThat(request("GET", "/api/cart", alice).send().json()).isEqualTo(cart.json());
    }

    @Test
    void moveWhenInTheCartAlreadyThenAsManyAsBefore() throws IOException {
        put(alice, TEAPOT, 3);
        wish(alice, TEAPOT);

        assertThat(move(alice, TEAPOT)
                        .json()
                        .path("items")
                        .path(0)
                        .path("quantity")
                        .asInt())
                .isEqualTo(3);
        assertThat(names(request("GET", WISHES, alice).send())).isEmpty();
    }

    @Test
    void moveWhenOnlyAnotherPersonWishesThenNothingChanges() throws IOException {
        wish(alice, TEAPOT);
        String before = rows();

        assertThat(move(person(), TEAPOT).json().path("items")).isEmpty();
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void moveWhenTheCartHasNoRoomThenConflictAndTheWishStays() throws IOException {
        wish(alice, TEAPOT);
        CATALOG.answer(request -> {
            Response before = catalog(request);
            return new Response(before.status(), before.body().replace("19.90", "10000.01"));
        });
        String before = rows();

        Answer answer = move(alice, TEAPOT);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("value-too-high");
        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "2147483648", "1e400", "null", "00000000-0000-4000-8000-00000000000g"})
    void putWhenProductIsNoUuidThenBadRequestAndNothingChanges(String product) throws IOException {
        String before = rows();

        for (Answer answer : List.of(
                request("PUT", ITEMS + product, alice).send(),
                request("DELETE", ITEMS + product, alice).send(),
                request("POST", ITEMS + product + "/move", alice).send())) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.problem()).isEqualTo("invalid-value");
        }
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void wishesWhenScopeIsMissingThenForbiddenAndWrittenDown() throws IOException {
        String orders = TestPlatform.issuer()
                .token("gateway", "cart-service")
                .person(alice, "customer")
                .scope("orders")
                .sign();
        for (String[] each : new String[][] {
            {"GET", WISHES}, {"PUT", ITEMS + TEAPOT}, {"DELETE", ITEMS + TEAPOT}, {"POST", ITEMS + TEAPOT + "/move"}
        }) {
            try (Decisions decisions = Decisions.listen();
                    var gateway = as(TestPlatform.identity("gateway"))) {
                assertThat(gateway.request(each[0], each[1])
                                .bearer(orders)
                                .send()
                                .status())
                        .isEqualTo(403);
                assertThat(decisions.reasons()).containsExactly("deny no-policy-permits");
            }
            try (Decisions decisions = Decisions.listen()) {
                assertThat(request(each[0], each[1], alice).send().status()).isEqualTo(200);
                assertThat(decisions.reasons()).isNotEmpty().allMatch(reason -> reason.equals("permit policy"));
            }
        }
    }

    private Answer wish(String person, UUID product) throws IOException {
        return request("PUT", ITEMS + product, person).send();
    }

    private Answer move(String person, UUID product) throws IOException {
        return request("POST", ITEMS + product + "/move", person).send();
    }

    private static List<String> names(Answer list) {
        return list.json().path("items").findValuesAsString("name");
    }
}
