package dev.palisade.verify.kit;

import dev.palisade.local.CodeFlow;
import dev.palisade.local.PlatformException;
import dev.palisade.verify.kit.Verdict.Result;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks an authorization server for what it should not give. Codes are attacked where a person can sign in by a form. */
final class AuthorizationServerAttacks {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern INPUT = Pattern.compile("<input[^>]*>");
    private static final Pattern NAME = Pattern.compile("name=\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("value=\"([^\"]*)\"");
    private static final String VERIFIER = CodeFlow.random();
    private static final String STATE = "state-of-this-browser";
    private static final long LONGEST_LIFE_SECONDS = 600;

    private final Target.AuthorizationServer target;
    private final Visitor browser;
    private final JsonNode metadata;
    private final List<Verdict> verdicts = new ArrayList<>();

    AuthorizationServerAttacks(Target.AuthorizationServer target, Path beside) {
        this.target = target;
        this.browser = Visitor.trusting(target.ca() == null ? null : beside.resolve(target.ca()));
        this.metadata = read();
    }

    List<Verdict> make() {
        announcements();
        boolean signedIn = target.person() != null && signIn(target.person());
        if (target.person() != null && !signedIn) {
            throw new PlatformException("The person of the file cannot sign in at " + target.issuer() + ".");
        }
        redirects(signedIn);
        requests(signedIn);
        deadGrants();
        if (signedIn) {
            codes();
            tokens();
        } else {
            notMade("a code that is used twice", "the file names no person");
            notMade("a refresh token that is used twice", "the file names no person");
            notMade("what stands in a token", "the file names no person");
        }
        return verdicts;
    }

    private JsonNode read() {
        URI issuer = target.issuer();
        String base = issuer.toString().replaceAll("/$", "");
        HttpResponse<String> answer = browser.get(URI.create(base + "/.well-known/openid-configuration"));
        if (answer.statusCode() != 200) {
            answer = browser.get(issuer.resolve(
                    "/.well-known/oauth-authorization-server" + issuer.getPath().replaceAll("/$", "")));
        }
        try {
            JsonNode read = JSON.readTree(answer.body());
            for (String name : List.of("authorization_endpoint", "token_endpoint")) {
                URI endpoint = URI.create(read.path(name).asString(""));
                if (!String.valueOf(issuer.getHost()).equals(endpoint.getHost())) {
                    throw new PlatformException(name + " is on another host than " + issuer
                            + ", and only that one may be attacked: " + endpoint + ".");
                }
            }
            return read;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new PlatformException("There are no metadata of " + issuer + ".", e);
        }
    }

    private void announcements() {
        claim(
                "metadata in the name of another issuer",
                target.issuer().toString().equals(metadata.path("issuer").asString("")),
                metadata.path("issuer").asString("none"),
                "The issuer is the address at which its metadata are (RFC 8414 section 3.3).");
        List<String> methods = strings("code_challenge_methods_supported");
        claim(
                "PKCE without S256, or with plain",
                methods.contains("S256") && !methods.contains("plain"),
                methods.toString(),
                "Offer S256 alone (RFC 9700 section 2.1.1).");
        List<String> grants = strings("grant_types_supported");
        claim(
                "grants that are dead",
                !grants.contains("password") && !grants.contains("implicit"),
                grants.toString(),
                "Offer neither (RFC 9700 sections 2.1.2 and 2.4).");
        claim(
                "an answer that does not name its issuer",
                metadata.path("authorization_response_iss_parameter_supported").asBoolean(false),
                metadata.path("authorization_response_iss_parameter_supported").asString("not announced"),
                "Send iss with each answer (RFC 9207), or clients of several servers can be mixed up.");
        claim(
                "no pushed requests",
                !metadata.path("pushed_authorization_request_endpoint").isMissingNode(),
                metadata.path("pushed_authorization_request_endpoint").asString("none"),
                "Offer them (RFC 9126): what is pushed cannot be changed in the browser.");
    }

