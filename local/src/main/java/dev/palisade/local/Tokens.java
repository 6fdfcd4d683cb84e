package dev.palisade.local;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
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
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Signs a person in as a browser would, and gets an access token with the authorization code flow and PKCE (RFC 6749
 * section 4.1, RFC 7636). Nobody listens on the loopback redirect (RFC 8252 section 7.3): the code is read from it.
 */
final class Tokens {

    private static final String CLIENT = "palisade-cli";
    private static final String REDIRECT = "http://127.0.0.1:8765/callback";
    private static final int REDIRECTS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern CSRF_FIELD = Pattern.compile("<input[^>]*name=\"_csrf\"[^>]*>");
    private static final Pattern VALUE = Pattern.compile("value=\"([^\"]*)\"");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final URI issuer;
    private final HttpClient http;

    Tokens(URI issuer, SSLContext trust) {
        this.issuer = issuer;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust)
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ORIGINAL_SERVER))
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** The token endpoint's answer. */
    Map<?, ?> get(DemoUser user, String scope) {
        String verifier = random();
        String state = random();
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", CLIENT);
        request.put("redirect_uri", REDIRECT);
        request.put("scope", scope);
        request.put("state", state);
        request.put("code_challenge", challenge(verifier));
        request.put("code_challenge_method", "S256");

        Page page = follow(issuer.resolve("/oauth2/authorize?" + form(request)));
        if (page.callback() == null) {
            page = signIn(user, page);
        }
        Map<String, String> answer = answer(user, page);
        if (!state.equals(answer.get("state"))) {
            throw new PlatformException("The authorization server answered another request than ours.");
        }
        String code = answer.get("code");
        if (code == null) {
            throw refused(scope, answer);
        }
        return exchange(code, verifier, scope);
    }

    private Page signIn(DemoUser user, Page page) {
        Matcher field = CSRF_FIELD.matcher(page.body());
        if (page.status() != 200 || !field.find()) {
            throw new PlatformException("The authorization server showed no form to sign in (" + page.status() + " at "
                    + page.uri().getPath() + "). Look at ./palisade logs auth-server.");
        }
        Matcher value = VALUE.matcher(field.group());
        Map<String, String> credentials = new LinkedHashMap<>();
        credentials.put("username", user.name());
        credentials.put("password", user.password());
        credentials.put("_csrf", value.find() ? value.group(1) : "");
        HttpResponse<String> response = send(post(issuer.resolve("/login"), credentials));
        return follow(page.uri(), response);
    }

    private static Map<String, String> answer(DemoUser user, Page page) {
        URI callback = page.callback();
        if (callback != null) {
            return parameters(callback);
        }
        if (page.uri().getPath().equals("/login")) {
            throw new PlatformException("The authorization server refused " + user.name()
                    + "'s password. If it was started with another home, use the same --home here.");
        }
        throw new PlatformException("After the password, the authorization server asks " + user.name()
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

    private Map<?, ?> exchange(String code, String verifier, String scope) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", CLIENT);
        form.put("code", code);
        form.put("code_verifier", verifier);
        form.put("redirect_uri", REDIRECT);
        HttpResponse<String> response = send(post(issuer.resolve("/oauth2/token"), form));
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

    private Page follow(URI uri) {
        return follow(uri, send(HttpRequest.newBuilder(uri).header("Accept", "text/html")));
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
            if (uri.toString().startsWith(REDIRECT)) {
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

    private static HttpRequest.Builder post(URI uri, Map<String, String> form) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html, application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form(form)));
    }

    private static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, String> parameters(URI uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : String.valueOf(uri.getRawQuery()).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no SHA-256.", e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private record Page(
            URI uri, int status, String body, @Nullable URI callback) {}
}
