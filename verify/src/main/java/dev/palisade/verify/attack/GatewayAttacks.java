package dev.palisade.verify.attack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** Requests to the front door that mean two things, or that pretend. */
final class GatewayAttacks {

    private static final int DEAR_REQUESTS = 40;
    private static final String ALICE = "alice";
    private static final String CANARY = "/api/orders/00000000-0000-4000-8000-0000000000aa";

    private GatewayAttacks() {}

    @Attack("C-GTW-02")
    static void identityHeaders(Scene scene, Findings findings) {
        Door alice = scene.outside().as(scene.token(ALICE, "cart orders payment"));
        Answer clean = alice.get("/api/cart");
        findings.allowed("a request without such headers", clean, 200);
        for (String header : List.of(
                "X-User-Id",
                "X-User",
                "X-User-Roles",
                "X-Forwarded-User",
                "X-Auth-Request-User",
                "X-Remote-User",
                "Remote-User",
                "X-Internal",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-Authenticated-Userid",
                "X-Palisade-Subject")) {
            Answer alone = scene.outside().with(header, "carol").get("/api/cart");
            findings.refused("nobody with " + header, alone, 401);
            Answer with = alice.with(header, "/admin").get("/api/cart");
            findings.holds(
                    header + " changes nothing for alice",
                    with.status() == 200 && with.body().equals(clean.body()),
                    with.summary());
        }
    }

    @Attack("C-GTW-03")
    static void hosts(Scene scene, Findings findings) {
        findings.allowed(
                "the shop by its name",
                first(scene, "GET /api/session HTTP/1.1\r\nHost: " + authority(scene) + "\r\n"),
                200);
        for (String host : List.of(
                "evil.example",
                "localhost.evil.example",
                "evil.example:8443",
                "127.0.0.1.evil.example",
                "localhost@evil.example")) {
            findings.refused(
                    "a request for " + host,
                    first(scene, "GET /api/session HTTP/1.1\r\nHost: " + host + "\r\n"),
                    400,
                    421);
        }
        findings.refused("a request for nobody", first(scene, "GET /api/session HTTP/1.1\r\n"), 400);
        findings.refused(
                "a request for two hosts",
                first(scene, "GET /api/session HTTP/1.1\r\nHost: " + authority(scene) + "\r\nHost: evil.example\r\n"),
                400);
        for (String header : List.of(
                "X-Forwarded-Host: evil.example",
                "Forwarded: host=evil.example;proto=http",
                "X-Forwarded-Proto: http",
                "X-Forwarded-Prefix: /evil")) {
            Answer answer = first(
                    scene,
                    "GET /oauth2/authorization/palisade HTTP/1.1\r\nHost: " + authority(scene) + "\r\n" + header
                            + "\r\n");
            findings.holds(
                    "a sign-in with " + header + " goes where it always does",
                    answer.header("Location")
                                    .startsWith(scene.url("auth-server").toString())
                            && !answer.header("Location").contains("evil"),
                    answer.status());
        }
        forgedAddresses(scene, findings);
    }

    /** Whoever could name another address would have another budget, which the answers tell. */
    private static void forgedAddresses(Scene scene, Findings findings) {
        long full = budget(scene.outside());
        for (int i = 0; i < DEAR_REQUESTS; i++) {
            scene.outside().send("POST", "/api/orders", "{}");
        }
        long own = budget(scene.outside());
        findings.holds(
                "what was asked for has been taken from the budget",
                full - own > DEAR_REQUESTS,
                full + ", then " + own);
        for (String header : List.of("X-Forwarded-For", "X-Real-IP", "Forwarded")) {
            String value = header.equals("Forwarded") ? "for=203.0.113.9" : "203.0.113.9";
            long forged = budget(scene.outside().with(header, value));
            findings.holds(
                    "a request with " + header + " has the budget of its own address",
                    forged - own < DEAR_REQUESTS * 2,
                    own + ", then " + forged);
        }
    }