    private void redirects(boolean signedIn) {
        String right = target.client().redirectUri().toString();
        String host = String.valueOf(target.client().redirectUri().getHost());
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("a redirect to somebody else", "https://attacker.example/callback");
        wrong.put("a redirect with more at its end", right + "/more");
        wrong.put("a redirect with a query added", right + "?next=https://attacker.example");
        wrong.put("a redirect with a fragment", right + "#x");
        wrong.put("a redirect to a host that begins alike", right.replace(host, host + ".attacker.example"));
        wrong.put("a redirect with the right host as a user's name", right.replace("://", "://" + host + "@"));
        wrong.put("a redirect with a way up in its path", right + "/../other");
        wrong.forEach((what, address) -> {
            HttpResponse<String> answer = authorize(Map.of("redirect_uri", address));
            String location = location(answer);
            boolean away = !location.isEmpty() && !isOurs(location);
            if (!away && !location.isEmpty() && !signedIn) {
                notMade(what, "it asks for a sign-in first, and the file names no person");
            } else {
                claim(what, !away, seen(answer), "Compare redirects as text (RFC 9700 section 4.1.3).");
            }
        });
    }

    private void requests(boolean signedIn) {
        request("a request without a code challenge", signedIn, without("code_challenge", "code_challenge_method"));
        request("a code challenge of the plain kind", signedIn, Map.of("code_challenge_method", "plain"));
        request("a token straight from the front (response_type token)", signedIn, Map.of("response_type", "token"));
        request("a scope that nobody registered", signedIn, Map.of("scope", "everything-there-is"));
        request("a client that does not exist", signedIn, Map.of("client_id", "nobody-knows"));
    }

    private void request(String what, boolean signedIn, Map<String, String> changes) {
        HttpResponse<String> answer = authorize(changes);
        String location = location(answer);
        if (!signedIn && isOurs(location) && !location.contains("error=")) {
            notMade(what, "it asks for a sign-in first, and the file names no person");
            return;
        }
        boolean given = location.contains("code=") || location.contains("access_token=");
        claim(
                what,
                !given && answer.statusCode() < 500 && (location.isEmpty() || location.contains("error=")),
                seen(answer),
                "Refuse it (RFC 9700 section 2.1; requireProofKey(true) for each client).");
    }

    private void deadGrants() {
        for (String grant : List.of("password", "implicit", "urn:example:made-up")) {
            Map<String, String> form = new LinkedHashMap<>(client());
            form.put("grant_type", grant);
            form.put("username", "somebody");
            form.put("password", "something");
            HttpResponse<String> answer = token(form);
            claim(
                    "the grant " + grant,
                    answer.statusCode() / 100 == 4,
                    seen(answer),
                    "Refuse it (RFC 9700 section 2.4).");
        }
    }

    private void codes() {
        Map<String, String> wrongVerifier = Map.of("code_verifier", CodeFlow.random());
        redeem("a code with another verifier", wrongVerifier, List.of());
        redeem("a code without its verifier", Map.of(), List.of("code_verifier"));
        redeem("a code with another redirect", Map.of("redirect_uri", "https://attacker.example/"), List.of());

        String code = code();
        JsonNode first = body(token(redeeming(code)));
        if (first.path("access_token").isMissingNode()) {
            throw new PlatformException("The right code gives no token at " + target.issuer()
                    + ". Nothing is shown by what is refused to everybody.");
        }
        HttpResponse<String> again = token(redeeming(code));
        claim(
                "a code that is used twice",
                again.statusCode() / 100 == 4,
                seen(again),
                "A code is good once (RFC 6749 section 4.1.2).");
        String userInfo = metadata.path("userinfo_endpoint").asString("");
        if (!userInfo.isEmpty()) {
            HttpResponse<String> after = browser.get(
                    URI.create(userInfo),
                    "Authorization",
                    "Bearer " + first.path("access_token").asString());
            claim(
                    "the token of a code that was used twice",
                    after.statusCode() / 100 == 4,
                    seen(after),
                    "Revoke what the code was good for (RFC 6749 section 4.1.2).");
        }
        JsonNode tokens = body(token(redeeming(code())));
        String refresh = tokens.path("refresh_token").asString("");
        if (refresh.isEmpty()) {
            notMade("a refresh token that is used twice", "there is none");
            return;
        }
        JsonNode second = body(refresh(refresh));
        HttpResponse<String> reused = refresh(refresh);
        claim(
                "a refresh token that is used twice",
                !second.path("access_token").isMissingNode() && reused.statusCode() / 100 == 4,
                seen(reused),
                "Rotate: TokenSettings.reuseRefreshTokens(false) (RFC 9700 section 4.14.2).");
        String next = second.path("refresh_token").asString("");
        HttpResponse<String> family = next.isEmpty() || next.equals(refresh) ? reused : refresh(next);
        claim(
                "the refresh token that came after one that was used twice",
                family.statusCode() / 100 == 4,
                seen(family),
                "End the whole family: the framework only refuses the old one (RFC 9700 section 4.14.2).");
    }

