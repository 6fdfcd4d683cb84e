package dev.palisade.auth.guess;

import dev.palisade.platform.hash.Sha256;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/** The browsers that a person has signed in with before. Each has a random cookie, whose hash is stored. */
@Component
public class KnownDevices {

    private static final String COOKIE = "__Host-device";
    private static final Duration LIFE = Duration.ofDays(180); // after which one more wrong password may cost a delay
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient jdbc;

    KnownDevices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Remembers that a person has signed in with this browser. */
    public void remember(UUID account, HttpServletRequest request, HttpServletResponse response) {
        String sent = value(request);
        String value = sent != null && isOurs(sent) ? sent : newValue();
        jdbc.sql("""
                        insert into known_device (hash, account_id) values (?, ?)
                        on conflict (hash, account_id) do update set last_used_at = now()
                        """).params(Sha256.of(value), account).update();
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, value)
                        .path("/")
                        .secure(true)
                        .httpOnly(true)
                        .sameSite("Lax")
                        .maxAge(LIFE)
                        .build()
                        .toString());
    }

    /** The name of the browser behind a request, when the person has signed in with it. */
    Optional<String> known(HttpServletRequest request, UUID account) {
        String value = value(request);
        if (value == null) {
            return Optional.empty();
        }
        byte[] hash = Sha256.of(value);
        return jdbc.sql("""
                        select exists (select from known_device where hash = ? and account_id = ?
                            and last_used_at > now() - make_interval(secs => ?))
                        """)
                        .params(hash, account, LIFE.toSeconds())
                        .query(Boolean.class)
                        .single()
                ? Optional.of(HexFormat.of().formatHex(hash))
                : Optional.empty();
    }

    /** Forgets all browsers of a person. */
    public void forget(UUID account) {
        jdbc.sql("delete from known_device where account_id = ?").param(account).update();
    }

    /** A value that we did not make may be known to whoever made it. */
    private boolean isOurs(String value) {
        return jdbc.sql("select exists (select from known_device where hash = ?)")
                .param(Sha256.of(value))
                .query(Boolean.class)
                .single();
    }

    private static String newValue() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static @Nullable String value(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        return cookie == null || cookie.getValue().isBlank() ? null : cookie.getValue();
    }
}
