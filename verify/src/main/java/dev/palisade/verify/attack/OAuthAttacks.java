package dev.palisade.verify.attack;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.CodeFlow.Page;
import dev.palisade.local.DemoUser;
import dev.palisade.local.PlatformException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** What is asked of the authorization server by those who should not get it. */
final class OAuthAttacks {

    private static final String CLIENT = "palisade-cli";
    private static final String REDIRECT = "http://127.0.0.1:8765/callback";
    private static final String ALICE = "alice";

    private OAuthAttacks() {}

    @Attack("C-OAU-01")
    static void redirects(Scene scene, Findings findings) {
        List<String> wrong = new ArrayList<>(List.of(
                REDIRECT + ".evil.test",
                "http://127.0.0.1@evil.test/callback",
                "http://127.0.0.1:8765@evil.test/callback",
                REDIRECT + "/more",
                REDIRECT + "/../other",
                REDIRECT + "/%2e%2e/other",
                REDIRECT + "?next=https://evil.test",
                REDIRECT + "#fragment",
                "https://127.0.0.1:8765/callback",
                "http://127.0.0.1:8765/CALLBACK",
                "http://localhost:8765/callback",
                "http://127.0.0.2:8765/callback",
                "http://127.0.0.1.evil.test/callback",
                "http://evil.test/callback",
                "javascript:alert(1)",
                "data:text/html,x",
                "//evil.test/callback",
                "http:///evil.test/callback",
                "http://127.0.0.1:8765\\@evil.test/callback",
                "http://[::ffff:127.0.0.1]/callback",
                "http://2130706433/callback",
                "http://127.0.0.1:8765/callback%0d%0aLocation:%20https://evil.test",
                " " + REDIRECT,
                REDIRECT + " ",
                ""));
        for (String uri : wrong) {
            CodeFlow browser = browser(scene);
            Map<String, String> request = browser.request("cart", CodeFlow.random());
            request.put("redirect_uri", uri);
            HttpResponse<String> answer = browser.get("/oauth2/authorize?" + query(request));
            String location = answer.headers().firstValue("Location").orElse("");
            findings.refused("a redirect to \"" + uri + "\"", Answer.of(answer), 400);
            findings.holds("and the browser is sent nowhere", location.isEmpty(), location);
        }
        CodeFlow browser = browser(scene);
        Page page = browser.open(browser.request("cart", CodeFlow.random()));
        findings.allowed("the registered one", Answer.of(page.status(), Map.of(), ""), 200);
    }

    @Attack("C-OAU-02")
    static void proofKeys(Scene scene, Findings findings) {
        String verifier = CodeFlow.random();
        for (Map<String, Object> change : List.<Map<String, Object>>of(
                Map.of("code_challenge", Forge.NOTHING, "code_challenge_method", Forge.NOTHING),
                Map.of("code_challenge_method", "plain"),
                Map.of("code_challenge_method", Forge.NOTHING),
                Map.of("code_challenge_method", "S512"))) {
            CodeFlow browser = browser(scene);
            Map<String, String> request = browser.request("cart", verifier);
            change.forEach((name, value) -> {
                if (Forge.NOTHING.equals(value)) {
                    request.remove(name);
                } else {
                    request.put(name, String.valueOf(value));
                }
            });
            String error = error(browser, request);
            findings.holds("a request with " + named(change) + " gets no code", error.equals("invalid_request"), error);
        }
        CodeFlow browser = browser(scene);
        String code = code(scene, browser, verifier);
        HttpResponse<String> wrong = browser.redeem(code, CodeFlow.random());
        findings.refused("a code with another verifier", Answer.of(wrong), 400);
        String again = code(scene, browser, verifier);
        Map<String, String> form = new LinkedHashMap<>(tokenForm(again));
        findings.refused("a code without a verifier", Answer.of(browser.post("/oauth2/token", form)), 400, 401);
        String third = code(scene, browser, verifier);
        findings.allowed("a code with its verifier", Answer.of(browser.redeem(third, verifier)), 200);
    }

