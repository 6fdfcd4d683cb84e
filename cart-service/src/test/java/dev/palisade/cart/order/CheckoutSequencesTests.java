package dev.palisade.cart.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyMap;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import dev.palisade.cart.cart.CartLine;
import dev.palisade.cart.cart.Carts;
import dev.palisade.cart.catalog.Catalog;
import dev.palisade.cart.order.Move.Card;
import dev.palisade.cart.order.Move.Conditions;
import dev.palisade.cart.order.Move.Trouble;
import dev.palisade.cart.order.Order.Status;
import dev.palisade.cart.payment.Payments;
import dev.palisade.cart.price.Prices;
import dev.palisade.cart.price.PricesTests;
import dev.palisade.platform.client.ServiceClients;
import dev.palisade.platform.money.Money;
import dev.palisade.platform.problem.ProblemException;
import dev.palisade.test.TestService.Response;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The checkout, its worker and its clients as they run, among a database, a catalog and a payment service that are small
 * models of the real ones: sequences of purchases under every trouble, after each of which the books have to agree. What
 * takes the time of a lease or of a reservation takes none here.
 */
class CheckoutSequencesTests {

    private static final UUID TEAPOT = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final Money PRICE = Money.of("19.90", "EUR");
    private static final int STOCK = 4;
    private static final int STEPS = 14; // of a purchase that meets no trouble, and one more
    private static final int ROUNDS = 8; // of the worker, after which everything has to be over
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final World WORLD = new World();
    private static final Shelf SHELF = new Shelf(WORLD);
    private static final Till TILL = new Till(WORLD);
    private static final Map<String, Integer> CARTS = new HashMap<>();
    private static final AnnotationConfigApplicationContext CONTEXT = new AnnotationConfigApplicationContext();

    private final RememberedOrders orders = CONTEXT.getBean(RememberedOrders.class);
    private final Checkout checkout = CONTEXT.getBean(Checkout.class);
    private final CheckoutWorker worker = CONTEXT.getBean(CheckoutWorker.class);
    private int takenByOthers;

    @BeforeContainer
    static void start() {
        logging(LogLevel.OFF);
        CONTEXT.registerBean(
                ServiceClients.class, () -> mock(ServiceClients.class, call -> client(call.getArgument(0))));
        CONTEXT.registerBean(Carts.class, CheckoutSequencesTests::carts);
        CONTEXT.registerBean(
                RememberedOrders.class,
                () -> new RememberedOrders(
                        WORLD, CONTEXT.getBean(Carts.class), JdbcClient.create(mock(DataSource.class))));
        CONTEXT.registerBean(Prices.class, PricesTests::prices);
        CONTEXT.registerBean(
                CheckoutProperties.class,
                () -> new CheckoutProperties(
                        Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ZERO, Duration.ofMinutes(5)));
        CONTEXT.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        CONTEXT.register(Catalog.class, Payments.class, Checkout.class, CheckoutWorker.class);
        CONTEXT.refresh();
    }

