package dev.palisade.verify.attack;

import dev.palisade.local.Progress;
import dev.palisade.verify.attack.Forge.NotHereException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/** Tokens that are none, at every port that takes one. */
final class TokenAttacks {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int CANARY_MS = 500;

    private TokenAttacks() {}

    @Attack("C-TOK-01")
    static void unsigned(Scene scene, Findings findings) {
        for (Scene.Receiver receiver : scene.receivers()) {
            twin(findings, receiver);
            DecisionLog log = scene.log(receiver.name());
            String signature = receiver.token().substring(receiver.token().lastIndexOf('.') + 1);
            for (String none : List.of("none", "None", "NONE", "nOnE")) {
                String content = Forge.content(receiver.token(), Map.of("alg", none), Map.of());
                refused(findings, receiver, "a token with alg " + none + " and no signature", content + ".");
                refused(findings, receiver, "a token with alg " + none + " and a signature", content + "." + signature);
            }
            findings.holds(
                    "the decision log of " + receiver.name() + " has the refusals",
                    log.awaits(Map.of("outcome", "deny")),
                    "deny");
        }
    }

    @Attack("C-TOK-02")
    static void publicKeyAsSecret(Scene scene, Findings findings) throws GeneralSecurityException {
        RSAPublicKey key = publishedKey(scene);
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----";
        Map<String, byte[]> secrets = Map.of(
                "PEM", pem.getBytes(StandardCharsets.US_ASCII),
                "PEM with a new line", (pem + "\n").getBytes(StandardCharsets.US_ASCII),
                "DER", key.getEncoded(),
                "modulus", key.getModulus().toByteArray());
        for (Scene.Receiver receiver : scene.receivers()) {
            twin(findings, receiver);
            for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
                String content = Forge.content(receiver.token(), Map.of("alg", "HS256"), Map.of());
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getValue(), "HmacSHA256"));
                String forged =
                        content + "." + BASE64.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
                refused(findings, receiver, "a token signed with the public key as " + secret.getKey(), forged);
            }
        }
    }

    @Attack("C-TOK-03")
    static void otherSignatures(Scene scene, Findings findings) {
        Forge forge = scene.forge();
        KeyPair stranger = Forge.strangersKeys();
        for (Scene.Receiver receiver : scene.receivers()) {
            twin(findings, receiver);
            String token = receiver.token();
            refused(
                    findings,
                    receiver,
                    "a token of a stranger's key",
                    forge.signed(token, Map.of(), Map.of(), Forge.PS256, stranger.getPrivate()));
            int dot = token.lastIndexOf('.');
            char flipped = token.charAt(dot + 10) == 'A' ? 'B' : 'A';
            refused(
                    findings,
                    receiver,
                    "a signature with one letter changed",
                    token.substring(0, dot + 10) + flipped + token.substring(dot + 11));
            refused(findings, receiver, "a signature cut short", token.substring(0, token.length() - 8));
            refused(findings, receiver, "a token without its signature", token.substring(0, dot));
            refused(
                    findings,
                    receiver,
                    "claims of another token under this signature",
                    Forge.content(token, Map.of(), Map.of("sub", "00000000-0000-4000-8000-000000000001"))
                            + token.substring(dot));
            if (forge.hasKey()) {
                for (String bits : List.of("256", "512")) {
                    refused(
                            findings,
                            receiver,
                            "the right key with RS" + bits,
                            forge.signed(
                                    token,
                                    Map.of("alg", "RS" + bits),
                                    Map.of(),
                                    "SHA" + bits + "withRSA",
                                    forge.key()));
                }
                refused(
                        findings,
                        receiver,
                        "a critical header field that nobody understands",
                        forge.signed(token, Map.of("crit", List.of("exp2"), "exp2", 1), Map.of()));
            }
        }
    }

    @Attack("C-TOK-04")
    static void keyIdentifiers(Scene scene, Findings findings) {
        Forge forge = scene.forge();
        KeyPair stranger = Forge.strangersKeys();
        for (Scene.Receiver receiver : scene.receivers()) {
            twin(findings, receiver);
            for (Object kid : List.of(
                    "../../../../dev/null",
                    "' or '1'='1",
                    "k$(id)",
                    "",
                    "x".repeat(4_000),
                    42,
                    List.of("k"),
                    "https://127.0.0.1:1/keys")) {
                refused(
                        findings,
                        receiver,
                        "a key named " + abbreviated(kid),
                        forge.signed(
                                receiver.token(),
                                Map.of("kid", kid),
                                Map.of(),
                                "SHA256withRSA",
                                stranger.getPrivate()));
            }
        }
    }

    @Attack("C-TOK-05")
    static void keysInTheToken(Scene scene, Findings findings) throws IOException {
        Forge forge = scene.forge();
        KeyPair stranger = Forge.strangersKeys();
        RSAPublicKey key = (RSAPublicKey) stranger.getPublic();
        Map<String, Object> jwk = Map.of(
                "kty", "RSA", "n", BASE64.encodeToString(key.getModulus().toByteArray()), "e", "AQAB", "kid", "own");
        try (ServerSocket canary = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            String url = "https://127.0.0.1:" + canary.getLocalPort() + "/keys";
            Map<String, Map<String, Object>> headers = new LinkedHashMap<>();
            headers.put("jku", Map.of("jku", url, "kid", "own"));
            headers.put("x5u", Map.of("x5u", url, "kid", "own"));
            headers.put("jwk", Map.of("jwk", jwk, "kid", "own"));
            headers.put(
                    "x5c", Map.of("x5c", List.of(Base64.getEncoder().encodeToString(key.getEncoded())), "kid", "own"));
            for (Scene.Receiver receiver : scene.receivers()) {
                twin(findings, receiver);
                headers.forEach((name, header) -> refused(
                        findings,
                        receiver,
                        "a key that the token brings as " + name,
                        forge.signed(receiver.token(), header, Map.of(), Forge.PS256, stranger.getPrivate())));
            }
            canary.setSoTimeout(CANARY_MS);
            boolean called = true;
            try {
                canary.accept().close();
            } catch (SocketTimeoutException e) {
                called = false;
            }
            findings.holds("nobody fetches keys from where a token says", !called, called ? "a call came" : "no call");
        }
    }

    @Attack("C-TOK-06")
    static void times(Scene scene, Findings findings) {
        Forge forge = withKey(scene);
        long now = Instant.now().getEpochSecond();
        Map<String, Map<String, Object>> wrong = new LinkedHashMap<>();
        wrong.put("ended half a minute ago", Map.of("exp", now - 31, "iat", now - 200));
        wrong.put("good from half a minute on", Map.of("nbf", now + 31));
        wrong.put("issued in ten minutes", Map.of("iat", now + 600, "exp", now + 900));
        wrong.put("without an end", Map.of("exp", Forge.NOTHING));
        wrong.put("without a beginning", Map.of("iat", Forge.NOTHING));
        wrong.put("good for ten years", Map.of("exp", now + 315_360_000L));
        wrong.put("good for eleven minutes", Map.of("iat", now, "exp", now + 660));
        wrong.put("with a word for its end", Map.of("exp", "tomorrow"));
        forged(scene, findings, forge, wrong);
    }

    @Attack("C-TOK-07")
    static void issuers(Scene scene, Findings findings) {
        Forge forge = withKey(scene);
        String issuer = scene.url("auth-server").toString();
        Map<String, Map<String, Object>> wrong = new LinkedHashMap<>();
        for (Object other : List.of(
                issuer + "/",
                issuer.replace("https", "http"),
                issuer.replace("localhost", "LOCALHOST"),
                issuer + "/training",
                "https://evil.example",
                List.of(issuer, "https://evil.example"),
                "",
                Forge.NOTHING)) {
            wrong.put("of the issuer " + (Forge.NOTHING.equals(other) ? "nobody" : other), Map.of("iss", other));
        }
        forged(scene, findings, forge, wrong);
    }

    @Attack("C-TOK-08")
    static void audiences(Scene scene, Findings findings) {
        List<Scene.Receiver> receivers = scene.receivers();
        for (Scene.Receiver receiver : receivers) {
            for (Scene.Receiver other : receivers) {
                if (receiver.name().equals(other.name())) {
                    twin(findings, receiver);
                } else {
                    refused(findings, receiver, "the token for " + other.name(), other.token());
                }
            }
        }
        Forge forge = scene.forge();
        if (forge.hasKey()) {
            Map<String, Map<String, Object>> wrong = new LinkedHashMap<>();
            wrong.put("for nobody", Map.of("aud", Forge.NOTHING));
            wrong.put("for the client", Map.of("aud", "palisade-cli"));
            wrong.put("for everybody", Map.of("aud", List.of()));
            wrong.put("for *", Map.of("aud", "*"));
            forged(scene, findings, forge, wrong);
        }
    }

    @Attack("C-TOK-09")
    static void otherTokens(Scene scene, Findings findings) {
        Map<?, ?> answer = scene.platform().tokenResponse("alice", "openid cart", Progress.SILENT);
        for (Scene.Receiver receiver : scene.receivers()) {
            twin(findings, receiver);
            refused(findings, receiver, "an ID token", String.valueOf(answer.get("id_token")));
            refused(findings, receiver, "no token at all", "0123456789abcdef");
            refused(findings, receiver, "an opaque token", "b".repeat(128));
        }
        Forge forge = scene.forge();
        if (forge.hasKey()) {
            for (Scene.Receiver receiver : scene.receivers()) {
                for (Object type : List.of(Forge.NOTHING, "JWT", "logout+jwt", "dpop+jwt", "secevent+jwt", "")) {
                    refused(
                            findings,
                            receiver,
                            "a token of the type " + (Forge.NOTHING.equals(type) ? "nothing" : type),
                            forge.signed(receiver.token(), Map.of("typ", type), Map.of()));
                }
            }
        }
    }

    @Attack("C-TOK-10")
    static void otherPlaces(Scene scene, Findings findings) {
        for (Scene.Receiver receiver : scene.receivers()) {
            twin(findings, receiver);
            String joint = receiver.path().contains("?") ? "&" : "?";
            findings.refused(
                    "a token in the query at " + receiver.name(),
                    receiver.door().get(receiver.path() + joint + "access_token=" + receiver.token()),
                    400,
                    401);
            findings.refused(
                    "a token in a cookie at " + receiver.name(),
                    receiver.door()
                            .with("Cookie", "access_token=" + receiver.token())
                            .get(receiver.path()),
                    401);
            findings.refused(
                    "two tokens at " + receiver.name(),
                    Wire.first(Wire.exchange(
                            receiver.door().base(),
                            receiver.name().equals("gateway") ? scene.platform().trust() : scene.identity("gateway"),
                            "GET " + receiver.path() + " HTTP/1.1\r\nHost: "
                                    + receiver.door().base().getAuthority()
                                    + "\r\nConnection: close\r\nAuthorization: Bearer " + receiver.token()
                                    + "\r\nAuthorization: Bearer " + receiver.token() + "\r\n\r\n")),
                    400,
                    401);
            findings.refused(
                    "a token as a password at " + receiver.name(),
                    receiver.door()
                            .with("Authorization", "Basic " + receiver.token())
                            .get(receiver.path()),
                    400,
                    401);
        }
    }

    @Attack("C-TOK-12")
    static void machines(Scene scene, Findings findings) {
        List<Scene.Receiver> receivers = scene.receivers();
        String machine = scene.own("gateway", "cart-service", "cart");
        Door cart = scene.from("gateway", "cart-service");
        twin(findings, receivers.get(2));
        findings.holds("a machine gets no token of a person's scope", machine.isEmpty(), machine.length() + " letters");
        Forge forge = scene.forge();
        if (forge.hasKey()) {
            String forged =
                    forge.signed(receivers.get(2).token(), Map.of(), Map.of("sub", "gateway", "act", Forge.NOTHING));
            findings.refused(
                    "a machine's token at a person's cart", cart.as(forged).get("/api/cart"), 401, 403);
            String atDoor = forge.signed(receivers.getFirst().token(), Map.of(), Map.of("sub", "palisade-cli"));
            findings.refused(
                    "a machine's token at the door", scene.outside().as(atDoor).get("/api/cart"), 401, 403);
        } else {
            findings.refused(
                    "the catalog token of a machine at a cart",
                    cart.as(receivers.get(1).token()).get("/api/cart"),
                    401);
        }
    }

    private static void forged(Scene scene, Findings findings, Forge forge, Map<String, Map<String, Object>> wrong) {
        for (Scene.Receiver receiver : scene.receivers()) {
            twin(findings, receiver);
            Answer same = receiver.ask(forge.signed(receiver.token(), Map.of(), Map.of()));
            if (receiver.name().equals("gateway")) {
                // The authorization server exchanges only what it has issued, whoever signed it.
                findings.refused("the same token, signed here, at the gateway", same, 401);
            } else {
                findings.allowed("the same token, signed here, at " + receiver.name(), same, receiver.good());
            }
            wrong.forEach((what, claims) ->
                    refused(findings, receiver, "a token " + what, forge.signed(receiver.token(), Map.of(), claims)));
        }
    }

    private static void twin(Findings findings, Scene.Receiver receiver) {
        findings.allowed("the untouched token at " + receiver.name(), receiver.ask(receiver.token()), receiver.good());
    }

    private static void refused(Findings findings, Scene.Receiver receiver, String what, String token) {
        Answer answer = receiver.ask(token);
        findings.refused(what + " at " + receiver.name(), answer, 401);
        if (answer.status() == 401) {
            findings.holds(
                    "the refusal says Bearer (RFC 6750 section 3)",
                    answer.header("WWW-Authenticate").startsWith("Bearer"),
                    answer.header("WWW-Authenticate"));
        }
    }

    private static Forge withKey(Scene scene) {
        Forge forge = scene.forge();
        if (!forge.hasKey()) {
            throw new NotHereException(
                    "the key that signs tokens lies in no file, so wrong tokens cannot be signed rightly");
        }
        return forge;
    }

    private static RSAPublicKey publishedKey(Scene scene) throws GeneralSecurityException {
        JsonNode key = scene.signIn().get("/oauth2/jwks").json().path("keys").path(0);
        List<BigInteger> numbers = new ArrayList<>();
        for (String part : List.of("n", "e")) {
            numbers.add(new BigInteger(
                    1, Base64.getUrlDecoder().decode(key.path(part).asString())));
        }
        return (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(numbers.getFirst(), numbers.getLast()));
    }

    private static String abbreviated(Object value) {
        String text = String.valueOf(value);
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
