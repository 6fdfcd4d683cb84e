package dev.palisade.cart.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.cart.CartServiceTest;
import dev.palisade.platform.rows.RowSubject;
import dev.palisade.test.Decisions;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TokenRecipe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What is stored of a person: shown, erased, and not kept for ever. */
class PrivacyTests extends CartServiceTest {

    private static final String PATH = "/internal/personal-data";
    private static final String REFUSAL = "not the person of the transaction";
    private static final TestDatabase DATABASE = TestDatabase.named("cart");

    @Autowired
    private Retention retention;

    @Autowired
    private PersonalData data;

    private final String alice = person();
    private final String bob = person();
    private TestClient authServer;

    @BeforeEach
    void fillBoth() throws IOException {
        authServer = as(TestPlatform.identity("auth-server"));
        for (String person : List.of(alice, bob)) {
            put(person, TEAPOT, 2);
            assertThat(buy(person, "k1").status()).isEqualTo(201);
            put(person, CUP, 3);
            assertThat(request("PUT", "/api/wishlist/items/" + TEAPOT, person)
                            .send()
                            .status())
                    .isEqualTo(200);
        }
    }

    @AfterEach
    void close() {
        authServer.close();
    }

    @Test
    void readWhenAskedForAPersonThenAllOfTheirsAndNothingOfOthers() throws IOException {
        Answer answer = ask("GET", export(alice));

        assertThat(answer.status()).isEqualTo(200);
        JsonNode stored = answer.json();
        assertThat(stored.path("cart")).hasSize(1);
        assertThat(stored.path("cart").path(0).path("quantity").asInt()).isEqualTo(3);
        assertThat(stored.path("wishes")).hasSize(1);
        assertThat(stored.path("orders")).hasSize(1);
        JsonNode order = stored.path("orders").path(0);
        assertThat(order.path("status").asString()).isEqualTo("CONFIRMED");
        assertThat(order.path("items").path(0).path("name").asString()).isEqualTo("Teapot");
        assertThat(order.path("total").toString()).isEqualTo("{\"amount\":\"44.70\",\"currency\":\"EUR\"}");
        assertThat(order.path("id").asString())
                .isEqualTo(DATABASE.text("select id from shop_order where owner = '" + alice + "'"));
    }

    @Test
    void eraseWhenAPersonGoesThenTheirsIsGoneAndTheBooksStay() throws IOException {
        String order = DATABASE.text("select id from shop_order where owner = '" + alice + "'");
        String bobs = rowsOf(bob);

        assertThat(ask("DELETE", erase(alice)).status()).isEqualTo(204);

        assertThat(rowsOf(alice)).isEqualTo("0 0 0 0");
        assertThat(rowsOf(bob)).isEqualTo(bobs).isEqualTo("1 1 1 1");
        assertThat(DATABASE.text("select status || ' ' || total_amount from shop_order where id = '" + order + "'"))
                .isEqualTo("CONFIRMED 44.70");
        assertThat(DATABASE.text("select owner from shop_order where id = '" + order + "'"))
                .startsWith("erased:")
                .doesNotContain(alice)
                .isEqualTo(DATABASE.text("select owner from order_item where order_id = '" + order + "'"));
        assertThat(request("GET", "/api/orders/" + order, alice).send().status())
                .isEqualTo(404);

        assertThat(ask("DELETE", erase(alice)).status()).isEqualTo(204);
        assertThat(ask("GET", export(alice)).json().toString()).isEqualTo("{\"cart\":[],\"wishes\":[],\"orders\":[]}");
    }

    @Test
    void eraseWhenAnOrderIsUnderWayThenWaitsForIt() throws IOException {
        DATABASE.execute(
                "update shop_order set status = 'PAID', lease_until = 'infinity' where owner = '" + alice + "'");

        Answer answer = ask("DELETE", erase(alice));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("erasure-has-to-wait");
        assertThat(rowsOf(alice)).isEqualTo("0 0 1 1");

        DATABASE.execute("update shop_order set status = 'CONFIRMED' where owner = '" + alice + "'");
        assertThat(ask("DELETE", erase(alice)).status()).isEqualTo(204);
        assertThat(rowsOf(alice)).isEqualTo("0 0 0 0");
    }