    @AfterContainer
    static void stop() {
        CONTEXT.close();
        logging(LogLevel.INFO);
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void checkoutWhenLeftAloneAfterAnySequenceThenEveryOrderHasEndedAndTheBooksAgree(
            @ForAll("sequences") List<Move> moves) {
        begin();
        for (Move move : moves) {
            play(move);
            requireBooks();
        }
        for (int round = 0; round < ROUNDS; round++) {
            play(new Move.Pass(21));
            play(new Move.Work(Conditions.GOOD));
            requireBooks();
        }
        play(new Move.Pass(31 * 60));
        requireEnd();
    }

    private void begin() {
        WORLD.begin(this::play);
        SHELF.begin(STOCK);
        TILL.begin();
        CARTS.clear();
        orders.forget();
        takenByOthers = 0;
    }

    private void play(Move move) {
        switch (move) {
            case Move.Buy buy -> WORLD.run(buy.conditions(), () -> buy(buy));
            case Move.Work work -> WORLD.run(work.conditions(), this::work);
            case Move.Pass pass -> {
                WORLD.pass(Duration.ofSeconds(pass.seconds()));
                SHELF.expire();
            }
            case Move.Take take -> takenByOthers += SHELF.take(take.pieces());
        }
    }

    private void buy(Move.Buy buy) {
        CARTS.putIfAbsent(buy.person(), buy.pieces());
        try {
            Order order = checkout.buy(
                    buy.person(), new IdempotencyKey(buy.key()), buy.card().token(), null);
            assertThat(order.status()).isEqualTo(Status.CONFIRMED);
        } catch (ProblemException | RestClientException | Payments.ProviderFailedException | DataAccessException e) {
            // The person is told so, and may come back.
        }
    }

    private void work() {
        try {
            worker.settle();
        } catch (DataAccessException e) {
            // The database was away; there is a next round.
        }
    }

    /** What has to hold at any time. */
    private void requireBooks() {
        for (RememberedOrders.Row row : orders.rows()) {
            Order order = row.order();
            Status status = order.status();
            assertThat(row.history()).as("steps of %s", order.id()).doesNotHaveDuplicates();
            for (int i = 1; i < row.history().size(); i++) {
                assertThat(row.history().get(i - 1).mayBecome(row.history().get(i)))
                        .isTrue();
            }
            Money taken = TILL.taken().get(order.id().value());
            Shelf.Reservation goods = SHELF.of(order.id());
            if (status == Status.CONFIRMED) {
                Till.Payment payment = Objects.requireNonNull(TILL.of(order.id()));
                assertThat(taken).as("money of a confirmed order").isEqualTo(total(order));
                assertThat(payment.state()).isEqualTo(Till.State.CAPTURED);
                assertThat(payment.id()).isEqualTo(order.paymentId());
                assertThat(Objects.requireNonNull(goods).state())
                        .as("goods of a confirmed order")
                        .isEqualTo(Shelf.State.CONFIRMED);
                assertThat(goods.pieces()).isEqualTo(order.quantities().get(TEAPOT));
            } else if (status.isFinal()) {
                assertThat(taken).as("money of a %s order", status).isNull();
                assertThat(goods == null ? Shelf.State.RELEASED : goods.state())
                        .as("goods of a %s order", status)
                        .isIn(Shelf.State.RELEASED, Shelf.State.RESERVED); // the second for a while only
            } else if (taken != null) {
                assertThat(taken).as("money of a %s order", status).isEqualTo(total(order));
            }
        }
        assertThat(SHELF.pieces()
                        + SHELF.pieces(Shelf.State.RESERVED)
                        + SHELF.pieces(Shelf.State.HELD)
                        + SHELF.pieces(Shelf.State.CONFIRMED)
                        + takenByOthers)
                .as("pieces, wherever they are")
                .isEqualTo(STOCK);
    }

    /** What has to hold at the end. */
    private void requireEnd() {
        requireBooks();
        assertThat(orders.rows()).allMatch(row -> row.order().status().isFinal(), "ended");
        List<Order> confirmed = orders.rows().stream()
                .map(RememberedOrders.Row::order)
                .filter(order -> order.status() == Status.CONFIRMED)
                .toList();
        assertThat(sum(TILL.taken().values().stream().toList(), CheckoutSequencesTests::cents))
                .as("all money, in cents")
                .isEqualTo(sum(confirmed, order -> cents(total(order))));
        assertThat(SHELF.pieces(Shelf.State.CONFIRMED))
                .as("all goods that have left")
                .isEqualTo(sum(confirmed, order -> order.quantities().getOrDefault(TEAPOT, 0)));
        assertThat(SHELF.pieces(Shelf.State.RESERVED) + SHELF.pieces(Shelf.State.HELD))
                .as("goods that are set aside for nobody")
                .isZero();
    }

    @Provide
    Arbitrary<List<Move>> sequences() {
        return moves(2).list().ofMinSize(1).ofMaxSize(8);
    }

    /** Moves, and how deep one may lie within the other. */
    private static Arbitrary<Move> moves(int depth) {
        Arbitrary<Conditions> conditions = conditions(depth);
        Arbitrary<Move> buy = Combinators.combine(
                        Arbitraries.of("alice", "bob"),
                        Arbitraries.of("k1", "k2"),
                        Arbitraries.frequency(
                                Tuple.of(6, Card.GOOD), Tuple.of(1, Card.DECLINED), Tuple.of(1, Card.UNKNOWN)),
                        Arbitraries.integers().between(1, 2),
                        conditions)
                .as(Move.Buy::new);
        Arbitrary<Move> work = conditions.map(Move.Work::new);
        Arbitrary<Move> pass = Arbitraries.of(2, 21, 31 * 60).map(Move.Pass::new);
        Arbitrary<Move> take = Arbitraries.integers().between(-1, 3).map(Move.Take::new);
        return Arbitraries.frequencyOf(Tuple.of(6, buy), Tuple.of(3, work), Tuple.of(2, pass), Tuple.of(1, take));
    }

    private static Arbitrary<Conditions> conditions(int depth) {
        Arbitrary<Move.Provider> provider = Arbitraries.frequency(
                Tuple.of(6, Move.Provider.WORKS),
                Tuple.of(1, Move.Provider.FAILS),
                Tuple.of(1, Move.Provider.FAILS_AFTERWARDS));
        Arbitrary<Integer> step =
                Arbitraries.integers().between(1, STEPS).withDistribution(RandomDistribution.uniform());
        Arbitrary<Trouble> trouble = Combinators.combine(
                        step,
                        Arbitraries.of(
                                Trouble.Kind.CRASH_BEFORE,
                                Trouble.Kind.CRASH_AFTER,
                                Trouble.Kind.CUT_BEFORE,
                                Trouble.Kind.CUT_AFTER))
                .as((number, kind) -> new Trouble(number, kind, List.of()));
        if (depth > 0) {
            Arbitrary<Trouble> slow = Combinators.combine(
                            step, moves(depth - 1).list().ofMinSize(1).ofMaxSize(2))
                    .as((number, meanwhile) -> new Trouble(number, Trouble.Kind.SLOW, meanwhile));
            trouble = Arbitraries.frequencyOf(Tuple.of(2, trouble), Tuple.of(1, slow));
        }
        return Combinators.combine(provider, trouble.list().ofMaxSize(2)).as(Conditions::new);
    }

    private static Carts carts() {
        Carts carts = mock(Carts.class, withSettings().stubOnly());
        when(carts.of(anyString()))
                .thenAnswer(call -> RememberedOrders.statement(WORLD, () -> {
                    Integer pieces = CARTS.get(call.<String>getArgument(0));
                    return pieces == null ? Map.of() : Map.of(TEAPOT, new CartLine(pieces, PRICE));
                }));
        doAnswer(call -> CARTS.remove(call.<String>getArgument(0))).when(carts).takeOut(anyString(), anyMap());
        return carts;
    }

    /** A client of a neighbour that is modelled here. */
    private static RestClient client(String neighbour) {
        return RestClient.builder()
                .baseUrl("https://" + neighbour)
                .requestFactory((uri, method) -> request(uri, method))
                .build();
    }

    private static ClientHttpRequest request(URI uri, HttpMethod method) {
        return new MockClientHttpRequest(method, uri) {

            @Override
            protected ClientHttpResponse executeInternal() throws IOException {
                try {
                    Response answer = WORLD.step(() -> answer(method, uri, getBodyAsString(StandardCharsets.UTF_8)));
                    MockClientHttpResponse response =
                            new MockClientHttpResponse(answer.body().getBytes(StandardCharsets.UTF_8), answer.status());
                    response.getHeaders()
                            .setContentType(
                                    answer.status() < 400
                                            ? MediaType.APPLICATION_JSON
                                            : MediaType.APPLICATION_PROBLEM_JSON);
                    return response;
                } catch (World.Cut e) {
                    throw new IOException(e);
                }
            }
        };
    }

    private static Response answer(HttpMethod method, URI uri, String body) {
        String path = uri.getPath();
        if (path.equals("/internal/products")) {
            return Response.ok("""
                    {"items":[{"id":"%s","name":"Teapot","price":{"amount":"19.90","currency":"EUR"}}]}
                    """.formatted(TEAPOT));
        }
        UUID order = UUID.fromString(path.split("/")[3]);
        JsonNode json = body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
        return switch (method + " " + path.replace(order.toString(), "*")) {
            case "PUT /internal/reservations/*" ->
                SHELF.reserve(order, json.path("items").path(0).path("quantity").asInt());
            case "POST /internal/reservations/*/hold" -> SHELF.hold(order);
            case "POST /internal/reservations/*/confirmation" -> SHELF.confirm(order);
            case "DELETE /internal/reservations/*" -> SHELF.release(order);
            case "PUT /internal/payments/*" ->
                TILL.take(
                        order,
                        Money.of(
                                json.path("amount").path("amount").asString(),
                                json.path("amount").path("currency").asString()),
                        json.path("method").asString());
            case "POST /internal/payments/*/settlement" -> TILL.settle(order);
            default -> throw new IllegalArgumentException(method + " " + path);
        };
    }

    private static Money total(Order order) {
        return order.bill().total();
    }

    private static int cents(Money money) {
        return money.amount().movePointRight(2).intValueExact();
    }

    private static <T> int sum(List<T> all, ToIntFunction<T> value) {
        return all.stream().mapToInt(value).sum();
    }

    private static void logging(LogLevel level) {
        LoggingSystem.get(CheckoutSequencesTests.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, level);
    }
}
