package dev.palisade.auth.factor;

import dev.palisade.platform.token.AuthenticationClass;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * How surely a person was recognised, read from the factors that the sign-in remembers.
 *
 * @param level the class, which is the claim {@code acr}
 * @param at when the newest factor of that class was given, which is the claim {@code auth_time}: a password given again
 *     beside an old code is no fresh second factor
 * @param methods the methods of RFC 8176, which are the claim {@code amr}
 */
public record Recognition(AuthenticationClass level, Instant at, List<String> methods) {

    /** The authority of who gave a password. */
    public static final String PASSWORD = FactorGrantedAuthority.PASSWORD_AUTHORITY;

    /** The authority of who gave the code of a code generator. */
    public static final String TIME_CODE = "FACTOR_TOTP";

    /** The authority of who gave a recovery code. */
    public static final String RECOVERY_CODE = "FACTOR_RECOVERY_CODE";

    /** The authority of who used a passkey; it always verified its user. */
    public static final String PASSKEY = FactorGrantedAuthority.WEBAUTHN_AUTHORITY;

    /** What is known of a person; nothing of who has given no factor. */
    public static Optional<Recognition> of(@Nullable Authentication person) {
        Map<String, Instant> factors = factors(person);
        Instant password = factors.get(PASSWORD);
        Instant passkey = factors.get(PASSKEY);
        if (password == null && passkey == null) {
            return Optional.empty();
        }
        List<String> methods = new ArrayList<>(); // a kind of list that the store reads back
        if (password != null) {
            methods.add("pwd");
        }
        if (factors.containsKey(TIME_CODE) || factors.containsKey(RECOVERY_CODE)) {
            methods.add("otp");
        }
        if (passkey != null) {
            methods.addAll(List.of("hwk", "user"));
        }
        Optional<Instant> second = Stream.of(TIME_CODE, RECOVERY_CODE, PASSKEY)
                .map(factors::get)
                .filter(at -> at != null)
                .max(Instant::compareTo);
        if (second.isPresent()) {
            methods.add("mfa");
            return Optional.of(new Recognition(AuthenticationClass.TWO_FACTORS, seconds(second.get()), methods));
        }
        return Optional.of(new Recognition(AuthenticationClass.ONE_FACTOR, seconds(password), methods));
    }

    /** Whether two factors were given, the newer one after {@code since}. */
    public boolean isSureSince(Instant since) {
        return level == AuthenticationClass.TWO_FACTORS && at.isAfter(since);
    }

    private static Map<String, Instant> factors(@Nullable Authentication person) {
        Map<String, Instant> factors = new HashMap<>();
        if (person != null && person.isAuthenticated()) {
            person.getAuthorities().stream()
                    .filter(FactorGrantedAuthority.class::isInstance)
                    .map(FactorGrantedAuthority.class::cast)
                    .forEach(factor -> factors.merge(
                            factor.getAuthority(),
                            factor.getIssuedAt(),
                            (one, other) -> one.isAfter(other) ? one : other));
        }
        return factors;
    }

    private static Instant seconds(@Nullable Instant time) {
        return time == null ? Instant.EPOCH : time.truncatedTo(ChronoUnit.SECONDS);
    }
}