    @Test
    void eraseWhenCallerScopeOrPersonIsWrongThenForbiddenAndNothingIsGone() throws IOException {
        String before = rows();
        for (TokenRecipe wrong : List.of(
                erase(alice).scope("person:export"),
                erase(alice).scope("cart", "orders"),
                erase(alice).claim("sub", "auth-server"))) {
            assertForbidden(authServer.request("DELETE", PATH).bearer(wrong.sign()));
        }
        assertForbidden(authServer.request("GET", PATH).bearer(erase(alice).sign()));
        try (TestClient gateway = as(TestPlatform.identity("gateway"))) {
            assertForbidden(gateway.request("DELETE", PATH)
                    .bearer(TestPlatform.issuer()
                            .token("gateway", "cart-service")
                            .person(alice, "customer")
                            .scope("person:erase")
                            .sign()));
        }
        assertForbidden(authServer
                .request("GET", "/api/cart")
                .bearer(TestPlatform.issuer()
                        .token("auth-server", "cart-service")
                        .person(alice, "customer")
                        .scope("cart")
                        .sign()));
        assertThat(rows()).isEqualTo(before);
    }

    /** Row-level security says no where no policy did: the function erases whom the transaction is for. */
    @Test
    void eraseWhenItIsNotTheTransactionsPersonThenTheDatabaseRefuses() {
        String before = rows();
        assertThatThrownBy(() -> RowSubject.runAs(bob, () -> data.erase(alice)))
                .rootCause()
                .hasMessageContaining(REFUSAL);
        assertThatThrownBy(() -> data.erase("")).rootCause().hasMessageContaining(REFUSAL);
        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "cart_item, added_at, 366, 0 1 1 1",
        "cart_item, added_at, 364, 1 1 1 1",
        "wish, added_at, 731, 1 0 1 1",
        "wish, added_at, 729, 1 1 1 1",
        "shop_order, placed_at, 3654, 1 1 0 0",
        "shop_order, placed_at, 3652, 1 1 1 1"
    })
    void forgetWhenOlderThanKeptThenGone(String table, String column, int days, String left) {
        DATABASE.execute("update " + table + " set " + column + " = now() - interval '" + days
                + " days' where owner = '" + alice + "'");
        long orders = DATABASE.number("select count(*) from shop_order");
        String bobs = rowsOf(bob);

        retention.forget();

        assertThat(rowsOf(alice)).isEqualTo(left);
        assertThat(rowsOf(bob)).isEqualTo(bobs);
        assertThat(DATABASE.number("select count(*) from shop_order")).isEqualTo(orders);
    }

    @ParameterizedTest
    @CsvSource({
        "CANCELLED, 181, 0",
        "CANCELLED, 179, 1",
        "DECLINED, 181, 0",
        "DECLINED, 179, 1",
        "PAID, 181, 1",
        "CONFIRMED, 181, 1"
    })
    void forgetWhenAnOrderFailedLongAgoThenItIsDeleted(String status, int days, int left) {
        DATABASE.execute(
                "update shop_order set status = '" + status + "', lease_until = 'infinity', placed_at = now() -"
                        + " interval '" + days + " days' where owner = '" + alice + "'");
        retention.forget();
        assertThat(DATABASE.number("select count(*) from shop_order where owner = '" + alice + "'"))
                .isEqualTo(left);
        assertThat(DATABASE.number("select count(*) from order_item where owner = '" + alice + "'"))
                .isEqualTo(left);
        DATABASE.execute("update shop_order set status = 'CONFIRMED' where owner = '" + alice + "'");
    }

    private Answer ask(String method, TokenRecipe token) throws IOException {
        return authServer.request(method, PATH).bearer(token.sign()).send();
    }

    private static TokenRecipe export(String person) {
        return TestPlatform.issuer()
                .token("auth-server", "cart-service")
                .person(person)
                .actors("auth-server")
                .scope("person:export");
    }

    private static TokenRecipe erase(String person) {
        return export(person).scope("person:erase");
    }

    private static void assertForbidden(TestClient.Request request) throws IOException {
        try (Decisions decisions = Decisions.listen()) {
            assertThat(request.send().status()).isEqualTo(403);
            assertThat(decisions.reasons()).last().asString().startsWith("deny");
        }
    }

    /** How many lines, wishes, orders and items a person has. */
    private static String rowsOf(String person) {
        return DATABASE.text("select concat_ws(' ', (select count(*) from cart_item where owner = o),"
                + " (select count(*) from wish where owner = o), (select count(*) from shop_order where owner = o),"
                + " (select count(*) from order_item where owner = o)) from (values ('" + person + "')) p (o)");
    }
}
