package dev.palisade.verify.attack;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** People who want what is another's, or to pay less than they should. */
final class ShopAttacks {

    private static final String ALL = "cart orders payment";
    private static final String CARD = "{\"number\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"123\"}";
    private static final String ITEMS = "/api/cart/items/";
    private static final String GUEST_CART = "/api/guest-cart";
    private static final String MERGE = "/api/cart/merge";

    private ShopAttacks() {}

    @Attack("C-AZN-01")
    static void nothingByAccident(Scene scene, Findings findings) {
        JsonNode paths = scene.outside().get("/api/openapi").json().path("paths");
        findings.holds("the contract is published", paths.size() > 8, paths.size() + " paths");
        String weak = scene.token("alice", "openid");
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (!List.of("get", "put", "post", "delete").contains(operation.getKey())) {
                    continue;
                }
                boolean open = operation.getValue().path("security").isArray()
                        && operation.getValue().path("security").isEmpty();
                String concrete =
                        path.getKey().replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
                String method = operation.getKey().toUpperCase(Locale.ROOT);
                String body = method.equals("POST") || method.equals("PUT") ? "{}" : null;
                Answer nobody = scene.outside().send(method, concrete, body);
                if (open) {
                    findings.allowed(method + " " + path.getKey() + " for anybody", answered(nobody), 200);
                } else {
                    findings.refused(method + " " + path.getKey() + " for nobody", nobody, 401, 403);
                    findings.refused(
                            method + " " + path.getKey() + " with a token of no scope for it",
                            scene.outside()
                                    .as(weak)
                                    .with("Idempotency-Key", "verify")
                                    .send(method, concrete, body),
                            401,
                            403,
                            400);
                }
            }
        }
    }

    private static Answer answered(Answer answer) {
        return answer.status() < 500 && answer.status() != 401 && answer.status() != 403
                ? Answer.of(200, Map.of(), "")
                : answer;
    }

    @Attack("C-AZN-02")
    static void roles(Scene scene, Findings findings) {
        String product = "{\"sku\":\"VERIFY-1\",\"name\":\"x\",\"description\":\"x\",\"category\":\"garden\","
                + "\"price\":{\"amount\":\"1.00\",\"currency\":\"EUR\"},\"stock\":1}";
        for (String person : List.of("alice", "bob", "dave", "erin")) {
            findings.refused(
                    person + " adding a product",
                    scene.outside().as(scene.token(person, ALL)).send("POST", "/api/catalog/products", product),
                    401,
                    403);
        }
        String missing = "/api/catalog/products/" + UUID.randomUUID();
        findings.allowed(
                "carol changing a product that is not there",
                scene.outside().as(scene.token("carol", "catalog:write")).send("PUT", missing, product),
                404);
        String refund = "/api/payments/" + UUID.randomUUID() + "/refunds";
        String amount = "{\"amount\":{\"amount\":\"1.00\",\"currency\":\"EUR\"}}";
        for (String person : List.of("alice", "carol", "dave")) {
            findings.refused(
                    person + " paying money back",
                    scene.outside()
                            .as(scene.token(person, person.equals("carol") ? "catalog:write" : ALL))
                            .with("Idempotency-Key", UUID.randomUUID().toString())
                            .send("POST", refund, amount),
                    401,
                    403);
        }
        findings.allowed(
                "erin paying back a payment that is not there",
                scene.outside()
                        .as(scene.token("erin", "payment:refund"))
                        .with("Idempotency-Key", UUID.randomUUID().toString())
                        .send("POST", refund, amount),
                404);
    }

    @Attack("C-AZN-03")
    static void othersThings(Scene scene, Findings findings) {
        Door alice = scene.outside().as(scene.token("alice", ALL));
        Door bob = scene.outside().as(scene.token("bob", ALL));
        JsonNode order = buy(scene, alice, 1).json();
        String id = order.path("id").asString("none");
        String payment = order.path("paymentId").asString("none");
        findings.allowed("alice reading her order", alice.get("/api/orders/" + id), 200);
        findings.allowed("alice reading her payment", alice.get("/api/payments/" + payment), 200);
        findings.refused("bob reading alice's order", bob.get("/api/orders/" + id), 404);
        findings.refused("bob reading alice's payment", bob.get("/api/payments/" + payment), 404);
        Answer unknown = bob.get("/api/orders/" + UUID.randomUUID());
        findings.holds(
                "another's order looks like none",
                unknown.body()
                        .replaceAll("[0-9a-f-]{36}|[0-9a-f]{32}", "")
                        .equals(bob.get("/api/orders/" + id).body().replaceAll("[0-9a-f-]{36}|[0-9a-f]{32}", "")),
                unknown.summary());
        findings.holds(
                "bob's list has no order of alice",
                !bob.get("/api/orders").body().contains(id),
                "");
        String card = card(alice);
        put(bob, GatewayAttacks.product(scene), 1);
        findings.refused(
                "bob paying with alice's card",
                order(bob, card, UUID.randomUUID().toString()),
                404,
                409,
                422);
        clear(bob);
    }

    @Attack("C-AZN-05")
    static void fieldsOfOurs(Scene scene, Findings findings) {
        Door alice = scene.outside().as(scene.token("alice", ALL));
        String product = GatewayAttacks.product(scene);
        findings.allowed("a quantity", alice.send("PUT", ITEMS + product, "{\"quantity\":1}"), 200);
        for (String more : List.of(
                "\"price\":{\"amount\":\"0.01\",\"currency\":\"EUR\"}",
                "\"owner\":\"bob\"",
                "\"productId\":\"x\"",
                "\"total\":0",
                "\"discount\":100")) {
            findings.refused(
                    "a quantity with " + more,
                    alice.send("PUT", ITEMS + product, "{\"quantity\":1," + more + "}"),
                    400);
        }
        for (String more : List.of(
                "\"total\":{\"amount\":\"0.01\",\"currency\":\"EUR\"}",
                "\"status\":\"PAID\"",
                "\"owner\":\"bob\"",
                "\"roles\":[\"support\"]")) {
            findings.refused(
                    "an order with " + more,
                    alice.with("Idempotency-Key", UUID.randomUUID().toString())
                            .send("POST", "/api/orders", "{\"paymentMethod\":{\"token\":\"x\"}," + more + "}"),
                    400);
        }
        clear(alice);
    }

    @Attack("C-AZN-07")
    static void scopes(Scene scene, Findings findings) {
        String product = GatewayAttacks.product(scene);
        Door cart = scene.outside().as(scene.token("alice", "cart"));
        findings.allowed("the cart with the scope cart", cart.get("/api/cart"), 200);
        findings.refused("orders with the scope cart", cart.get("/api/orders"), 403);
        findings.refused("a card with the scope cart", cart.send("POST", "/api/payments/methods", CARD), 403);
        Door orders = scene.outside().as(scene.token("alice", "orders"));
        findings.allowed("orders with the scope orders", orders.get("/api/orders"), 200);
        findings.refused("the cart with the scope orders", orders.get("/api/cart"), 403);
        findings.refused(
                "a change of the cart with the scope orders",
                orders.send("PUT", ITEMS + product, "{\"quantity\":1}"),
                403);
        Door direct = scene.from("gateway", "cart-service")
                .as(scene.exchanged("gateway", scene.token("alice", ALL), "cart-service", "cart"));
        findings.refused("orders at the service itself with the scope cart", direct.get("/api/orders"), 403);
    }

    @Attack("C-CRT-01")
    static void guestCarts(Scene scene, Findings findings) {
        String product = GatewayAttacks.product(scene);
        String secret =
                scene.outside().send("POST", GUEST_CART, null).json().path("id").asString("none");
        Door holder = scene.outside().with("Guest-Cart", secret);
        findings.allowed(
                "who holds the secret filling the cart",
                holder.send("PUT", GUEST_CART + "/items/" + product, "{\"quantity\":2}"),
                200);
        Door guesser = scene.outside().with("Guest-Cart", (secret.startsWith("A") ? "B" : "A") + secret.substring(1));
        findings.refused("a secret that is another in one letter", guesser.get(GUEST_CART), 404);
        findings.refused("no secret", scene.outside().get(GUEST_CART), 400);
        findings.refused("the secret in the address", scene.outside().get(GUEST_CART + "?Guest-Cart=" + secret), 400);
        findings.refused(
                "buying it without a person",
                order(holder, "x", UUID.randomUUID().toString()),
                401,
                403);
        findings.refused("merging it without a person", holder.send("POST", MERGE, null), 401, 403);

        Door alice = scene.outside().as(scene.token("alice", ALL));
        clear(alice);
        Door merging = alice.with("Guest-Cart", secret);
        findings.allowed("alice merging it", merging.send("POST", MERGE, null), 200);
        merging.send("POST", MERGE, null);
        int pieces = alice.get("/api/cart")
                .json()
                .path("items")
                .path(0)
                .path("quantity")
                .asInt();
        findings.holds("merged twice, it is there once", pieces == 2, pieces);
        findings.refused("reading it after it was merged", holder.get(GUEST_CART), 404);
        clear(alice);
    }

    @Attack("C-BIZ-01")
    static void prices(Scene scene, Findings findings) {
        Door alice = scene.outside().as(scene.token("alice", ALL));
        Answer bought = buy(scene, alice, 2);
        findings.allowed("an order", bought, 201);
        JsonNode shelf = scene.outside()
                .get("/api/catalog/products?size=1")
                .json()
                .path("items")
                .path(0)
                .path("price");
        BigDecimal price = new BigDecimal(shelf.path("amount").asString("0"));
        BigDecimal goods = amount(bought, "goods");
        findings.holds(
                "the goods cost what the shelf says, twice",
                goods.compareTo(price.multiply(BigDecimal.TWO)) == 0,
                goods);
        findings.holds(
                "the total is the goods and the delivery",
                amount(bought, "total").compareTo(goods.add(amount(bought, "shipping"))) == 0,
                amount(bought, "total"));
    }

    private static BigDecimal amount(Answer order, String line) {
        return new BigDecimal(order.json().path(line).path("amount").asString("0"));
    }

    @Attack("C-BIZ-02")
    static void amounts(Scene scene, Findings findings) {
        Door alice = scene.outside().as(scene.token("alice", ALL));
        String product = GatewayAttacks.product(scene);
        findings.allowed("a quantity of 1", alice.send("PUT", ITEMS + product, "{\"quantity\":1}"), 200);
        for (String quantity : List.of(
                "0",
                "-1",
                "2147483648",
                "1e400",
                "1.5",
                "\"1\"",
                "null",
                "true",
                "[1]",
                "99999999999999999999",
                "NaN",
                "100")) {
            findings.refused(
                    "a quantity of " + quantity,
                    alice.send("PUT", ITEMS + product, "{\"quantity\":" + quantity + "}"),
                    400,
                    422);
        }
        findings.holds(
                "the cart still has one",
                alice.get("/api/cart")
                                .json()
                                .path("items")
                                .path(0)
                                .path("quantity")
                                .asInt()
                        == 1,
                alice.get("/api/cart").json().path("items").size());
        for (String number :
                List.of("4242424242424241", "4242 4242 4242 4242", "4242-4242", "abcd", "", "42424242424242424242")) {
            findings.refused(
                    "a card number \"" + number.replaceAll("\\d", "9") + "\"",
                    alice.send("POST", "/api/payments/methods", CARD.replace("4242424242424242", number)),
                    400,
                    422);
        }
        findings.refused(
                "a card of the past",
                alice.send("POST", "/api/payments/methods", CARD.replace("12/30", "01/20")),
                400,
                422);
        clear(alice);
    }

    @Attack("C-BIZ-03")
    static void keys(Scene scene, Findings findings) throws InterruptedException, ExecutionException {
        Door alice = scene.outside().as(scene.token("alice", ALL));
        String card = card(alice);
        String another = card(alice);
        put(alice, GatewayAttacks.product(scene), 1);
        String key = UUID.randomUUID().toString();
        List<Callable<Answer>> requests = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            requests.add(() -> order(alice, card, key));
        }
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> answer : threads.invokeAll(requests)) {
                answers.add(answer.get());
            }
        }
        List<String> orders = answers.stream()
                .filter(answer -> answer.status() / 100 == 2)
                .map(answer -> answer.json().path("id").asString())
                .distinct()
                .toList();
        findings.allowed("the purchase with its key once more", order(alice, card, key), 201);
        findings.holds("ten at once with one key are one order", orders.size() == 1, orders.size());
        findings.holds(
                "and no other answer is a fault of ours",
                answers.stream().allMatch(answer -> answer.status() < 500),
                answers.stream().map(Answer::status).toList());
        findings.refused("the key for another purchase", order(alice, another, key), 422);
        findings.refused(
                "a purchase without a key",
                alice.send("POST", "/api/orders", "{\"paymentMethod\":{\"token\":\"" + card + "\"}}"),
                400);
        Door bob = scene.outside().as(scene.token("bob", ALL));
        findings.refused("bob with alice's key and an empty cart", order(bob, card, key), 404, 409, 422);
    }

    @Attack("C-INP-01")
    static void sql(Scene scene, Findings findings) {
        Door anybody = scene.outside();
        Answer clean = anybody.get("/api/catalog/products?query=kettle");
        findings.allowed("a search for a word", clean, 200);
        int all =
                anybody.get("/api/catalog/products?size=1").json().path("total").asInt();
        for (String payload : List.of(
                "' or '1'='1",
                "' or 1=1--",
                "'; drop table product;--",
                "\" or \"\"=\"",
                "' union select null,null--",
                "') or ('1'='1",
                "1; select pg_sleep(5)",
                "'||pg_sleep(5)||'",
                "%' and '%'='",
                "\\' or 1=1--",
                "${jndi:ldap://127.0.0.1/x}",
                "{{7*7}}",
                "#{T(java.lang.Runtime)}",
                "$where",
                "admin'/*")) {
            for (String parameter : List.of("query", "category")) {
                Answer answer = anybody.get("/api/catalog/products?" + parameter + "="
                        + URLEncoder.encode(payload, StandardCharsets.UTF_8));
                findings.holds(
                        "the " + parameter + " \"" + payload + "\" is text that nothing matches, or is refused",
                        answer.status() == 400
                                || (answer.status() == 200
                                        && answer.json().path("total").asInt() < all),
                        answer.summary());
            }
        }
        for (String page : List.of("1;drop table product", "-1", "1e9", "' or 1=1", "0x1")) {
            findings.refused(
                    "the page \"" + page + "\"",
                    anybody.get("/api/catalog/products?page=" + URLEncoder.encode(page, StandardCharsets.UTF_8)),
                    400);
        }
        findings.holds(
                "nothing is missing afterwards",
                anybody.get("/api/catalog/products?size=1").json().path("total").asInt() == all,
                all);
    }

    @Attack("C-ERR-01")
    static void errors(Scene scene, Findings findings) {
        Door alice = scene.outside().as(scene.token("alice", ALL));
        Answer health = alice.get("/actuator/health");
        findings.allowed("the health of the gateway", health, 200);
        findings.holds(
                "which says a word and no more",
                health.body().length() < 60,
                health.body().length() + " letters");
        findings.refused("a broken body", alice.send("PUT", ITEMS + UUID.randomUUID(), "{\"quantity\":"), 400);
        findings.refused("an id that is none", alice.get("/api/orders/not-an-id"), 400, 404);
        findings.refused("a thing that is not there", alice.get("/api/orders/" + UUID.randomUUID()), 404);
        findings.refused("a place that is not there", alice.get("/api/nothing"), 404);
        for (String path : List.of(
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/mappings",
                "/metrics",
                "/h2-console",
                "/v3/api-docs",
                "/swagger-ui/index.html")) {
            findings.refused(path + " at the front door", alice.get(path), 401, 403, 404);
            findings.refused(
                    path + " at cart-service",
                    scene.from("gateway", "cart-service").get(path),
                    401,
                    403,
                    404);
        }
    }

    @Attack("C-LOG-02")
    static void logs(Scene scene, Findings findings) {
        Door alice = scene.outside().as(scene.token("alice", ALL));
        List<DecisionLog> logs = Scene.PROCESSES.stream().map(scene::log).toList();
        findings.holds("alice buys something", buy(scene, alice, 1).status() == 201, "201");
        alice.send("POST", "/api/payments/methods", CARD.replace("4242424242424242", "5555555555554444"));
        for (DecisionLog log : logs) {
            String text = log.text();
            boolean held = Forge.holdsToken(text)
                    || Stream.of("4242424242424242", "5555555555554444", OAuthAttacks.password(scene, "alice"))
                            .anyMatch(text::contains);
            findings.holds(
                    "the log of " + log.service() + " does not hold a card number, a token or a password",
                    !held,
                    text.length() + " letters");
        }
    }

    @Attack("C-LOG-03")
    static void logLines(Scene scene, Findings findings) {
        DecisionLog gateway = scene.log("gateway");
        DecisionLog catalog = scene.log("catalog-service");
        String forged = "x\r\n{\"log\":{\"level\":\"ERROR\"},\"message\":\"forged\"}\u2028\u001b[31m";
        String search = "/api/catalog/products?query=" + URLEncoder.encode(forged, StandardCharsets.UTF_8);
        // What is refused is written down; so there is something to look at.
        for (Door door : List.of(scene.outside(), scene.from("gateway", "catalog-service"))) {
            door.get(search);
            door.with("User-Agent", "a\t{\"message\":\"forged\"}")
                    .as("no.to.ken")
                    .get(search);
        }
        for (DecisionLog log : List.of(gateway, catalog)) {
            findings.holds(
                    "the log of " + log.service() + " grows",
                    log.awaitsMore(),
                    log.text().length());
            List<String> broken = log.text()
                    .lines()
                    .filter(line -> !line.startsWith("{\"@timestamp\"") || line.startsWith("{\"log\""))
                    .toList();
            findings.holds("every line of " + log.service() + " is a whole event", broken.isEmpty(), broken.size());
        }
        findings.allowed("a search", scene.outside().get("/api/catalog/products?query=x"), 200);
    }

    private static Answer buy(Scene scene, Door person, int quantity) {
        clear(person);
        String card = card(person);
        put(person, GatewayAttacks.product(scene), quantity);
        return order(person, card, UUID.randomUUID().toString());
    }

    private static void clear(Door person) {
        for (JsonNode item : person.get("/api/cart").json().path("items")) {
            person.send("DELETE", ITEMS + item.path("productId").asString(), null);
        }
    }

    private static void put(Door person, String product, int quantity) {
        person.send("PUT", ITEMS + product, "{\"quantity\":" + quantity + "}");
    }

    private static String card(Door person) {
        return person.send("POST", "/api/payments/methods", CARD)
                .json()
                .path("token")
                .asString("");
    }

    private static Answer order(Door person, String card, String key) {
        return person.with("Idempotency-Key", key)
                .send("POST", "/api/orders", "{\"paymentMethod\":{\"token\":\"" + card + "\"}}");
    }
}
