package dev.palisade.verify.fuzz;

import dev.palisade.verify.fuzz.Operation.Parameter;
import dev.palisade.verify.fuzz.Shot.Field;
import dev.palisade.verify.fuzz.Shot.Kind;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes up requests, the same for the same seed and number. */
final class Shots {

    private static final String JSON_TYPE = "application/json";
    private static final String FORM_TYPE = "application/x-www-form-urlencoded";
    private static final String CSV_TYPE = "text/csv";
    private static final String KEY = "Idempotency-Key";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int DEEP = 20_000;
    private static final int HUGE = 300_000; // bytes; several times what the gateway takes

    private static final List<String> EVENTS = List.of(
            "payment.authorized",
            "payment.captured",
            "payment.declined",
            "payment.canceled",
            "refund.succeeded",
            "dispute.created",
            "dispute.closed",
            "payout.paid");

    private static final List<Field> ODD_HEADERS = List.of(
            new Field("Accept", "application/xml"),
            new Field("Accept", "text/html, */*;q=0.1"),
            new Field("Accept", "nonsense"),
            new Field("Accept-Language", "xx-" + "y".repeat(200)),
            new Field("Accept-Charset", "utf-7"),
            new Field("Accept-Encoding", "br;q=1.0, *;q=0"),
            new Field("Content-Encoding", "gzip"),
            new Field("Content-Language", "*"),
            new Field("Cookie", "__Host-session=00000000-0000-4000-8000-000000000000; a=b; a=c"),
            new Field("If-Match", "nonsense"),
            new Field("If-None-Match", "*"),
            new Field("If-Modified-Since", "yesterday"),
            new Field("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
            new Field("Range", "bytes=5-1"),
            new Field("Origin", "https://example.org"),
            new Field("Forwarded", "for=\"[::1]\";host=example.org;proto=http"),
            new Field("X-Forwarded-For", "203.0.113.7, nonsense"),
            new Field("X-Forwarded-Host", "example.org"),
            new Field("X-Forwarded-Prefix", "/../.."),
            new Field("X-HTTP-Method-Override", "DELETE"),
            new Field("X-User", "alice"),
            new Field("traceparent", "00-nonsense-01"),
            new Field("traceparent", "00-" + "f".repeat(32) + "-" + "f".repeat(16) + "-ff"),
            new Field("baggage", "a=" + "b".repeat(4_000)),
            new Field("Palisade-Deadline", "-1"),
            new Field("Prefer", "respond-async"),
            new Field("X-Long", "z".repeat(6_000)));

    private static final List<String> ODD_TYPES = List.of(
            "text/plain",
            "application/xml",
            "application/json; charset=utf-16",
            "application/json; charset=nonsense",
            "application/problem+json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/cbor",
            "*/*",
            "nonsense",
            "text/csv; charset=utf-7");

    private final Contracts contracts;
    private final Known known;
    private final long seed;

    Shots(Contracts contracts, Known known, long seed) {
        this.contracts = contracts;
        this.known = known;
        this.seed = seed;
    }

    Shot number(int number) {
        List<Operation> operations = contracts.operations();
        Operation operation = operations.get(number % operations.size());
        Random random = new Random(seed * 31 + number * 0x9E3779B97F4A7C15L);
        return new Draft(number, operation, random).finish();
    }

    /** One request while it is made up. */
    private final class Draft {

        private final int number;
        private final Operation operation;
        private final Random random;
        private final Values values;
        private final Kind kind;
        private final boolean straight;
        private final StringBuilder path = new StringBuilder();
        private final List<String> query = new ArrayList<>();
        private final List<Field> headers = new ArrayList<>();
        private boolean token = true;
        private byte @Nullable [] body;
        private @Nullable String type;
        private String wrong = "";

        Draft(int number, Operation operation, Random random) {
            this.number = number;
            this.operation = operation;
            this.random = random;
            this.values = new Values(random, known);
            int chance = random.nextInt(20);
            this.kind = chance < 8 ? Kind.VALID : chance < 14 ? Kind.NEAR : Kind.WILD;
            this.straight = operation.isInternal() || (!operation.service().equals("gateway") && random.nextBoolean());
        }

        private Shot finish() {
            boolean withBody = !operation.bodies().isEmpty() || isWebhook();
            boolean bodyIsNear = kind == Kind.NEAR && withBody && random.nextInt(3) > 0;
            Parameter odd = kind == Kind.NEAR && !bodyIsNear ? oddParameter() : null;
            path.append(operation.path());
            for (Parameter parameter : operation.parameters()) {
                if (parameter.equals(odd)) {
                    spoil(parameter);
                } else if (parameter.required() || random.nextInt(3) == 0) {
                    put(parameter, valid(parameter));
                }
            }
            if (withBody && (operation.bodyRequired() || isWebhook() || random.nextInt(4) > 0)) {
                compose(bodyIsNear);
            }
            if (kind == Kind.NEAR && odd == null && !bodyIsNear) {
                query.add("unknown=" + encoded(values.oddText()));
            }
            if (kind == Kind.WILD) {
                goWild();
            }
            if (type != null) {
                headers.add(new Field("Content-Type", type));
            }
            String target = query.isEmpty() ? path.toString() : path + "?" + String.join("&", query);
            return new Shot(number, operation, kind, straight, token, target, headers, body, wrong);
        }

        private @Nullable Parameter oddParameter() {
            List<Parameter> all = operation.parameters();
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        private String valid(Parameter parameter) {
            if (parameter.name().equals(KEY) && random.nextInt(5) > 0) {
                return new UUID(random.nextLong(), random.nextLong()).toString();
            }
            JsonNode value = values.valid(thing(parameter.name()), parameter.schema());
            if (value.isArray()) {
                List<String> items = new ArrayList<>();
                value.forEach(item -> items.add(item.asString()));
                return String.join(",", items);
            }
            return value.asString();
        }

        /** What a parameter of this name stands for here. */
        private String thing(String name) {
            if (!name.equals("id")) {
                return name;
            }
            return operation.path().startsWith("/api/orders/")
                    ? "orderId"
                    : operation.path().startsWith("/api/payments/") ? "paymentId" : "productId";
        }

        private void put(Parameter parameter, String value) {
            switch (parameter.in()) {
                case "path" -> {
                    String name = "{" + parameter.name() + "}";
                    path.replace(path.indexOf(name), path.indexOf(name) + name.length(), encoded(value));
                }
                case "query" -> query.add(parameter.name() + "=" + encoded(value));
                default -> headers.add(new Field(parameter.name(), visible(value)));
            }
        }

        /** Something wrong, twice the same, or nothing at all. */
        private void spoil(Parameter parameter) {
            int way = parameter.in().equals("path") ? 2 : random.nextInt(5);
            if (way == 0) {
                return;
            }
            if (way == 1) {
                put(parameter, valid(parameter));
                put(parameter, valid(parameter));
            } else {
                put(parameter, values.oddText());
            }
        }

        private void compose(boolean near) {
            if (isWebhook()) {
                JsonNode event = event();
                body = bytes(near ? values.spoiled(event) : event);
                type = JSON_TYPE;
                return;
            }
            List<String> types = operation.bodies().keySet().stream().toList();
            type = types.get(random.nextInt(types.size()));
            JsonNode schema = Objects.requireNonNull(operation.bodies().get(type));
            String file = known.one(operation.path() + " " + type, random);
            if (type.equals(CSV_TYPE)) {
                String csv = file == null ? "sku,name" : file;
                body = (near ? torn(csv) : csv).getBytes(StandardCharsets.UTF_8);
            } else if (type.equals(FORM_TYPE)) {
                body = ("logout_token=" + encoded(near ? values.oddText() : "e30.e30.e30"))
                        .getBytes(StandardCharsets.UTF_8);
            } else {
                JsonNode value = file == null ? values.valid("", schema) : JSON.readTree(file);
                JsonNode sent = near ? values.spoiled(value) : value;
                body = bytes(sent);
                wrong = String.join("; ", contracts.faults(schema, sent));
            }
        }

        /** A text with some of it gone, doubled or replaced. */
        private String torn(String text) {
            int at = random.nextInt(text.length());
            int length = Math.min(text.length() - at, 1 + random.nextInt(20));
            return switch (random.nextInt(4)) {
                case 0 -> text.substring(0, at) + text.substring(at + length);
                case 1 -> text.substring(0, at) + values.oddText() + text.substring(at);
                case 2 -> text + text;
                default -> text.replace(text.substring(at, at + 1), String.valueOf((char) random.nextInt(0xD7FF)));
            };
        }

        private JsonNode event() {
            ObjectNode event = JsonNodeFactory.instance.objectNode();
            String reference = String.valueOf(known.one("paymentId", random));
            event.put("id", "evt_fuzz_" + number);
            event.put("type", EVENTS.get(random.nextInt(EVENTS.size())));
            ObjectNode data = event.putObject("data");
            data.put("id", "dis_fuzz_" + random.nextInt(20));
            data.put("reference", reference);
            data.put("paymentReference", reference);
            data.put("amount", random.nextInt(3) * 1_000L);
            data.put("currency", "eur");
            data.put("status", List.of("open", "won", "lost").get(random.nextInt(3)));
            return event;
        }

        private boolean isWebhook() {
            return operation.path().startsWith("/internal/webhooks/");
        }

        private void goWild() {
            int changes = 1 + random.nextInt(2);
            for (int i = 0; i < changes; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> headers.add(ODD_HEADERS.get(random.nextInt(ODD_HEADERS.size())));
                    case 1 -> {
                        type = random.nextInt(4) == 0 ? null : ODD_TYPES.get(random.nextInt(ODD_TYPES.size()));
                        wrong = "";
                    }
                    case 2 -> oddToken();
                    case 3 -> query.add(oddQuery());
                    default -> oddBody();
                }
            }
        }

        private void oddToken() {
            switch (random.nextInt(4)) {
                case 0 -> token = false;
                case 1 -> headers.add(new Field("Authorization", "Bearer e30.e30.e30")); // a second one
                case 2 -> {
                    token = false;
                    headers.add(new Field("Authorization", "Basic YTpi"));
                }
                default -> headers.add(new Field("DPoP", "e30.e30.e30"));
            }
        }

        private String oddQuery() {
            return switch (random.nextInt(5)) {
                case 0 -> "page=0&page=1&page=%00";
                case 1 -> "access_token=e30.e30.e30";
                case 2 -> "a[]=1&a[b]=2&class.module.classLoader=x";
                case 3 -> "q=%FF%FE%C0%80";
                default -> "size=" + encoded(values.oddText());
            };
        }

        /** Bytes that are no document, or a monstrous one. */
        private void oddBody() {
            if (operation.method().equals("GET") && random.nextInt(4) > 0) {
                return;
            }
            if (type == null) {
                type = JSON_TYPE;
            }
            boolean json = type.equals(JSON_TYPE) && operation.bodies().containsKey(JSON_TYPE);
            String no = json ? "no JSON object" : "";
            switch (random.nextInt(13)) {
                case 0 -> set(new byte[0], "");
                case 1 -> set(text("{"), no);
                case 2 -> set(text("[".repeat(DEEP) + "]".repeat(DEEP)), no);
                case 3 -> set(text("{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP)), no);
                case 4 -> set(text("\"" + "x".repeat(HUGE) + "\""), no);
                case 5 -> set(text("{\"a\":1,\"a\":2}"), no);
                case 6 -> set(text("{\"quantity\":1e400,\"amount\":1E+999999999}"), "");
                case 7 -> {
                    byte[] noise = new byte[1 + random.nextInt(2_000)];
                    random.nextBytes(noise);
                    set(noise, no);
                }
                case 8 -> set(new byte[] {'{', '"', (byte) 0xFF, (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'}, no);
                case 9 -> set(recoded(StandardCharsets.UTF_16), "");
                case 10 -> set(recoded(Charset.forName("UTF-32")), "");
                case 11 -> set(text("null"), "");
                default -> set(text(body == null ? "{} {}" : text(body) + text(body)), "");
            }
        }

        private void set(byte[] bytes, String why) {
            body = bytes;
            wrong = why;
        }

        private byte[] recoded(Charset charset) {
            return (body == null ? "{}" : text(body)).getBytes(charset);
        }

        private static byte[] text(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        private static byte[] bytes(JsonNode value) {
            return JSON.writeValueAsBytes(value);
        }

        private static String encoded(String value) {
            return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
        }

        /** What a header field can carry at all. */
        private static String visible(String value) {
            return value.replaceAll("[^\\x20-\\x7e]", "?");
        }
    }
}
