package dev.palisade.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The provider's HTTPS API, its dashboard and, where it is allowed, the requests that make things go wrong. */
public final class SandboxServer implements AutoCloseable {

    private static final int LARGEST_BODY = 16 * 1024;
    private static final int LISTED = 100;
    private static final String REFERENCE = "[\\x21-\\x7e]{1,100}";
    private static final String JSON_TYPE = "application/json";

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    private final FaultPlan faults = new FaultPlan();
    private final Settings settings;
    private final Clock clock;
    private final Books books;
    private final HttpsServer server;
    private final @Nullable Webhooks webhooks;

    private SandboxServer(Settings settings, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        Files.createDirectories(settings.data());
        SSLContext tls = OwnIdentity.context(settings.identity());
        this.books = new Books(settings.data().resolve("journal"), clock, json);
        this.server = HttpsServer.create(new InetSocketAddress(settings.host(), settings.port()), 128);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        this.webhooks = settings.webhookUrl() == null
                ? null
                : new Webhooks(
                        books, settings.webhookUrl(), tls, () -> lines(settings.webhookSecrets()), faults, json, clock);
    }

    /**
     * Starts a sandbox.
     *
     * @throws IOException when it cannot listen, or its files cannot be read
     */
    public static SandboxServer start(Settings settings, Clock clock) throws IOException {
        SandboxServer started = new SandboxServer(settings, clock);
        started.server.start();
        return started;
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        try {
            if (webhooks != null) {
                webhooks.close();
            }
            books.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        Reply reply;
        try {
            // To its end before anything is answered, so that the connection can carry the next request.
            reply = reply(exchange, body(exchange));
        } catch (ApiException e) {
            reply = refusal(e.status(), e.code(), e.getMessage());
        } catch (JacksonException e) {
            reply = refusal(400, "malformed_body", "The body is not the JSON that this request needs.");
        } catch (Journal.JournalException e) {
            // What is in memory may not be on the disk: only a new start finds out.
            System.out.println(clock.instant() + " " + e.getMessage() + ": " + e.getCause());
            Runtime.getRuntime().halt(1);
            throw e;
        } catch (RuntimeException e) {
            System.out.println(clock.instant() + " failed: " + e);
            reply = refusal(500, "provider_error", "The provider failed.");
        }
        if (reply.lost()) {
            exchange.close(); // the connection ends without a word
        } else {
            send(exchange, reply);
        }
    }

    private Reply reply(HttpExchange exchange, String body) {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (path.equals("/health")) {
            return text("text/plain", "up\n");
        }
        requireKey(exchange);
        if (method.equals("GET")) {
            return read(path, query(exchange));
        }
        if (!method.equals("POST")) {
            throw new ApiException(405, "method_not_allowed", "This is read with GET and changed with POST.");
        }
        if (path.startsWith("/control/")) {
            return control(path, body);
        }
        if (faults.fails()) {
            throw new ApiException(500, "provider_error", "The provider failed. Nothing was booked.");
        }
        Supplier<Books.Change> change = change(path, body.isEmpty() ? json.createObjectNode() : json.readTree(body));
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (key != null && !key.matches(REFERENCE)) {
            throw ApiException.invalid("invalid_idempotency_key", "A key has 1 to 100 visible characters.");
        }
        Books.Done done =
                books.once(key, digest(method + " " + path + "\n" + body), () -> pause(faults.pause()), change);
        boolean lost =
                done.fresh() && (faults.losesAnswer() || (path.equals("/v1/payments") && books.losesAnswer(body)));
        return new Reply(done.status(), JSON_TYPE, done.body(), lost);
    }

    private Supplier<Books.Change> change(String path, JsonNode body) {
        String[] parts = path.substring(1).split("/", -1);
        String what = String.join("/", parts[0], parts.length > 1 ? parts[1] : "");
        String id = parts.length > 2 ? parts[2] : "";
        String action = parts.length > 3 ? parts[3] : "";
        if (parts.length > 4) {
            throw ApiException.notFound("path");
        }
        return switch (what + (id.isEmpty() ? "" : "/*") + (action.isEmpty() ? "" : "/" + action)) {
            case "v1/cards" ->
                () -> books.addCard(
                        text(body, "number"),
                        (int) number(body, "exp_month"),
                        (int) number(body, "exp_year"),
                        text(body, "cvc"));
            case "v1/cards/*/forget" -> () -> books.forgetCard(id);
            case "v1/payments" -> {
                String reference = reference(body);
                long amount = amount(body);
                String currency = text(body, "currency");
                if (!currency.matches("[a-z]{3}")) {
                    throw ApiException.invalid("invalid_currency", "A currency has three small letters.");
                }
                yield () -> books.authorize(reference, text(body, "card"), amount, currency);
            }
            case "v1/payments/*/capture" -> () -> books.capture(id);
            case "v1/payments/*/void" -> () -> books.cancel(id);
            case "v1/payments/*/refunds" -> {
                String reference = reference(body);
                long amount = amount(body);
                yield () -> books.refund(id, reference, amount);
            }
            case "v1/cancellations" -> {
                String reference = reference(body);
                yield () -> books.cancelReference(reference);
            }
            default -> throw ApiException.notFound("path");
        };
    }

    private Reply read(String path, Map<String, String> query) {
        if (path.equals("/")) {
            return text("text/html; charset=utf-8", Dashboard.page(books));
        }
        if (path.equals("/dashboard.css")) {
            return text("text/css; charset=utf-8", Dashboard.STYLE);
        }
        if (path.equals("/v1/payments")) {
            String reference = query.get("reference");
            if (reference == null) {
                return list(books.payments(LISTED));
            }
            Payment found = books.find(reference);
            return list(found == null ? List.of() : List.of(found));
        }
        if (path.startsWith("/v1/payments/")) {
            return body(books.payment(path.substring("/v1/payments/".length())));
        }
        return switch (path) {
            case "/v1/refunds" -> list(books.refunds(query.get("payment"), LISTED));
            case "/v1/disputes" -> list(books.disputes(LISTED));
            case "/v1/webhooks" -> list(books.attempts());
            case "/v1/statement" -> list(statement(query.get("date")));
            case "/control/faults" -> {
                requireControl();
                yield body(faults.left());
            }
            default -> throw ApiException.notFound("path");
        };
    }

    private List<Books.StatementLine> statement(@Nullable String date) {
        LocalDate day;
        try {
            day = date == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : LocalDate.parse(date);
        } catch (DateTimeException e) {
            throw ApiException.invalid("invalid_date", "A date is written as 2030-12-31.");
        }
        List<Books.StatementLine> lines = new ArrayList<>(books.statement(day));
        if (!lines.isEmpty() && faults.statesWrongAmount()) {
            Books.StatementLine first = lines.getFirst();
            lines.set(
                    0,
                    new Books.StatementLine(
                            first.type(), first.reference(), first.payment(), first.amount() + 1, first.currency()));
        }
        return lines;
    }

    private Reply control(String path, String body) {
        requireControl();
        if (path.equals("/control/faults")) {
            faults.set(json.readValue(body, Faults.class));
            return body(faults.left());
        }
        JsonNode wanted = json.readTree(body);
        Supplier<Books.Change> change;
        if (path.equals("/control/disputes")) {
            String payment = text(wanted, "payment");
            change = () -> books.dispute(payment);
        } else if (path.matches("/control/disputes/[^/]+/close")) {
            String dispute = path.split("/")[3];
            boolean won = wanted.path("won").asBoolean(false);
            change = () -> books.closeDispute(dispute, won);
        } else {
            throw ApiException.notFound("path");
        }
        Books.Done done = books.once(null, "", () -> {}, change);
        return new Reply(done.status(), JSON_TYPE, done.body(), false);
    }

    private void requireControl() {
        if (!settings.control()) {
            throw ApiException.notFound("path");
        }
    }

    /** The key as a bearer, or as the name of the user where a browser asks for one. */
    private void requireKey(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        String shown = "";
        if (header != null && header.startsWith("Bearer ")) {
            shown = header.substring("Bearer ".length());
        } else if (header != null && header.startsWith("Basic ")) {
            shown = user(header.substring("Basic ".length()));
        }
        byte[] expected = lines(settings.apiKey()).getFirst().getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"payment sandbox\"");
            throw new ApiException(401, "unauthenticated", "The API key is missing or wrong.");
        }
    }

    private static String user(String credentials) {
        try {
            return new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8).split(":", 2)[0];
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'");
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw new ApiException(413, "body_too_large", "A body has at most 16 KiB.");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, String> values = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int end = pair.indexOf('=');
                if (end > 0) {
                    values.put(
                            pair.substring(0, end), URLDecoder.decode(pair.substring(end + 1), StandardCharsets.UTF_8));
                }
            }
        }
        return values;
    }

    private static String reference(JsonNode body) {
        String reference = text(body, "reference");
        if (!reference.matches(REFERENCE)) {
            throw ApiException.invalid("invalid_reference", "A reference has 1 to 100 visible characters.");
        }
        return reference;
    }

    private static long amount(JsonNode body) {
        long amount = number(body, "amount");
        if (amount <= 0) {
            throw ApiException.invalid("invalid_amount", "An amount is more than nothing.");
        }
        return amount;
    }

    private static String text(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (!value.isString()) {
            throw ApiException.invalid("invalid_" + name, "'" + name + "' must be a text.");
        }
        return value.asString();
    }

    private static long number(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw ApiException.invalid("invalid_" + name, "'" + name + "' must be a whole number.");
        }
        return value.asLong();
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no SHA-256", e);
        }
    }

    private Reply refusal(int status, String code, @Nullable String message) {
        return new Reply(
                status,
                JSON_TYPE,
                json.writeValueAsString(Map.of("error", Map.of("code", code, "message", String.valueOf(message)))),
                false);
    }

    private Reply body(Object value) {
        return new Reply(200, JSON_TYPE, json.writeValueAsString(value), false);
    }

    private Reply list(List<?> values) {
        return body(Map.of("data", values));
    }

    private static Reply text(String type, String text) {
        return new Reply(200, type, text, false);
    }

    private record Reply(int status, String type, String body, boolean lost) {}
}
