package dev.palisade.local;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Signs a person in as a browser would, and gets tokens with the authorization code flow and PKCE (RFC 6749 section 4.1,
 * RFC 7636). Nobody listens on the redirect (RFC 8252 section 7.3): the code is read from it. Each instance is one browser
 * with its own cookies; the steps are public one by one, so that each can also be done wrong.
 */
public final class CodeFlow {

    /** What the authorization server is asked for where one factor is not enough (OpenID Connect Core section 3.1.2.1). */
    static final String TWO_FACTORS = "urn:palisade:acr:two-factors";

    private static final Set<String> STRONG_SCOPES = Set.of("catalog:write", "payment:refund");
    private static final String SECOND_FACTOR = "/second-factor";
    private static final int REDIRECTS = 10;
    private static final int CODES = 4; // more than two people can use up in one step
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern CSRF_FIELD = Pattern.compile("<input[^>]*name=\"_csrf\"[^>]*>");
    private static final Pattern VALUE = Pattern.compile("value=\"([^\"]*)\"");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final URI issuer;
    private final String clientId;
    private final String redirectUri;
    private final boolean pushes;
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ORIGINAL_SERVER);
    private final HttpClient http;
    private @Nullable String totpSecret;
    private Progress progress = Progress.SILENT;

    /**
     * A browser without cookies.
     *
     * @param issuer the authorization server
     * @param tls whom to trust, and which certificate to show, if any
     * @param clientId the client
     * @param redirectUri where the client wants its codes
     */
    public CodeFlow(URI issuer, SSLContext tls, String clientId, String redirectUri) {
        this(issuer, tls, clientId, redirectUri, false);
    }

    private CodeFlow(URI issuer, SSLContext tls, String clientId, String redirectUri, boolean pushes) {
        this.issuer = issuer;
        this.clientId = clientId;
        this.redirectUri = redirectUri;
        this.pushes = pushes;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** The same browser in the hands of somebody with a code generator, who tells when the next code has to be waited for. */
    public CodeFlow withSecondFactor(@Nullable String totpSecret, Progress progress) {
        this.totpSecret = totpSecret;
        this.progress = progress;
        return this;
    }

    /** A browser without cookies, of a client that pushes its requests. */
    public static CodeFlow pushing(URI issuer, SSLContext tls, String clientId, String redirectUri) {
        return new CodeFlow(issuer, tls, clientId, redirectUri, true);
    }

    /**
     * All steps, one after the other. A code of the code generator is asked for where the scopes need one.
     *
     * @return the token endpoint's answer
     * @throws PlatformException when a step is refused
     */
    public Map<?, ?> tokens(String login, String password, String scope) {
        String verifier = random();
        HttpResponse<String> response = redeem(code(login, password, scope, verifier), verifier);
        try {
            Map<?, ?> answer = Json.read(response.body(), Map.class);
            if (answer.get("access_token") instanceof String) {
                return answer;
            }
            throw new PlatformException("The token for \"" + scope + "\" is refused: " + answer.get("error") + ".");
        } catch (JacksonException e) {
            throw new PlatformException("The token endpoint answered " + response.statusCode() + ".", e);
        }
    }

    /**
     * Signs in and gets a code.
     *
     * @throws PlatformException when a step is refused
     */
    public String code(String login, String password, String scope, String verifier) {
        Map<String, String> request = request(scope, verifier);
        Page page = pushes ? openPushed(request) : open(request);
        if (page.callback() == null) {
            page = signIn(page, login, password);
        }
        if (isSecondFactor(page) && totpSecret != null) {
            page = secondFactor(page, totpSecret);
        }
        Map<String, String> answer = answer(login, page);
        if (!Objects.equals(request.get("state"), answer.get("state"))) {
            throw new PlatformException("The authorization server answered another request than ours.");
        }
        String code = answer.get("code");
        if (code == null) {
            throw refused(scope, answer);
        }
        return code;
    }

    /** Signs in with both factors, and gets a page of the authorization server that asks for them. */
    public HttpResponse<String> withTwoFactors(String login, String password, String path) {
        Map<String, String> request = request("openid", random());
        request.put("acr_values", TWO_FACTORS);
        Page page = signIn(open(request), login, password);
        if (isSecondFactor(page) && totpSecret != null) {
            secondFactor(page, totpSecret);
        }
        return get(path);
    }

    /** What an authorization request says; it may be changed before it is sent. */
    public Map<String, String> request(String scope, String verifier) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", clientId);
        request.put("redirect_uri", redirectUri);
        request.put("scope", scope);
        request.put("state", random());
        request.put("code_challenge", challenge(verifier));
        request.put("code_challenge_method", "S256");
        if (totpSecret != null && Stream.of(scope.split(" ")).anyMatch(STRONG_SCOPES::contains)) {
            request.put("acr_values", TWO_FACTORS);
        }
        return request;
    }

    /** Sends an authorization request, and follows it to the sign-in page or to the redirect. */
    public Page open(Map<String, String> request) {
        URI uri = issuer.resolve("/oauth2/authorize?" + form(request));
        return follow(uri, send(HttpRequest.newBuilder(uri).header("Accept", "text/html")));
    }

    /** Pushes an authorization request (RFC 9126) and sends its reference instead, as {@link #open} does. */
    public Page openPushed(Map<String, String> request) {
        HttpResponse<String> pushed = post("/oauth2/par", request);
        try {
            if (Json.read(pushed.body(), Map.class).get("request_uri") instanceof String reference) {
                return open(Map.of("client_id", clientId, "request_uri", reference));
            }
            throw new PlatformException("The authorization server took no pushed request.");
        } catch (JacksonException e) {
            throw new PlatformException("The authorization server answered " + pushed.statusCode() + ".", e);
        }
    }

    /** Fills the form of a sign-in page, and follows the answer. */
    public Page signIn(Page form, String login, String password) {
        Map<String, String> credentials = new LinkedHashMap<>();
        credentials.put("username", login);
        credentials.put("password", password);
        return submit(form, "/login", credentials);
    }

    /** Sends a form of a page with its hidden field, and follows the answer. */
    public Page submit(Page form, String path, Map<String, String> values) {
        Matcher field = CSRF_FIELD.matcher(form.body());
        if (form.status() != 200 || !field.find()) {
            throw new PlatformException("The authorization server showed no form (" + form.status() + " at "
                    + form.uri().getPath() + "). Look at ./palisade logs auth-server.");
        }
        Matcher value = VALUE.matcher(field.group());
        Map<String, String> all = new LinkedHashMap<>(values);
        all.put("_csrf", value.find() ? value.group(1) : "");
        return follow(form.uri(), post(path, all));
    }

    /** A code works once, so one that another sign-in has used up is followed by the next, which the server also takes. */
    private Page secondFactor(Page form, String secret) {
        Page page = form;
        long step = TimeCodes.stepAt(Instant.now());
        for (int i = 0; i < CODES && isSecondFactor(page); i++, step++) {
            while (step > TimeCodes.stepAt(Instant.now()) + 1) {
                progress.working("waiting for the next code of the code generator");
                Pause.ofMillis(500);
            }
            page = submit(page, SECOND_FACTOR, Map.of("code", TimeCodes.code(secret, step)));
        }
        return page;
    }

    private static boolean isSecondFactor(Page page) {
        return page.callback() == null && page.uri().getPath().equals(SECOND_FACTOR);
    }

    /** The token endpoint's answer to a code, whatever it is. */
    public HttpResponse<String> redeem(String code, String verifier) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", clientId);
        form.put("code", code);
        form.put("code_verifier", verifier);
        form.put("redirect_uri", redirectUri);
        return post("/oauth2/token", form);
    }

    /** Posts a form to a path of the authorization server; redirects are not followed. */
    public HttpResponse<String> post(String path, Map<String, String> form) {
        return postForm(path, form(form));
    }

    /** Posts a form that is written out already, for example with a name that comes more than once. */
    public HttpResponse<String> postForm(String path, String form) {
        return send(HttpRequest.newBuilder(issuer.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html, application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Posts JSON to a path of the authorization server, as the script of a page does. */
    public HttpResponse<String> json(String path, String csrf, String body) {
        return send(HttpRequest.newBuilder(issuer.resolve(path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("X-CSRF-TOKEN", csrf)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Gets a path of the authorization server as a page; redirects are not followed. */
    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(issuer.resolve(path)).header("Accept", "text/html"));
    }

    /** The value of a cookie that this browser has, or {@code null}. */
    public @Nullable String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse(null);
    }

    /** A text that nobody can guess: a state, or a verifier of PKCE. */
    public static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Map<String, String> answer(String login, Page page) {
        if (page.callback() != null) {
            return page.answer();
        }
        if (page.uri().getPath().equals("/login")) {
            throw new PlatformException("The authorization server refused " + login
                    + "'s password. If it was started with another home, use the same --home here.");
        }
        throw new PlatformException("After the password, the authorization server asks " + login
                + " for something more (" + page.uri().getPath()
                + "), which this command cannot give. Sign in with a browser.");
    }

    private static PlatformException refused(String scope, Map<String, String> answer) {
        String error = answer.getOrDefault("error", "no reason");
        return new PlatformException(
                error.equals("invalid_scope")
                        ? "The scope \"" + scope + "\" is refused. This client may ask for: openid cart orders payment"
                                + " and the like; see the README for all."
                        : "The authorization server refused: " + error + ". "
                                + answer.getOrDefault("error_description", ""));
    }

    private Page follow(URI from, HttpResponse<String> response) {
        URI uri = from;
        HttpResponse<String> current = response;
        for (int i = 0; i < REDIRECTS; i++) {
            String location = current.headers().firstValue("Location").orElse(null);
            if (location == null) {
                return new Page(uri, current.statusCode(), current.body(), null);
            }
            uri = uri.resolve(location);
            if (uri.toString().startsWith(redirectUri)) {
                return new Page(uri, current.statusCode(), "", uri);
            }
            if (!issuer.getAuthority().equals(uri.getAuthority())) {
                throw new PlatformException("The authorization server sent us elsewhere: " + uri.getAuthority() + ".");
            }
            current = send(HttpRequest.newBuilder(uri).header("Accept", "text/html"));
        }
        throw new PlatformException("The authorization server redirects without end.");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new PlatformException(
                    "The authorization server at " + issuer
                            + " does not answer. Start the platform with ./palisade up.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The command was interrupted.", e);
        }
    }

    private static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** The challenge of a verifier, by S256 (RFC 7636 section 4.2). */
    public static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no SHA-256.", e);
        }
    }

    /**
     * Where the browser is.
     *
     * @param uri its address
     * @param status the status code
     * @param body the page
     * @param callback the redirect to the client, when it came to that
     */
    public record Page(
            URI uri, int status, String body, @Nullable URI callback) {

        /** What the authorization server answers the client with; empty before it does. */
        public Map<String, String> answer() {
            Map<String, String> parameters = new LinkedHashMap<>();
            if (callback == null) {
                return parameters;
            }
            for (String pair : String.valueOf(callback.getRawQuery()).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            pair.substring(0, equals),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
            return parameters;
        }
    }
}
