package dev.palisade.gateway;

import com.nimbusds.jose.util.Base64URL;
import dev.palisade.test.TestClient;
import dev.palisade.test.TestPlatform;
import dev.palisade.test.TestService.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A browser with its cookies, and the person in front of it, who is sent straight back from the sign-in page with a code.
 * The code, the refresh tokens and PKCE are checked as the authorization server checks them.
 */
public final class Browser implements AutoCloseable {

    /** How long the access tokens live that the next sign-ins and refreshes get. */
    public static volatile Duration life = Duration.ofMinutes(5);

    /** The sign-in at the authorization server that the next sessions come from. */
    public static volatile String sid = "sign-in-1";

    public static final AtomicInteger REFRESHES = new AtomicInteger();

    private static final Map<String, Code> CODES = new ConcurrentHashMap<>();
    private static final Map<String, String> REFRESH_TOKENS = new ConcurrentHashMap<>();

    private final TestClient client;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final List<String> setCookies = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();

    public Browser(String base) {
        this.client = TestClient.anonymous(base);
        TestPlatform.issuer().answer("authorization_code", (form, peer) -> redeem(form));
        TestPlatform.issuer().answer("refresh_token", (form, peer) -> refresh(form));
    }

    /** Signs in; afterwards the cookies are those of a session. */
    public TestClient.Answer signIn(String person) throws IOException {
        Map<String, String> request = start();
        return comeBack(person, request, String.valueOf(request.get("state")));
    }

    /** Goes to the sign-in page, and returns the request that the gateway has pushed for it. */
    public Map<String, String> start() throws IOException {
        TestClient.Answer start = send("GET", "/oauth2/authorization/palisade", null);
        Map<String, String> carried = query(URI.create(Objects.requireNonNull(start.header("Location"))));
        return TestPlatform.issuer().pushed(String.valueOf(carried.get("request_uri")));
    }

    /** Comes back from the sign-in page. */
    public TestClient.Answer comeBack(String person, Map<String, String> request, String state) throws IOException {
        return comeBack(person, request, state, TestPlatform.issuer().url().toString());
    }

    /** Comes back with the answer of an issuer, or of one that does not say who it is. */
    public TestClient.Answer comeBack(String person, Map<String, String> request, String state, @Nullable String issuer)
            throws IOException {
        String code = UUID.randomUUID().toString();
        CODES.put(
                code,
                new Code(
                        person,
                        String.valueOf(request.get("nonce")),
                        String.valueOf(request.get("code_challenge")),
                        String.valueOf(request.get("redirect_uri"))));
        return send(
                "GET",
                "/login/oauth2/code/palisade?code=" + code + "&state=" + state
                        + (issuer == null ? "" : "&iss=" + URLEncoder.encode(issuer, StandardCharsets.UTF_8)),
                null);
    }

    /** Sends a request with the cookies, and the CSRF header if there is a cookie for it. */
    public TestClient.Answer send(String method, String path, @Nullable String json) throws IOException {
        return send(method, path, json, cookies.get("__Host-csrf"));
    }

    /** Sends a request with the cookies and this CSRF header. */
    public TestClient.Answer send(String method, String path, @Nullable String json, @Nullable String csrf)
            throws IOException {
        TestClient.Request request = client.request(method, path);
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookieHeader());
        }
        if (csrf != null) {
            request.header("X-CSRF-TOKEN", csrf);
        }
        if (json != null) {
            request.json(json);
        }
        TestClient.Answer answer = request.send();
        synchronized (this) {
            seen.add(answer.response().headers().map() + answer.response().body());
            answer.response().headers().allValues("Set-Cookie").forEach(this::keep);
        }
        return answer;
    }

    public synchronized String cookieHeader() {
        List<String> pairs = new ArrayList<>();
        cookies.forEach((name, value) -> pairs.add(name + "=" + value));
        return String.join("; ", pairs);
    }

    @Nullable
    public synchronized String cookie(String name) {
        return cookies.get(name);
    }

    public synchronized void cookie(String name, String value) {
        cookies.put(name, value);
    }

    /** Every line of {@code Set-Cookie} so far. */
    public synchronized List<String> setCookies() {
        return List.copyOf(setCookies);
    }

    /** Everything that this browser was sent so far. */
    public synchronized List<String> seen() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        client.close();
    }

    private void keep(String setCookie) {
        setCookies.add(setCookie);
        String pair = setCookie.split(";", -1)[0];
        String name = pair.substring(0, pair.indexOf('='));
        String value = pair.substring(pair.indexOf('=') + 1);
        if (value.isEmpty() || setCookie.contains("Max-Age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, value);
        }
    }

    public static Map<String, String> query(URI uri) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : uri.getRawQuery().split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static Response redeem(Map<String, String> form) {
        Code code = CODES.remove(String.valueOf(form.get("code")));
        if (code == null
                || !"gateway".equals(form.get("client_id"))
                || !code.redirectUri().equals(form.get("redirect_uri"))
                || !code.challenge().equals(challenge(String.valueOf(form.get("code_verifier"))))) {
            return new Response(400, "{\"error\":\"invalid_grant\"}");
        }
        return tokens(code.person(), code.nonce());
    }

    private static Response refresh(Map<String, String> form) {
        REFRESHES.incrementAndGet();
        String person = REFRESH_TOKENS.remove(String.valueOf(form.get("refresh_token")));
        return person == null ? new Response(400, "{\"error\":\"invalid_grant\"}") : tokens(person, "");
    }

    private static Response tokens(String person, String nonce) {
        String refreshToken = UUID.randomUUID().toString();
        REFRESH_TOKENS.put(refreshToken, person);
        Instant now = Instant.now();
        String accessToken = TestPlatform.issuer()
                .token("gateway", "gateway")
                .person(person, "customer")
                .claim("act", null)
                .claim("exp", now.plus(life))
                .scope("openid", "profile", "cart", "orders", "payment")
                .sign();
        String idToken = TestPlatform.issuer()
                .token("gateway", "gateway")
                .person(person, "customer")
                .header("typ", "JWT")
                .claim("act", null)
                .claim("cnf", null)
                .claim("nonce", nonce)
                .claim("sid", sid)
                .claim("preferred_username", "alice")
                .sign();
        return Response.ok(
                "{\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"id_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d,\"scope\":\"openid profile cart orders payment\"}"
                        .formatted(accessToken, refreshToken, idToken, life.toSeconds()));
    }

    private static String challenge(String verifier) {
        try {
            return Base64URL.encode(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Code(String person, String nonce, String challenge, String redirectUri) {}
}
