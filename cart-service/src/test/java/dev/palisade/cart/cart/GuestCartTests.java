package dev.palisade.cart.cart;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.palisade.cart.CartServiceTest;
import dev.palisade.platform.rows.RowSubject;
import dev.palisade.test.Decisions;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestClient.Answer;
import dev.palisade.test.TestDatabase;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class GuestCartTests extends CartServiceTest {

    private static final String GUEST_CART = "/api/guest-cart";
    private static final String ITEMS = GUEST_CART + "/items/";
    private static final String MERGE = "/api/cart/merge";
    private static final String HEADER = "Guest-Cart";
    private static final TestDatabase DATABASE = TestDatabase.named("cart");

    private final String alice = person();

    @Autowired
    private GuestCartCleaning cleaning;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    private TestClient gateway;

    @BeforeEach
    void open() {
        gateway = as(TestPlatform.identity("gateway"));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void createWhenAskedForThenASecretOf256BitsWhoseHashAloneIsKept() throws IOException {
        Answer created = guest("POST", GUEST_CART, null).send();

        assertThat(created.status()).isEqualTo(201);
        String id = created.json().path("id").asString();
        assertThat(id).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(create());
        assertThat(DATABASE.number("select count(*) from guest_cart where owner = 'guest:' || encode(sha256('" + id
                        + "'), 'hex')"))
                .isEqualTo(1);
        assertThat(DATABASE.number("select count(*) from guest_cart g where g::text like '%" + id + "%'"))
                .isZero();
    }

    @Test
    void cartWhenChangedThenAsAPersonsCart() throws IOException {
        String id = create();

        assertThat(guest("GET", GUEST_CART, id).send().json())
                .isEqualTo(request("GET", "/api/cart", alice).send().json());
        Answer put = putGuest(id, TEAPOT, 2);
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.json()).isEqualTo(put(alice, TEAPOT, 2).json());
        assertThat(put.json().path("total").path("amount").asString()).isEqualTo("44.70");
        assertThat(guest("GET", GUEST_CART, id).send().json()).isEqualTo(put.json());
        Answer removed = guest("DELETE", ITEMS + TEAPOT, id).send();
        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.json().path("items")).isEmpty();
    }

    @Test
    void cartWhenThePriceChangesThenShown() throws IOException {
        String id = create();
        putGuest(id, TEAPOT, 1);
        CATALOG.answer(CartServiceTest::dearer);

        Answer cart = guest("GET", GUEST_CART, id).send();

        assertThat(cart.json().at("/items/0/price/amount").asString()).isEqualTo("29.90");
        assertThat(cart.json().at("/items/0/priceBefore/amount").asString()).isEqualTo("19.90");
    }

    @Test
    void putWhenWrongThenRefusedAsInAPersonsCartAndNothingChanges() throws IOException {
        String id = create();
        fill(id, 50);
        String other = create();
        String before = DATABASE.checksum();

        assertProblem(putGuest(id, TEAPOT, 1), 409, "cart-full");
        assertProblem(putGuest(other, UUID.randomUUID(), 1), 404, "unknown-product");
        for (String quantity : List.of("0", "-1", "100", "2147483648", "1e400", "null", "\"1\"")) {
            Answer answer = guest("PUT", ITEMS + TEAPOT, other)
                    .json("{\"quantity\":" + quantity + "}")
                    .send();
            assertThat(answer.status()).as(quantity).isEqualTo(400);
        }
        CATALOG.answer(request -> {
            Response answer = catalog(request);
            return new Response(answer.status(), answer.body().replace("19.90", "10000.01"));
        });
        assertProblem(putGuest(other, TEAPOT, 1), 409, "value-too-high");
        assertThat(DATABASE.checksum()).isEqualTo(before);
    }

    @Test
    void cartWhenOfAnotherVisitorThenTheirsStays() throws IOException {
        String mine = create();
        String theirs = create();
        putGuest(theirs, TEAPOT, 1);

        assertThat(guest("GET", GUEST_CART, mine).send().json().path("items")).isEmpty();
        guest("DELETE", ITEMS + TEAPOT, mine).send();
        assertThat(guest("GET", GUEST_CART, theirs).send().json().path("items")).hasSize(1);
    }

    /** The answer is the same to the letter, so nobody learns whether there was such a cart. */
    @Test
    void cartWhenItNeverWasOrHasEndedOrWasMergedThenTheSameNotFound() throws IOException {
        String never = "A".repeat(43);
        String ended = create();
        putGuest(ended, TEAPOT, 1);
        age(ended, "14 days");
        String merged = create();
        putGuest(merged, TEAPOT, 1);
        merge(alice, merged);
        String living = create();
        putGuest(living, TEAPOT, 1);
        age(living, "13 days 23 hours 59 minutes");
        String before = DATABASE.checksum();

        for (String id : List.of(never, ended, merged)) {
            assertThat(guest("GET", GUEST_CART, id).send().response().body())
                    .isEqualTo(guest("GET", GUEST_CART, never).send().response().body());
            for (Answer answer : List.of(
                    guest("GET", GUEST_CART, id).send(),
                    putGuest(id, TEAPOT, 1),
                    guest("DELETE", ITEMS + TEAPOT, id).send())) {
                assertProblem(answer, 404, "not-found");
                assertThat(answer.response().body()).doesNotContain(id);
            }
        }
        assertThat(DATABASE.checksum()).isEqualTo(before);
        assertThat(guest("GET", GUEST_CART, living).send().json().path("items")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "guest:1", "' or true --", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "%00"})
    void cartWhenTheSecretHasNotTheFormThenBadRequest(String id) throws IOException {
        String before = DATABASE.checksum();
        for (Answer answer : List.of(
                guest("GET", GUEST_CART, id).send(),
                putGuest(id, TEAPOT, 1),
                guest("DELETE", ITEMS + TEAPOT, id).send(),
                request("POST", MERGE, alice).header(HEADER, id).send())) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(id.length() < 3 || !answer.response().body().contains(id))
                    .isTrue();
        }
        for (Answer answer : List.of(
                guest("GET", GUEST_CART, null).send(),
                guest("DELETE", ITEMS + TEAPOT, null).send(),
                request("POST", MERGE, alice).send())) {
            assertThat(answer.status()).isEqualTo(400);
        }
        assertThat(DATABASE.checksum()).isEqualTo(before);
    }

    @Test
    void cleaningWhenCartsHaveEndedThenTheyAndTheirLinesAreGoneAndNoOthers() throws IOException {
        String ended = create();
        putGuest(ended, TEAPOT, 1);
        age(ended, "14 days");
        String living = create();
        putGuest(living, TEAPOT, 1);
        put(alice, TEAPOT, 1);

        cleaning.clean();

        assertThat(count("guest_cart", ended)).isZero();
        assertThat(count("cart_item", ended)).isZero();
        assertThat(count("guest_cart", living)).isEqualTo(1);
        assertThat(count("cart_item", living)).isEqualTo(1);
        assertThat(request("GET", "/api/cart", alice).send().json().path("items"))
                .hasSize(1);
    }

    @Test
    void rowsWhenTheWhereIsMissingThenOnlyThoseOfTheCart() throws IOException {
        String mine = create();
        putGuest(mine, TEAPOT, 1);
        String theirs = create();
        putGuest(theirs, CUP, 1);
        put(alice, CUP, 1);

        for (String table : List.of("guest_cart", "cart_item")) {
            Supplier<Integer> all = () -> jdbc.sql("select count(*) from " + table)
                    .query(Integer.class)
                    .single();
            assertThat(all.get()).as(table).isZero();
            assertThat(as(owner(mine), all)).as(table).isEqualTo(1);
            assertThat(as(
                            owner(theirs),
                            () -> jdbc.sql("delete from " + table + " where owner = ?")
                                    .param(owner(mine))
                                    .update()))
                    .as(table)
                    .isZero();
        }
        assertThat(as(
                        owner(mine),
                        () -> jdbc.sql("select count(*) from take_guest_cart(?, interval '14 days')")
                                .param(alice)
                                .query(Integer.class)
                                .single()))
                .as("a person's cart is none of a visitor's")
                .isZero();
        assertThat(request("GET", "/api/cart", alice).send().json().path("items"))
                .hasSize(1);
    }

    @Test
    void mergeWhenDoneThenAddedUpAndTheGuestCartIsGone() throws IOException {
        put(alice, TEAPOT, 1);
        String id = create();
        putGuest(id, TEAPOT, 2);
        putGuest(id, CUP, 3);

        Answer merged = merge(alice, id);

        assertThat(merged.status()).isEqualTo(200);
        assertThat(merged.json().path("items").findValuesAsString("name")).containsExactlyInAnyOrder("Teapot", "Cup");
        assertThat(quantity(alice, TEAPOT)).isEqualTo(3);
        assertThat(quantity(alice, CUP)).isEqualTo(3);
        assertThat(merged.json().path("total"))
                .isEqualTo(request("GET", "/api/cart", alice).send().json().path("total"));
        assertThat(merged.json().path("capped")).isEmpty();
        assertThat(count("guest_cart", id)).isZero();
        assertThat(count("cart_item", id)).isZero();
    }

    @Test
    void mergeWhenRepeatedOrThereIsNoCartThenTheCartAndNothingChanges() throws IOException {
        String id = create();
        putGuest(id, TEAPOT, 2);
        Answer first = merge(alice, id);
        String ended = create();
        putGuest(ended, CUP, 1);
        age(ended, "14 days");
        String before = DATABASE.checksum();

        for (String again : List.of(id, "A".repeat(43), ended)) {
            Answer answer = merge(alice, again);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json()).isEqualTo(first.json());
        }
        assertThat(merge(person(), id).json().path("items")).isEmpty();
        assertThat(DATABASE.checksum()).isEqualTo(before);
    }

    @Test
    void mergeWhenThereIsNoRoomThenCutDownAndSaidSo() throws IOException {
        put(alice, CUP, 90);
        String id = create();
        putGuest(id, CUP, 20);

        Answer merged = merge(alice, id);

        assertThat(quantity(alice, CUP)).isEqualTo(99);
        assertThat(merged.json().path("capped")).hasSize(1);
        assertThat(merged.json().at("/capped/0/productId").asString()).isEqualTo(CUP.toString());
        assertThat(merged.json().at("/capped/0/name").asString()).isEqualTo("Cup");
        assertThat(merged.json().at("/capped/0/leftOut").asInt()).isEqualTo(11);
    }

    @Test
    void mergeWhenThePriceHasChangedThenTheOneThatWasShownIsKept() throws IOException {
        String id = create();
        putGuest(id, TEAPOT, 1);
        CATALOG.answer(CartServiceTest::dearer);

        Answer merged = merge(alice, id);

        assertThat(merged.json().at("/items/0/priceBefore/amount").asString()).isEqualTo("19.90");
        assertProblem(buy(alice, "k1"), 409, "price-changed");
    }

    @Test
    void mergeWhenTwentyAtOnceThenOnce() throws Exception {
        put(alice, TEAPOT, 1);
        String id = create();
        putGuest(id, TEAPOT, 2);
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                answers.add(pool.submit(() -> merge(alice, id)));
            }
        }
        for (Future<Answer> answer : answers) {
            assertThat(answer.get().status()).isEqualTo(200);
        }
        assertThat(quantity(alice, TEAPOT)).isEqualTo(3);
    }

    @Test
    void mergeWhenTwoPeopleAtOnceThenOneOfThemHasIt() throws Exception {
        String bob = person();
        String id = create();
        putGuest(id, TEAPOT, 2);
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> one = pool.submit(() -> merge(alice, id));
            Future<Answer> other = pool.submit(() -> merge(bob, id));
            assertThat(one.get().status()).isEqualTo(200);
            assertThat(other.get().status()).isEqualTo(200);
        }
        assertThat(List.of(quantity(alice, TEAPOT), quantity(bob, TEAPOT))).containsExactlyInAnyOrder(0, 2);
    }

    /** What the end of the process would undo as well: it happens after the guest cart is gone, before the commit. */
    @Test
    void mergeWhenItBreaksOffHalfWayThenNothingIsLost() throws IOException {
        put(alice, TEAPOT, 1);
        String id = create();
        putGuest(id, CUP, 3);
        DATABASE.execute("""
                create function break_off() returns trigger language plpgsql as
                $$ begin if new.owner = '%s' then raise exception 'broken off'; end if; return new; end $$
                """.formatted(alice));
        DATABASE.execute(
                "create trigger break_off before insert on cart_item for each row execute function break_off()");
        try {
            String before = DATABASE.checksum();
            assertThat(merge(alice, id).status()).isGreaterThanOrEqualTo(500);
            assertThat(DATABASE.checksum()).isEqualTo(before);
        } finally {
            DATABASE.execute("drop function break_off() cascade");
        }
        assertThat(merge(alice, id).status()).isEqualTo(200);
        assertThat(quantity(alice, CUP)).isEqualTo(3);
    }

    @Test
    void mergeWhenTheCatalogIsDownThenUnavailableAndNothingChanges() throws IOException {
        String id = create();
        putGuest(id, CUP, 3);
        String before = DATABASE.checksum();
        CATALOG.answer(request -> {
            throw new IOException("cut");
        });

        assertThat(merge(alice, id).status()).isEqualTo(503);
        assertThat(DATABASE.checksum()).isEqualTo(before);
    }

    @Test
    void personsCartWhenTheHeaderIsThereThenUntouched() throws IOException {
        put(alice, TEAPOT, 1);
        String id = create();
        putGuest(id, CUP, 1);

        Answer cart = request("GET", "/api/cart", alice).header(HEADER, id).send();
        request("PUT", "/api/cart/items/" + TEAPOT, alice)
                .header(HEADER, id)
                .json("{\"quantity\":2}")
                .send();

        assertThat(cart.json().path("items").findValuesAsString("name")).containsExactly("Teapot");
        assertThat(quantity(alice, TEAPOT)).isEqualTo(2);
        assertThat(guest("GET", GUEST_CART, id).send().json().path("items").findValuesAsString("name"))
                .containsExactly("Cup");
    }

    @Test
    void guestCartWhenAPersonOrAnotherScopeAsksThenForbiddenAndWrittenDown() throws IOException {
        String id = create();
        String ofAPerson = TestPlatform.issuer()
                .token("gateway", "cart-service")
                .person(alice, "customer")
                .scope("cart", "cart:guest")
                .sign();
        String otherScope = TestPlatform.issuer()
                .token("gateway", "cart-service")
                .scope("catalog:read")
                .sign();
        String before = DATABASE.checksum();
        for (String wrong : List.of(ofAPerson, otherScope)) {
            for (String[] each :
                    new String[][] {{"POST", GUEST_CART}, {"GET", GUEST_CART}, {"DELETE", ITEMS + TEAPOT}}) {
                try (Decisions decisions = Decisions.listen()) {
                    assertThat(gateway.request(each[0], each[1])
                                    .bearer(wrong)
                                    .header(HEADER, id)
                                    .send()
                                    .status())
                            .isEqualTo(403);
                    assertThat(decisions.reasons()).singleElement().asString().startsWith("deny ");
                }
            }
        }
        assertThat(DATABASE.checksum()).isEqualTo(before);
        assertThat(guest("DELETE", ITEMS + TEAPOT, id).send().status()).isEqualTo(200);
    }

    @Test
    void personsThingsWhenTheGuestsTokenAsksThenForbidden() throws IOException {
        String id = create();
        putGuest(id, TEAPOT, 1);
        String before = DATABASE.checksum();
        for (String[] each :
                new String[][] {{"GET", "/api/cart"}, {"POST", MERGE}, {"GET", "/api/orders"}, {"GET", "/api/wishlist"}
                }) {
            assertThat(guest(each[0], each[1], id).send().status()).isEqualTo(403);
        }
        assertThat(guest("POST", "/api/orders", id)
                        .header("Idempotency-Key", "k1")
                        .json(METHOD)
                        .send()
                        .status())
                .as("a guest cart cannot be bought")
                .isEqualTo(403);
        assertThat(DATABASE.checksum()).isEqualTo(before);
    }

    @Test
    void logWhenAGuestCartIsUsedThenHoldsNoSecret() throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger web = (Logger) LoggerFactory.getLogger("org.springframework.web");
        ListAppender<ILoggingEvent> entries = new ListAppender<>();
        entries.start();
        Level before = web.getLevel();
        web.setLevel(Level.DEBUG);
        root.addAppender(entries);
        try (Decisions decisions = Decisions.listen()) {
            String id = create();
            putGuest(id, TEAPOT, 1);
            guest("GET", GUEST_CART, id).send();
            guest("GET", GUEST_CART, id + "x").send();
            merge(alice, id);
            guest("GET", GUEST_CART, id).send();

            assertThat(decisions.entries()).hasSizeGreaterThan(4);
            assertThat(decisions.entries().toString()).doesNotContain(id);
            assertThat(entries.list).hasSizeGreaterThan(4);
            assertThat(List.copyOf(entries.list))
                    .allSatisfy(entry -> assertThat(
                                    entry.getFormattedMessage() + entry.getKeyValuePairs() + entry.getMDCPropertyMap())
                            .doesNotContain(id));
        } finally {
            root.detachAppender(entries);
            web.setLevel(before);
        }
    }

    private TestClient.Request guest(String method, String path, @Nullable String id) {
        TestClient.Request request = gateway.request(method, path)
                .bearer(TestPlatform.issuer()
                        .token("gateway", "cart-service")
                        .scope("cart:guest")
                        .sign());
        return id == null ? request : request.header(HEADER, id);
    }

    private String create() throws IOException {
        return guest("POST", GUEST_CART, null).send().json().path("id").asString();
    }

    private Answer putGuest(String id, UUID product, int quantity) throws IOException {
        return guest("PUT", ITEMS + product, id)
                .json("{\"quantity\":" + quantity + "}")
                .send();
    }

    private Answer merge(String person, String id) throws IOException {
        return request("POST", MERGE, person).header(HEADER, id).send();
    }

    private int quantity(String person, UUID product) throws IOException {
        for (var item : request("GET", "/api/cart", person).send().json().path("items")) {
            if (item.path("productId").asString().equals(product.toString())) {
                return item.path("quantity").asInt();
            }
        }
        return 0;
    }

    private <T> T as(String owner, Supplier<T> work) {
        return RowSubject.runAs(owner, () -> new TransactionTemplate(transactions).execute(status -> work.get()));
    }

    private static String owner(String id) {
        return new GuestCartId(id).owner();
    }

    private static long count(String table, String id) {
        return DATABASE.number("select count(*) from " + table + " where owner = '" + owner(id) + "'");
    }

    private static void age(String id, String time) {
        DATABASE.execute(
                "update guest_cart set changed_at = now() - interval '" + time + "' where owner = '" + owner(id) + "'");
    }

    private static void fill(String id, int products) {
        DATABASE.execute("insert into cart_item (owner, product_id, quantity) select '" + owner(id)
                + "', gen_random_uuid(), 1 from generate_series(1, " + products + ")");
    }

    private static void assertProblem(Answer answer, int status, String word) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(word);
    }
}