    private void tokens() {
        JsonNode tokens = body(token(redeeming(code())));
        String access = tokens.path("access_token").asString("");
        if (access.split("\\.").length != 3) {
            notMade("what stands in an access token", "it is no JWT");
            return;
        }
        JsonNode header = decoded(access, 0);
        JsonNode claims = decoded(access, 1);
        claim(
                "an access token that could be another kind of token",
                header.path("typ").asString("").equalsIgnoreCase("at+jwt"),
                "typ " + header.path("typ").asString("none"),
                "Set typ at+jwt with an OAuth2TokenCustomizer (RFC 9068 section 2.1).");
        JsonNode audience = claims.path("aud");
        claim(
                "an access token for the client instead of an API",
                !audience.isMissingNode()
                        && !audience.toString().contains("\"" + target.client().id() + "\""),
                "aud " + audience,
                "Name the API that it is for: the framework names the client (RFC 9068 section 3).");
        claim(
                "an access token that does not name its client",
                !claims.path("client_id").isMissingNode(),
                claims.path("client_id").asString("none"),
                "Add client_id (RFC 9068 section 2.2).");
        claim(
                "an access token that is bound to nothing",
                !claims.path("cnf").isMissingNode(),
                claims.path("cnf").isMissingNode() ? "no cnf" : "cnf",
                "x509CertificateBoundAccessTokens(true), or DPoP (RFC 9700 section 2.2.1).");
        boolean named = target.person() != null
                && claims.path("sub").asString("").equals(target.person().name());
        claim(
                "an access token that names the person as they sign in",
                !named,
                named ? "sub is the name of the sign-in" : "sub is another name",
                "Give people an identifier of their own (RFC 9700 section 4.15).");
        long life = claims.path("exp").asLong(0) - claims.path("iat").asLong(0);
        claim(
                "an access token that lives long",
                life > 0 && life <= LONGEST_LIFE_SECONDS,
                life + " s",
                "Minutes are enough beside a refresh token.");
        String userInfo = metadata.path("userinfo_endpoint").asString("");
        String id = tokens.path("id_token").asString("");
        if (!userInfo.isEmpty() && !id.isEmpty()) {
            HttpResponse<String> answer = browser.get(URI.create(userInfo), "Authorization", "Bearer " + id);
            claim(
                    "an ID token where an access token is asked for",
                    answer.statusCode() / 100 == 4,
                    seen(answer),
                    "Look at typ.");
        }
    }

    private void redeem(String what, Map<String, String> changes, List<String> leftOut) {
        Map<String, String> form = redeeming(code());
        form.putAll(changes);
        leftOut.forEach(form::remove);
        HttpResponse<String> answer = token(form);
        claim(what, answer.statusCode() / 100 == 4, seen(answer), "Compare it (RFC 7636, RFC 6749 section 4.1.3).");
    }

