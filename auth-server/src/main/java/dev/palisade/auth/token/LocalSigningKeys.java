package dev.palisade.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.palisade.platform.token.TokenSigningKeys;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys that come as properties, so that tokens stay valid over a restart. The id of a key says from which day it is good,
 * as in {@code k20261201}; others are good from the beginning, in the order of their ids. A key is published at once, signs
 * from ten minutes after its day has begun, and stays published until the last token that it signed has ended: a rotation
 * is planned by adding a key of a day to come.
 */
final class LocalSigningKeys implements TokenSigningKeys {

    private static final Duration OVERLAP = Duration.ofMinutes(10); // longer than any verifier keeps its keys
    private static final Duration LONGEST_TOKEN_LIFE = Duration.ofMinutes(30); // an identity token
    private static final Pattern DATED = Pattern.compile("k(\\d{8})");

    private final List<Key> keys;
    private final Clock clock;

    private LocalSigningKeys(List<Key> keys, Clock clock) {
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    /**
     * Reads the keys.
     *
     * @param pems private keys by key id, PKCS#8 in PEM
     * @throws IllegalStateException when there is none, or one is no RSA key
     */
    static LocalSigningKeys from(Map<String, String> pems, Clock clock) {
        if (pems.isEmpty()) {
            throw new IllegalStateException(
                    "There is no key to sign tokens with: palisade.signing-keys.<key id> is missing");
        }
        List<Key> keys = new ArrayList<>();
        new TreeMap<>(pems).forEach((id, pem) -> keys.add(Key.of(key(id, pem))));
        keys.sort(Comparator.comparing(Key::goodFrom)); // stable: ids decide between those of the same day
        return new LocalSigningKeys(keys, clock);
    }

    /** All keys but those whose last token has ended. */
    @Override
    public JWKSet published() {
        Instant now = clock.instant();
        List<JWK> published = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            boolean needed = i + 1 == keys.size()
                    || now.isBefore(keys.get(i + 1).takesOver().plus(LONGEST_TOKEN_LIFE))
                    || keys.get(i).goodFrom().equals(keys.get(i + 1).goodFrom());
            if (needed) {
                published.add(keys.get(i).key().toPublicJWK());
            }
        }
        return new JWKSet(published);
    }

    /** The newest key that has been published for long enough, or the first of all. */
    @Override
    public Current current() {
        Instant now = clock.instant();
        Key current = keys.getFirst();
        for (Key key : keys) {
            if (!now.isBefore(key.takesOver())) {
                current = key;
            }
        }
        return new Current(current.key().getKeyID(), current.signer());
    }

    @Override
    public List<Term> terms() {
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            boolean last = i + 1 == keys.size() || keys.get(i + 1).goodFrom().equals(key.goodFrom());
            Instant since = i == 0 ? key.goodFrom() : key.takesOver(); // nothing signs before the first
            terms.add(new Term(
                    String.valueOf(key.key().getKeyID()),
                    key.goodFrom().equals(Instant.EPOCH) ? null : since,
                    last ? null : keys.get(i + 1).takesOver().plus(LONGEST_TOKEN_LIFE)));
        }
        return terms;
    }

    private record Key(RSAKey key, RSASSASigner signer, Instant goodFrom) {

        static Key of(RSAKey key) {
            try {
                return new Key(key, new RSASSASigner(key), day(key.getKeyID()));
            } catch (JOSEException e) {
                throw new IllegalStateException("palisade.signing-keys." + key.getKeyID() + " cannot sign", e);
            }
        }

        Instant takesOver() {
            return goodFrom.plus(OVERLAP);
        }

        private static Instant day(String id) {
            Matcher dated = DATED.matcher(id);
            if (!dated.matches()) {
                return Instant.EPOCH;
            }
            try {
                return LocalDate.parse(dated.group(1), DateTimeFormatter.BASIC_ISO_DATE)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
            } catch (DateTimeParseException e) {
                throw new IllegalStateException("palisade.signing-keys." + id + " names no day", e);
            }
        }
    }

    private static RSAKey key(String id, String pem) {
        try {
            String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
            RSAPublicKey publicKey =
                    (RSAPublicKey) rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
            return new RSAKey.Builder(publicKey)
                    .privateKey(key)
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.PS256)
                    .build();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The cause may quote the key, so it is left behind.
            throw new IllegalStateException("palisade.signing-keys." + id + " is not an RSA key in PKCS#8 PEM");
        }
    }
}
