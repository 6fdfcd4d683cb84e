package dev.palisade.payment.stripe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.palisade.local.Pause;
import dev.palisade.local.process.FreePort;
import dev.palisade.local.process.GoTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stripe, as far as an adapter sees it: it remembers, and answers as Stripe documents it. Every request is first asked of
 * stripe-mock, Stripe's own server of its public API description, and refused as it refuses; the answers are its examples
 * with what is remembered in them.
 */
final class StripeDouble implements AutoCloseable {

    static final String KEY = "sk_test_" + UUID.randomUUID().toString().replace("-", "");
    static final String ATTACHING_FAILS = "4000000000000002";
    static final String CHARGE_FAILS = "4000000000000341";
    static final String NO_FUNDS = "4000000000009995";

    private static final GoTool MOCK = new GoTool(
            "stripe-mock",
            "stripe-mock",
            "https://github.com/stripe/stripe-mock",
            "tools/stripe-mock",
            "github.com/stripe/stripe-mock");
    private static final int PAGE = 2; // so that every list has several

    private static @Nullable URI mock;

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> cards = new HashMap<>();
    private final Map<String, ObjectNode> intents = new LinkedHashMap<>();
    private final Map<String, Remembered> remembered = new HashMap<>();
    private final List<ObjectNode> booked = new ArrayList<>();
    private final List<ObjectNode> refunds = new ArrayList<>();
    private final List<ObjectNode> events = new ArrayList<>();
    private int losesAnswers;
    private int failsWith;
    private String failsAt = "";
    private String refundStatus = "succeeded";
    private boolean searchLags;

    StripeDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    static boolean isAvailable() {
        return MOCK.isAvailable();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** What it was asked, each also when it was repeated. */
    List<Asked> asked(String method, String path) {
        return asked.stream()
                .filter(each -> each.method().equals(method) && each.path().matches(path))
                .toList();
    }

    /** Does what it is asked next so many times, and hangs up without an answer. */
    void losesAnswers(int times) {
        losesAnswers = times;
    }

    /** Answers the next request with this status, and does nothing. */
    void failsWith(int status) {
        failsWith = status;
    }

    /** Answers with 500 whatever has this in its address; nothing when it is empty. */
    void failsAt(String part) {
        failsAt = part;
    }

    /** What becomes of the refunds that it is asked for. */
    void refundsBecome(String status) {
        refundStatus = status;
    }

    /** Does not find what is younger than a minute. */
    void searchLags(boolean lags) {
        searchLags = lags;
    }

    /** The status of the intent of one of our payments. */
    String status(UUID payment) {
        return Objects.requireNonNull(intents.get(intent(payment)))
                .path("status")
                .asString();
    }

    /** What it calls one of our payments. */
    String intent(UUID payment) {
        return intents.values().stream()
                .filter(intent -> intent.at("/metadata/payment").asString("").equals(payment.toString()))
                .map(intent -> intent.path("id").asString())
                .findFirst()
                .orElseThrow();
    }

    long countIntents(UUID payment) {
        return intents.values().stream()
                .filter(intent -> intent.at("/metadata/payment").asString("").equals(payment.toString()))
                .count();
    }

    /** A bank asks money of a payment back, or has decided about that. */
    void dispute(UUID payment, String id, String status) {
        ObjectNode intent = Objects.requireNonNull(intents.get(intent(payment)));
        ObjectNode dispute = example("GET", "/v1/disputes/" + id, "");
        dispute.put("id", id)
                .put("amount", intent.path("amount").asLong())
                .put("currency", intent.path("currency").asString())
                .put("status", status)
                .put("payment_intent", intent.path("id").asString());
        long amount = intent.path("amount").asLong();
        if (!status.equals("lost")) {
            book(dispute, status.equals("won") ? amount : -amount, "adjustment");
        }
        happened(status.equals("needs_response") ? "charge.dispute.created" : "charge.dispute.closed", dispute);
    }

    /** Somebody pays past us. */
    void somebodyPays(long amount) {
        ObjectNode charge = example("GET", "/v1/charges/ch_other", "");
        charge.put("id", "ch_other").put("amount_captured", amount).put("currency", "eur");
        charge.set("metadata", json.createObjectNode());
        book(charge, amount, "charge");
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }

    private synchronized void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String method = exchange.getRequestMethod();
        URI uri = exchange.getRequestURI();
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        asked.add(new Asked(method, uri.getPath(), form(body), key == null ? "" : key));
        Remembered answer;
        if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer = error(401, "invalid_request_error", "", "", null);
        } else if (!failsAt.isEmpty() && uri.toString().contains(failsAt)) {
            answer = error(500, "api_error", "", "", null);
        } else if (failsWith != 0) {
            answer = error(failsWith, failsWith == 429 ? "rate_limit_error" : "api_error", "", "", null);
            failsWith = 0;
        } else {
            answer = once(key, method + uri + body, () -> answer(method, uri, body));
        }
        if (losesAnswers > 0 && method.equals("POST")) {
            losesAnswers--;
            exchange.close();
            return;
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Request-Id", "req_123");
        exchange.getResponseHeaders().set("Stripe-Should-Retry", "false");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** As Stripe documents it: the same key and request get the same answer, another request is an error. */
    private Remembered once(@Nullable String key, String fingerprint, Answering answering) {
        Remembered known = key == null ? null : remembered.get(key);
        if (known != null) {
            return known.fingerprint().equals(fingerprint) ? known : error(400, "idempotency_error", "", "", null);
        }
        Remembered answer = answering.answer().of(fingerprint);
        if (key != null) {
            remembered.put(key, answer);
        }
        return answer;
    }

    private Remembered answer(String method, URI uri, String body) {
        HttpResponse<String> judged = judged(method, uri.toString(), body);
        if (judged.statusCode() != 200) {
            return new Remembered("", judged.statusCode(), judged.body());
        }
        ObjectNode example = (ObjectNode) json.readTree(judged.body());
        Map<String, String> form = form(body);
        String[] path = uri.getPath().split("/");
        String action = path.length > 4 ? path[4] : "";
        return switch (method + " " + path[2] + (path.length > 3 && !path[3].equals("search") ? "/*" : "") + action) {
            case "POST payment_methods" -> {
                String id = "pm_" + UUID.randomUUID();
                cards.put(id, form.get("card[number]"));
                yield ok(example.put("id", id));
            }
            case "POST customers" -> {
                String card = cards.get(form.get("payment_method"));
                yield ATTACHING_FAILS.equals(card)
                        ? error(402, "card_error", "card_declined", "generic_decline", null)
                        : ok(example.put("id", "cus_" + UUID.randomUUID()));
            }
            case "DELETE customers/*" -> ok(example);
            case "POST payment_intents" -> authorize(example, form);
            case "GET payment_intents/*" -> ok(intents.get(path[3]));
            case "POST payment_intents/*capture" -> move(intents.get(path[3]), "requires_capture", "succeeded");
            case "POST payment_intents/*cancel" -> {
                ObjectNode intent = Objects.requireNonNull(intents.get(path[3]));
                yield move(
                        intent,
                        intent.path("status").asString().equals("requires_capture")
                                ? "requires_capture"
                                : "requires_payment_method",
                        "canceled");
            }
            case "GET payment_intents" -> search(example, uri);
            case "POST refunds" -> refund(example, form);
            case "GET refunds" -> page(example, refunds, uri);
            case "GET balance_transactions" -> page(example, within(booked, uri), uri);
            case "GET events" -> page(example, within(events.reversed(), uri), uri);
            default -> error(404, "invalid_request_error", "", "", null);
        };
    }

    private Remembered authorize(ObjectNode intent, Map<String, String> form) {
        intent.put("id", "pi_" + UUID.randomUUID())
                .put("amount", Long.parseLong(form.get("amount")))
                .put("currency", form.get("currency"));
        intent.set("metadata", json.createObjectNode().put("payment", form.get("metadata[payment]")));
        intent.remove("last_payment_error");
        intents.put(intent.path("id").asString(), intent);
        String card = cards.getOrDefault(form.getOrDefault("payment_method", ""), "");
        if (!"true".equals(form.get("confirm"))) {
            intent.put("status", "requires_payment_method");
            return ok(intent);
        }
        if (card.equals(CHARGE_FAILS) || card.equals(NO_FUNDS)) {
            String why = card.equals(NO_FUNDS) ? "insufficient_funds" : "generic_decline";
            intent.put("status", "requires_payment_method");
            ObjectNode error = json.createObjectNode()
                    .put("type", "card_error")
                    .put("code", "card_declined")
                    .put("decline_code", why);
            intent.set("last_payment_error", error);
            happened("payment_intent.payment_failed", intent);
            return error(402, "card_error", "card_declined", why, intent);
        }
        intent.put("status", "requires_capture");
        return ok(intent);
    }

    private Remembered move(@Nullable ObjectNode intent, String from, String to) {
        if (intent == null || !intent.path("status").asString().equals(from)) {
            return error(400, "invalid_request_error", "payment_intent_unexpected_state", "", null);
        }
        intent.put("status", to);
        if (to.equals("succeeded")) {
            ObjectNode charge = example("GET", "/v1/charges/ch_1", "");
            charge.put("id", "ch_" + UUID.randomUUID())
                    .put("amount_captured", intent.path("amount").asLong())
                    .put("currency", intent.path("currency").asString());
            charge.set("metadata", intent.path("metadata"));
            book(charge, intent.path("amount").asLong(), "charge");
        }
        happened("payment_intent." + to, intent);
        return ok(intent);
    }

    private Remembered refund(ObjectNode refund, Map<String, String> form) {
        ObjectNode intent = Objects.requireNonNull(intents.get(form.get("payment_intent")));
        long amount = Long.parseLong(form.get("amount"));
        refund.put("id", "re_" + UUID.randomUUID())
                .put("amount", amount)
                .put("status", refundStatus)
                .put("currency", intent.path("currency").asString())
                .put("payment_intent", intent.path("id").asString());
        ObjectNode names = json.createObjectNode();
        names.put("refund", form.get("metadata[refund]")).put("payment", form.get("metadata[payment]"));
        refund.set("metadata", names);
        refunds.add(refund);
        book(refund, -amount, "refund");
        happened("refund.created", refund);
        return ok(refund);
    }

    private Remembered search(ObjectNode result, URI uri) {
        ArrayNode found = json.createArrayNode();
        intents.values().stream()
                .filter(intent -> !searchLags)
                .filter(intent -> query(uri)
                        .getOrDefault("query", "")
                        .equals("metadata['payment']:'"
                                + intent.at("/metadata/payment").asString() + "'"))
                .forEach(found::add);
        result.put("has_more", false).set("data", found);
        return ok(result);
    }

    private static List<ObjectNode> within(List<ObjectNode> all, URI uri) {
        long from = Long.parseLong(query(uri).getOrDefault("created[gte]", "0"));
        long to = Long.parseLong(query(uri).getOrDefault("created[lt]", String.valueOf(Long.MAX_VALUE)));
        return all.stream()
                .filter(each -> each.path("created").asLong() >= from
                        && each.path("created").asLong() < to)
                .toList();
    }

    private Remembered page(ObjectNode list, List<ObjectNode> all, URI uri) {
        String after = query(uri).getOrDefault("starting_after", "");
        int begin = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).path("id").asString().equals(after)) {
                begin = i + 1;
            }
        }
        int end = Math.min(all.size(), begin + PAGE);
        ArrayNode data = json.createArrayNode();
        all.subList(begin, end).forEach(data::add);
        list.put("has_more", end < all.size()).set("data", data);
        return ok(list);
    }

    private void book(ObjectNode source, long amount, String type) {
        ObjectNode transaction = example("GET", "/v1/balance_transactions/txn_1", "");
        transaction
                .put("id", "txn_" + UUID.randomUUID())
                .put("amount", amount)
                .put("type", type)
                .put("created", Instant.now().getEpochSecond());
        transaction.set("source", source.deepCopy());
        booked.add(transaction);
    }

    private void happened(String type, ObjectNode object) {
        ObjectNode event = json.createObjectNode();
        event.put("id", "evt_" + UUID.randomUUID())
                .put("object", "event")
                .put("api_version", "2020-08-27") // an account's own, not the library's
                .put("type", type)
                .put("created", Instant.now().getEpochSecond());
        event.set("data", json.createObjectNode().set("object", object.deepCopy()));
        events.add(event);
    }

    private ObjectNode example(String method, String path, String body) {
        return (ObjectNode) json.readTree(judged(method, path, body).body());
    }

    private HttpResponse<String> judged(String method, String target, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(mock() + target))
                .header("Authorization", "Bearer sk_test_123")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (method.equals("POST")) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One for all tests of this JVM, and ended with it. */
    private static synchronized URI mock() {
        if (mock == null) {
            Path repository = Path.of("..").toAbsolutePath().normalize();
            int port;
            try {
                port = FreePort.find();
                Process process = new ProcessBuilder(
                                MOCK.find(repository, System.out::println).toString(),
                                "-http-port",
                                String.valueOf(port))
                        .redirectErrorStream(true)
                        .redirectOutput(Path.of("target", "stripe-mock.log").toFile())
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            mock = URI.create("http://localhost:" + port);
            awaitListening(port);
        }
        return mock;
    }

    private static void awaitListening(int port) {
        for (int attempt = 0; attempt < 200; attempt++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Pause.ofMillis(50);
            }
        }
        throw new IllegalStateException("stripe-mock does not listen, see target/stripe-mock.log");
    }

    private Remembered ok(@Nullable JsonNode body) {
        return body == null
                ? error(404, "invalid_request_error", "resource_missing", "", null)
                : new Remembered("", 200, body.toString());
    }

    private Remembered error(int status, String type, String code, String decline, @Nullable ObjectNode intent) {
        ObjectNode error = json.createObjectNode().put("type", type).put("message", "Secret words of Stripe");
        if (!code.isEmpty()) {
            error.put("code", code);
        }
        if (!decline.isEmpty()) {
            error.put("decline_code", decline);
        }
        if (intent != null) {
            error.set("payment_intent", intent.deepCopy());
        }
        return new Remembered(
                "", status, json.createObjectNode().set("error", error).toString());
    }

    private static Map<String, String> query(URI uri) {
        return form(uri.getRawQuery() == null ? "" : uri.getRawQuery());
    }

    private static Map<String, String> form(String encoded) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            String[] parts = pair.split("=", 2);
            form.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    /**
     * A request.
     *
     * @param method its method
     * @param path its path
     * @param form its fields
     * @param key its idempotency key; empty when it has none
     */
    record Asked(String method, String path, Map<String, String> form, String key) {}

    private record Remembered(String fingerprint, int status, String body) {

        Remembered of(String request) {
            return new Remembered(request, status, body);
        }
    }

    /** Makes an answer. */
    @FunctionalInterface
    private interface Answering {

        Remembered answer();
    }
}