    /** Signs the person in, by the form to which a request for authorization leads. */
    private boolean signIn(Target.Person person) {
        HttpResponse<String> start = authorize(Map.of());
        String page = location(start);
        if (page.isEmpty() || !isOurs(page)) {
            return page.contains("code=");
        }
        URI address = target.issuer().resolve(page);
        Map<String, String> form = new LinkedHashMap<>();
        Matcher inputs =
                INPUT.matcher(browser.get(address, "Accept", "text/html").body());
        while (inputs.find()) {
            Matcher name = NAME.matcher(inputs.group());
            Matcher value = VALUE.matcher(inputs.group());
            if (name.find() && value.find()) {
                form.put(name.group(1), value.group(1));
            }
        }
        form.put("username", person.name());
        form.put("password", person.password());
        browser.form(address, form);
        return location(authorize(Map.of())).contains("code=");
    }

    private String code() {
        String location = location(authorize(Map.of()));
        Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(location);
        if (!code.find()) {
            throw new PlatformException(
                    "The right request gives no code at " + target.issuer() + ". Does the client ask for consent?");
        }
        return code.group(1);
    }

    /** A right request with changes; a value that is empty leaves the parameter out. */
    private HttpResponse<String> authorize(Map<String, String> changes) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", target.client().id());
        query.put("redirect_uri", target.client().redirectUri().toString());
        query.put("scope", String.join(" ", target.client().scopes()));
        query.put("state", STATE);
        query.put("nonce", "nonce");
        query.put("code_challenge", CodeFlow.challenge(VERIFIER));
        query.put("code_challenge_method", "S256");
        query.putAll(changes);
        query.values().removeIf(String::isEmpty);
        return browser.get(
                URI.create(metadata.path("authorization_endpoint").asString() + "?" + Visitor.encoded(query)),
                "Accept",
                "text/html");
    }

    private Map<String, String> redeeming(String code) {
        Map<String, String> form = new LinkedHashMap<>(client());
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", target.client().redirectUri().toString());
        form.put("code_verifier", VERIFIER);
        return form;
    }

    private HttpResponse<String> refresh(String token) {
        Map<String, String> form = new LinkedHashMap<>(client());
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", token);
        return token(form);
    }

    private HttpResponse<String> token(Map<String, String> form) {
        URI endpoint = URI.create(metadata.path("token_endpoint").asString());
        String secret = target.client().secret();
        if (secret == null) {
            return browser.form(endpoint, form);
        }
        String basic = Base64.getEncoder()
                .encodeToString((target.client().id() + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return browser.form(endpoint, form, "Authorization", "Basic " + basic);
    }

    private Map<String, String> client() {
        return target.client().secret() == null
                ? Map.of("client_id", target.client().id())
                : Map.of();
    }

    private void claim(String what, boolean held, String seen, String remedy) {
        verdicts.add(new Verdict(what, held ? Result.HELD : Result.OPEN, seen, remedy));
    }

    private void notMade(String what, String why) {
        verdicts.add(new Verdict(what, Result.NOT_MADE, why, ""));
    }

    private List<String> strings(String name) {
        List<String> all = new ArrayList<>();
        metadata.path(name).forEach(each -> all.add(each.asString()));
        return all;
    }

    private boolean isOurs(String location) {
        URI to = URI.create(location.replace("#", "%23").replace("..", ""));
        return to.getHost() == null
                || (to.getAuthority().equals(target.issuer().getAuthority())
                        && !location.startsWith(target.client().redirectUri().toString()));
    }

    private static Map<String, String> without(String... names) {
        Map<String, String> left = new LinkedHashMap<>();
        for (String name : names) {
            left.put(name, "");
        }
        return left;
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }

    /** The status and the error; a code or a token is not repeated. */
    private static String seen(HttpResponse<String> answer) {
        Matcher error = Pattern.compile("[?&]error=([a-z_]+)|\"error\"\\s*:\\s*\"([a-z_]+)\"")
                .matcher(location(answer) + answer.body());
        String word = error.find() ? " " + (error.group(1) == null ? error.group(2) : error.group(1)) : "";
        return answer.statusCode() + (location(answer).contains("code=") ? " with a code" : word);
    }

    private static JsonNode body(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }

    private static JsonNode decoded(String token, int part) {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[part]));
    }
}
