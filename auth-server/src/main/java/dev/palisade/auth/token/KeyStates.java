package dev.palisade.auth.token;

import com.nimbusds.jose.jwk.JWK;
import dev.palisade.platform.token.TokenSigningKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may be told of the keys that sign tokens: never more than their public half says. */
public class KeyStates {

    private final TokenSigningKeys keys;
    private final Clock clock;

    KeyStates(TokenSigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Every key that is known, oldest first. */
    public List<KeyState> all() {
        Map<String, JWK> published = keys.published().getKeys().stream()
                .collect(Collectors.toMap(key -> String.valueOf(key.getKeyID()), key -> key));
        String current = keys.current().id();
        return keys.terms().stream()
                .map(term -> new KeyState(
                        term.id(),
                        algorithm(published.get(term.id())),
                        state(term, current, published.containsKey(term.id())),
                        term.signsFrom(),
                        term.verifiesUntil()))
                .toList();
    }

    private String state(TokenSigningKeys.Term term, String current, boolean published) {
        if (term.id().equals(current)) {
            return "signs";
        }
        if (term.signsFrom() != null && term.signsFrom().isAfter(clock.instant())) {
            return "will sign";
        }
        return published ? "verifies" : "retired";
    }

    private static String algorithm(@Nullable JWK key) {
        return key == null ? "–" : key.getAlgorithm() + ", " + key.getKeyType() + " " + key.size() + " bits";
    }

    /**
     * A key.
     *
     * @param id its key id
     * @param algorithm what it signs by, and its size
     * @param state whether it signs, will sign, still verifies, or is retired
     * @param since when it begins to sign; nothing when it has from the beginning
     * @param until when it is no longer published; nothing as long as no other follows it
     */
    public record KeyState(
            String id,
            String algorithm,
            String state,
            @Nullable Instant since,
            @Nullable Instant until) {}
}