    private static long budget(Door door) {
        return door.get("/api/catalog/products?size=1").all("RateLimit").stream()
                .filter(state -> state.startsWith("\"address\""))
                .map(state -> state.replaceAll(".*;r=(\\d+).*", "$1"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(-1);
    }

    @Attack("C-GTW-04")
    static void paths(Scene scene, Findings findings) {
        String token = scene.token(ALICE, "cart orders payment");
        findings.allowed("the cart by its one path", ask(scene, "GET", "/api/cart", token), 200);
        for (String path : List.of(
                "/api//cart",
                "/api/./cart",
                "/api/x/../cart",
                "/api/%2e%2e/api/cart",
                "/api%2fcart",
                "/api/cart%2f",
                "/api/cart;a=b",
                "/api;x/cart",
                "/api/cart%00",
                "/api/cart%0d%0a",
                "/%61pi/%2563art",
                "/api\\cart",
                "/api/cart/",
                "/API/cart",
                "/api/cart.json",
                "/api/..;/internal/products",
                "/api/../internal/products",
                "/internal/products",
                "/actuator",
                "/actuator/env",
                "/api/catalog/products/..%2f..%2f..%2finternal%2fproducts",
                "/api/cart%3fx",
                "/api/cart%23",
                "/api/%ff",
                "/.env",
                "/error",
                "//evil.example/api/cart")) {
            findings.refused("the path " + path, ask(scene, "GET", path, token), 400, 404);
        }
        findings.refused(
                "an absolute address of another host",
                first(
                        scene,
                        "GET https://evil.example/api/cart HTTP/1.1\r\nHost: " + authority(scene)
                                + "\r\nAuthorization: Bearer " + token + "\r\n"),
                400,
                421);
    }

    @Attack("C-GTW-05")
    static void methods(Scene scene, Findings findings) {
        String token = scene.token(ALICE, "cart orders payment");
        findings.allowed("a GET", ask(scene, "GET", "/api/cart", token), 200);
        for (String method :
                List.of("TRACE", "PROPFIND", "FOO", "get", "PATCH", "CONNECT", "OPTIONS", "TRACK", "DELETE")) {
            findings.refused(method + " of the cart", ask(scene, method, "/api/cart", token), 400, 403, 404, 405, 501);
        }
        for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            Answer answer = first(
                    scene,
                    "GET /api/cart HTTP/1.1\r\nHost: " + authority(scene) + "\r\nAuthorization: Bearer " + token
                            + "\r\n" + header + ": DELETE\r\n");
            findings.holds(header + " does not change the method", answer.status() == 200, answer.summary());
        }
        findings.refused("_method in the query", ask(scene, "GET", "/api/cart?_method=DELETE", token), 400);
    }

    @Attack("C-GTW-06")
    static void smuggling(Scene scene, Findings findings) {
        String token = scene.token(ALICE, "cart orders payment");
        String head = "POST /api/orders HTTP/1.1\r\nHost: " + authority(scene) + "\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nIdempotency-Key: verify-smuggling\r\n";
        String second = "GET " + CANARY + " HTTP/1.1\r\nHost: " + authority(scene) + "\r\nAuthorization: Bearer "
                + token + "\r\n\r\n";
        Map<String, String> corpus = new LinkedHashMap<>();
        corpus.put("a length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second);
        corpus.put("chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + second);
        corpus.put("two lengths", "Content-Length: 0\r\nContent-Length: " + second.length() + "\r\n\r\n" + second);
        corpus.put("a list of lengths", "Content-Length: 0, " + second.length() + "\r\n\r\n" + second);
        corpus.put("a length with a sign", "Content-Length: +0\r\n\r\n" + second);
        corpus.put("a length below zero", "Content-Length: -1\r\n\r\n" + second);
        corpus.put("a length in hexadecimal", "Content-Length: 0x0\r\n\r\n" + second);
        corpus.put("an encoding that is none", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + second);
        corpus.put(
                "an encoding twice",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + second);
        corpus.put("an encoding after a tab", "Transfer-Encoding:\tchunked, identity\r\n\r\n0\r\n\r\n" + second);
        corpus.put("a name with a space", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + second);
        corpus.put("a folded header", "X-Fold: a\r\n Transfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n" + second);
        corpus.put("a chunk of a size that is none", "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" + second);
        corpus.put(
                "a name with a line feed", "X: a\nContent-Length: 0\nX-Evil: 1\r\nContent-Length: q\r\n\r\n" + second);
        Answer twin = ask(scene, "GET", CANARY, token);
        findings.allowed("the canary, asked for openly", twin, 404);
        corpus.forEach((what, rest) -> {
            DecisionLog log = scene.log("cart-service");
            String raw = Wire.exchange(scene.url("gateway"), scene.platform().trust(), head + rest);
            List<Integer> statuses = Wire.statuses(raw);
            // Refused, or taken as one request whose body is no order; never as two.
            boolean ok = statuses.isEmpty()
                    || (statuses.size() == 1 && (statuses.getFirst() / 100 == 4 || statuses.getFirst() == 501));
            findings.holds(what + " is refused", ok, statuses);
            findings.holds("and there is one answer at most", statuses.size() <= 1, statuses);
            findings.holds("and no order is looked for", !log.text().contains("ReadOrder"), "");
        });
    }

    /** The same over HTTP/2, where there is no text to confuse and fields say what the first line says elsewhere. */
    @Attack("C-GTW-06")
    static void pseudoHeaders(Scene scene, Findings findings) {
        String token = scene.token(ALICE, "cart orders payment");
        List<Map.Entry<String, String>> plain = List.of(
                Map.entry(":method", "GET"),
                Map.entry(":scheme", "https"),
                Map.entry(":authority", authority(scene)),
                Map.entry(":path", "/api/cart"),
                Map.entry("authorization", "Bearer " + token));
        findings.allowed("the cart over HTTP/2", Answer.of(over2(scene, plain), Map.of(), ""), 200);
        Map<String, List<Map.Entry<String, String>>> corpus = new LinkedHashMap<>();
        corpus.put("a second path", with(plain, 4, ":path", "/internal/products"));
        corpus.put("a second method", with(plain, 1, ":method", "DELETE"));
        corpus.put("a second authority", with(plain, 3, ":authority", "evil.example"));
        corpus.put("a pseudo-header after the others", with(plain, 5, ":path", "/internal/products"));
        corpus.put("a pseudo-header that is none", with(plain, 4, ":evil", "1"));
        corpus.put("a status in a request", with(plain, 4, ":status", "200"));
        corpus.put("a name in capitals", with(plain, 5, "X-Capital", "1"));
        corpus.put("a name with a line end", with(plain, 5, "x-a\r\nx-b", "1"));
        corpus.put("a value with a line end", with(plain, 5, "x-a", "1\r\nhost: evil.example"));
        corpus.put("a transfer encoding", with(plain, 5, "transfer-encoding", "chunked"));
        corpus.put("a connection header", with(plain, 5, "connection", "keep-alive"));
        corpus.put("another host", with(plain, 5, "host", "evil.example"));
        corpus.put("a length without content", with(plain, 5, "content-length", "10"));
        corpus.put("no path", without(plain, ":path"));
        corpus.put("no method", without(plain, ":method"));
        corpus.put("an empty path", with(without(plain, ":path"), 3, ":path", ""));
        corpus.put("a path with a space", with(without(plain, ":path"), 3, ":path", "/api/cart HTTP/1.1"));
        corpus.put("a path that is relative", with(without(plain, ":path"), 3, ":path", "api/cart"));
        corpus.put("a method with a space", with(without(plain, ":method"), 0, ":method", "GET /internal/products"));
        corpus.forEach((what, fields) -> {
            int status = over2(scene, fields);
            findings.holds(
                    what + " over HTTP/2 is refused",
                    status == Http2Wire.REFUSED || status / 100 == 4,
                    status == Http2Wire.REFUSED ? "no answer" : status);
        });
    }

    @Attack("C-GTW-07")
    static void sizes(Scene scene, Findings findings) {
        String token = scene.token(ALICE, "cart orders payment");
        Door alice = scene.outside().as(token);
        String item = "/api/cart/items/" + product(scene);
        findings.allowed("a small body", alice.send("PUT", item, "{\"quantity\":1}"), 200);
        findings.refused(
                "a body of 100 KB",
                alice.send("PUT", item, "{\"quantity\":1,\"x\":\"" + "a".repeat(100_000) + "\"}"),
                400,
                413);
        findings.refused("a deeply nested body", alice.send("PUT", item, "[".repeat(2_000) + "]".repeat(2_000)), 400);
        findings.refused(
                "a number of a thousand digits",
                alice.send("PUT", item, "{\"quantity\":" + "9".repeat(1_000) + "}"),
                400);
        findings.refused("a quantity of 1e400", alice.send("PUT", item, "{\"quantity\":1e400}"), 400);
        findings.refused("an unknown field", alice.send("PUT", item, "{\"quantity\":1,\"price\":\"0.01\"}"), 400);
        findings.refused("a field twice", alice.send("PUT", item, "{\"quantity\":1,\"quantity\":2}"), 400);
        findings.refused(
                "another type of content",
                alice.send("PUT", item, "quantity=1", "application/x-www-form-urlencoded"),
                415,
                400);
        findings.refused("an unknown parameter", alice.get("/api/cart?debug=true"), 400);
        findings.refused(
                "a header of 20 KB",
                first(
                        scene,
                        "GET /api/session HTTP/1.1\r\nHost: " + authority(scene) + "\r\nX-Long: " + "a".repeat(20_000)
                                + "\r\n"),
                400,
                413,
                431);
        findings.refused("a path of 20 KB", ask(scene, "GET", "/api/" + "a".repeat(20_000), token), 400, 404, 414);
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            many.append("X-").append(i).append(": 1\r\n");
        }
        findings.refused(
                "five hundred headers",
                first(scene, "GET /api/session HTTP/1.1\r\nHost: " + authority(scene) + "\r\n" + many),
                400,
                413,
                431);
        alice.send("DELETE", item, null);
    }

    @Attack("C-GTW-11")
    static void origins(Scene scene, Findings findings) {
        String token = scene.token(ALICE, "cart orders payment");
        findings.allowed("a request without an origin", ask(scene, "GET", "/api/cart", token), 200);
        String shop = scene.url("gateway").toString();
        for (String origin : List.of(
                "https://evil.example",
                "null",
                shop + ".evil.example",
                shop.replace("https", "http"),
                "https://evil" + shop.substring(8))) {
            Answer preflight = first(
                    scene,
                    "OPTIONS /api/cart HTTP/1.1\r\nHost: " + authority(scene) + "\r\nOrigin: " + origin
                            + "\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: authorization\r\n");
            findings.refused("a preflight of " + origin, preflight, 400, 401, 403, 404, 405);
            findings.holds(
                    "and no answer lets " + origin + " read",
                    preflight.all("Access-Control-Allow-Origin").isEmpty()
                            && scene.outside()
                                    .as(token)
                                    .with("X-Requested-With", "x")
                                    .get("/api/cart")
                                    .all("Access-Control-Allow-Origin")
                                    .isEmpty(),
                    preflight.status());
        }
        for (String type : List.of("application/x-www-form-urlencoded", "text/plain", "application/json")) {
            Answer forged = scene.outside()
                    .with("Cookie", "__Host-session=0123456789abcdef0123456789abcdef")
                    .send("POST", "/api/orders", "{}", type);
            findings.refused("a POST of another site as " + type, forged, 400, 401, 403, 415);
        }
    }

    @Attack("C-GTW-12")
    static void answerHeaders(Scene scene, Findings findings) {
        String token = scene.token(ALICE, "cart orders payment");
        Map<String, Answer> answers = new LinkedHashMap<>();
        answers.put("200", ask(scene, "GET", "/api/cart", token));
        answers.put("a page", ask(scene, "GET", "/", token));
        answers.put("302", ask(scene, "GET", "/oauth2/authorization/palisade", ""));
        answers.put("400", ask(scene, "GET", "/api/cart?debug=1", token));
        answers.put("401", ask(scene, "GET", "/api/cart", ""));
        answers.put("403", ask(scene, "POST", "/logout", ""));
        answers.put("404", ask(scene, "GET", "/api/nothing", token));
        answers.put("405", ask(scene, "DELETE", "/api/cart", token));
        answers.forEach((what, answer) -> {
            findings.holds(what + " is an answer", answer.status() > 0, answer.summary());
            findings.holds(
                    "nosniff is on " + what,
                    answer.header("X-Content-Type-Options").equals("nosniff"),
                    answer.header("X-Content-Type-Options"));
            findings.holds(
                    "nobody frames " + what,
                    answer.header("Content-Security-Policy").contains("frame-ancestors 'none'"),
                    answer.header("Content-Security-Policy"));
            findings.holds(
                    "no server tells its name on " + what,
                    answer.header("Server").isEmpty()
                            && answer.header("X-Powered-By").isEmpty(),
                    answer.header("Server"));
        });
        findings.holds(
                "what is personal is not kept",
                answers.get("200").header("Cache-Control").contains("no-store"),
                answers.get("200").header("Cache-Control"));
    }

    @Attack("C-GTW-13")
    static void tokensInside(Scene scene, Findings findings) {
        String token = scene.token(ALICE, "cart orders payment");
        Answer answer = ask(scene, "GET", "/api/cart", token);
        findings.allowed("the cart", answer, 200);
        String all = answer.headers() + answer.body();
        findings.holds("no token comes back", !Forge.holdsToken(all), all.length() + " letters without one");
        String cookie = String.join(
                " ", ask(scene, "GET", "/oauth2/authorization/palisade", "").all("Set-Cookie"));
        findings.holds("no token is in a cookie", !Forge.holdsToken(cookie), "cookies without one");
        findings.refused(
                "the person's token at a service",
                scene.from("gateway", "cart-service").as(token).get("/api/cart"),
                401);
    }

    static String product(Scene scene) {
        return scene.outside()
                .get("/api/catalog/products?size=1")
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asString();
    }

    private static int over2(Scene scene, List<Map.Entry<String, String>> fields) {
        return Http2Wire.status(scene.url("gateway"), scene.platform().trust(), fields);
    }

    private static List<Map.Entry<String, String>> with(
            List<Map.Entry<String, String>> fields, int place, String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(fields);
        more.add(place, Map.entry(name, value));
        return more;
    }

    private static List<Map.Entry<String, String>> without(List<Map.Entry<String, String>> fields, String name) {
        return fields.stream().filter(field -> !field.getKey().equals(name)).toList();
    }

    private static Answer ask(Scene scene, String method, String path, String token) {
        return first(
                scene,
                method + " " + path + " HTTP/1.1\r\nHost: " + authority(scene) + "\r\n"
                        + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n"));
    }

    private static Answer first(Scene scene, String head) {
        SSLContext tls = scene.platform().trust();
        return Wire.first(Wire.exchange(scene.url("gateway"), tls, head + "Connection: close\r\n\r\n"));
    }

    private static String authority(Scene scene) {
        return scene.url("gateway").getAuthority();
    }
}