    @Attack("C-OAU-03")
    static void codes(Scene scene, Findings findings) throws InterruptedException, ExecutionException {
        CodeFlow browser = browser(scene);
        String verifier = CodeFlow.random();
        String code = code(scene, browser, verifier);
        findings.allowed("a code", Answer.of(browser.redeem(code, verifier)), 200);
        findings.refused("it once more", Answer.of(browser.redeem(code, verifier)), 400);

        String raced = code(scene, browser, verifier);
        List<Callable<Integer>> redemptions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            redemptions.add(() -> browser.redeem(raced, verifier).statusCode());
        }
        int granted = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : threads.invokeAll(redemptions)) {
                granted += status.get() == 200 ? 1 : 0;
            }
        }
        findings.holds("of twenty at once one gets a token at most", granted <= 1, granted);

        String foreign = code(scene, browser, verifier);
        Map<String, String> form = new LinkedHashMap<>(tokenForm(foreign));
        form.put("code_verifier", verifier);
        form.put("redirect_uri", "http://127.0.0.1:8766/callback");
        findings.refused("a code with another redirect", Answer.of(browser.post("/oauth2/token", form)), 400);
        String another = code(scene, browser, verifier);
        findings.refused(
                "a code of another client",
                scene.from("gateway", "auth-server")
                        .form(
                                "/oauth2/token",
                                Map.of(
                                        "grant_type", "authorization_code",
                                        "client_id", "gateway",
                                        "code", another,
                                        "code_verifier", verifier,
                                        "redirect_uri", REDIRECT)),
                400);
    }

    @Attack("C-OAU-05")
    static void scopes(Scene scene, Findings findings) {
        String alice = scene.token(ALICE, "cart");
        findings.allowed(
                "an exchange for what the token has", scene.exchange("gateway", alice, "cart-service", "cart"), 200);
        for (String more : List.of("cart orders", "orders", "payment:refund", "catalog:write", "openid")) {
            findings.refused("an exchange for " + more, scene.exchange("gateway", alice, "cart-service", more), 400);
        }
        List<String> granted = wide(scene);
        findings.holds(
                "a customer gets no scope of a merchandiser or of support",
                Collections.disjoint(granted, List.of("catalog:write", "payment:refund")),
                granted);
    }

    /** The scopes that alice gets when she asks for those of others, too; none when all is refused. */
    private static List<String> wide(Scene scene) {
        try {
            Map<?, ?> tokens =
                    browser(scene).tokens(ALICE, password(scene, ALICE), "cart catalog:write payment:refund");
            return List.of(String.valueOf(tokens.get("scope")).split(" "));
        } catch (PlatformException e) {
            return List.of();
        }
    }

    @Attack("C-OAU-06")
    static void deadGrants(Scene scene, Findings findings) {
        Door door = scene.signIn();
        findings.refused(
                "the password grant",
                door.form(
                        "/oauth2/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                CLIENT,
                                "username",
                                ALICE,
                                "password",
                                password(scene, ALICE))),
                400,
                401);
        findings.refused(
                "a grant that is none",
                door.form("/oauth2/token", Map.of("grant_type", "urn:x", "client_id", CLIENT)),
                400,
                401);
        for (String type : List.of("token", "id_token", "id_token token", "none")) {
            CodeFlow browser = browser(scene);
            Map<String, String> request = browser.request("cart", CodeFlow.random());
            request.put("response_type", type);
            String error = error(browser, request);
            findings.holds(
                    "the response type \"" + type + "\" gets nothing",
                    error.equals("unsupported_response_type") || error.equals("400"),
                    error);
        }
        for (String path : List.of("/connect/register", "/oauth2/register")) {
            Answer answer = door.send("POST", path, "{\"redirect_uris\":[\"https://evil.test/\"]}");
            findings.holds("nobody registers a client at " + path, answer.status() >= 300, answer.summary());
        }
        Answer metadata = door.get("/.well-known/openid-configuration");
        findings.allowed("the metadata", metadata, 200);
        for (String absent :
                List.of("registration_endpoint", "\"password\"", "\"implicit\"", "\"plain\"", "\"none\",")) {
            findings.holds(
                    "the metadata does not offer " + absent, !metadata.body().contains(absent), absent);
        }
    }

    @Attack("C-OAU-08")
    static void clients(Scene scene, Findings findings) {
        Map<String, String> form = Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                "gateway",
                "audience",
                "catalog-service",
                "scope",
                "catalog:read");
        findings.allowed(
                "the gateway with its certificate",
                scene.from("gateway", "auth-server").form("/oauth2/token", form),
                200);
        findings.refused("the gateway without one", scene.signIn().form("/oauth2/token", form), 401);
        findings.refused(
                "the gateway with another service's certificate",
                scene.from("cart-service", "auth-server").form("/oauth2/token", form),
                401);
        Map<String, String> secret = new LinkedHashMap<>(form);
        secret.put("client_secret", "secret");
        findings.refused("the gateway with a secret", scene.signIn().form("/oauth2/token", secret), 400, 401);
        findings.refused(
                "the gateway with a password",
                scene.signIn()
                        .with("Authorization", "Basic Z2F0ZXdheTpzZWNyZXQ=")
                        .form("/oauth2/token", form),
                400,
                401);
        Map<String, String> assertion = new LinkedHashMap<>(form);
        assertion.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        assertion.put("client_assertion", scene.token(ALICE, "cart"));
        findings.refused(
                "the gateway with somebody's token as an assertion",
                scene.signIn().form("/oauth2/token", assertion),
                400,
                401);
    }

    @Attack("C-OAU-10")
    static void exchanges(Scene scene, Findings findings) {
        String alice = scene.token(ALICE, "cart orders payment");
        String forCart = scene.exchanged("gateway", alice, "cart-service", "cart");
        findings.allowed(
                "an exchange by the one that was sent the token",
                scene.exchange("gateway", alice, "payment-service", "payment"),
                200);
        for (String thief : List.of("cart-service", "catalog-service", "payment-service")) {
            findings.refused(
                    "an exchange of the door's token by " + thief,
                    scene.exchange(thief, alice, "payment-service", "payment"),
                    400,
                    401,
                    403);
        }
        findings.refused(
                "an exchange of cart's token by the gateway",
                scene.exchange("gateway", forCart, "payment-service", "payment"),
                400);
        findings.refused(
                "an exchange of cart's token by payment",
                scene.exchange("payment-service", forCart, "catalog-service", "catalog:read"),
                400,
                401);
        for (String audience : List.of("auth-server", "gateway", "elsewhere", "")) {
            findings.refused(
                    "an exchange for \"" + audience + "\"", scene.exchange("gateway", alice, audience, "cart"), 400);
        }
        findings.refused(
                "an exchange of something that is no token",
                scene.exchange("gateway", "x.y.z", "cart-service", "cart"),
                400);
        Map<?, ?> claims = Forge.claims(forCart);
        long life = seconds(claims, "exp") - seconds(claims, "iat");
        findings.holds("what was exchanged lives five minutes at most", life <= 300, life + " s");
        findings.holds(
                "it is bound to a certificate", claims.get("cnf") instanceof Map<?, ?>, claims.get("cnf") != null);
        findings.holds("it names who acts", String.valueOf(claims.get("act")).contains("gateway"), claims.get("act"));
        findings.holds(
                "it does not outlive the token that it came from",
                seconds(claims, "exp") <= seconds(Forge.claims(alice), "exp"),
                "");
    }

    @Attack("C-OAU-13")
    static void pages(Scene scene, Findings findings) {
        CodeFlow browser = browser(scene);
        browser.open(browser.request("cart", CodeFlow.random()));
        HttpResponse<String> login = browser.get("/login");
        findings.allowed("the sign-in page", Answer.of(login), 200);
        String policy = login.headers().firstValue("Content-Security-Policy").orElse("");
        findings.holds("nobody frames it", policy.contains("frame-ancestors 'none'"), policy);
        findings.holds("it runs no script of its text", !policy.contains("unsafe-inline"), policy);
        for (String cookie : login.headers().allValues("Set-Cookie")) {
            String name = cookie.substring(0, cookie.indexOf('='));
            findings.holds(
                    "the cookie " + name + " is for this host over TLS only, and for no script",
                    name.startsWith("__Host-")
                            && cookie.contains("Secure")
                            && cookie.contains("HttpOnly")
                            && cookie.contains("SameSite"),
                    name);
        }
        findings.refused(
                "a sign-in without the form's hidden field",
                Answer.of(browser.post("/login", Map.of("username", ALICE, "password", password(scene, ALICE)))),
                403);
        String before = String.valueOf(browser.cookie("__Host-signin"));
        browser.code(ALICE, password(scene, ALICE), "cart", CodeFlow.random());
        String after = String.valueOf(browser.cookie("__Host-signin"));
        findings.holds("the session has another name after signing in", !before.equals(after), before.equals(after));
    }

    private static long seconds(Map<?, ?> claims, String name) {
        return claims.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static CodeFlow browser(Scene scene) {
        return new CodeFlow(scene.url("auth-server"), scene.platform().trust(), CLIENT, REDIRECT);
    }

    private static String code(Scene scene, CodeFlow browser, String verifier) {
        return browser.code(ALICE, password(scene, ALICE), "cart", verifier);
    }

    static String password(Scene scene, String person) {
        return scene.platform().demoUsers().stream()
                .filter(user -> user.name().equals(person))
                .map(DemoUser::password)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> tokenForm(String code) {
        return Map.of("grant_type", "authorization_code", "client_id", CLIENT, "code", code, "redirect_uri", REDIRECT);
    }

    /** The error that an authorization request comes back with, or the status of the page that shows it. */
    private static String error(CodeFlow browser, Map<String, String> request) {
        Page page = browser.open(request);
        return page.callback() == null
                ? String.valueOf(page.status())
                : page.answer().getOrDefault("error", "a code");
    }

    private static String query(Map<String, String> request) {
        return request.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String named(Map<String, Object> change) {
        StringBuilder text = new StringBuilder();
        change.forEach((name, value) -> text.append(text.isEmpty() ? "" : " and ")
                .append(name)
                .append(Forge.NOTHING.equals(value) ? " left out" : " " + value));
        return text.toString();
    }
}
