package dev.palisade.auth.factor;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import dev.palisade.platform.fields.Field;
import dev.palisade.platform.fields.FieldCipher;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Code generators (RFC 6238, with what every app understands: HMAC-SHA-1, six digits, 30 seconds). The code of the step
 * before and of the step after count as well (section 5.2), and each step once (RFC 6238 section 5.2).
 */
@Component
public class TimeCodes {

    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(15); // for a first code, then another secret is made
    private static final int DIGITS = 6;
    private static final int SECRET_BYTES = 20; // RFC 4226 section 4, R6
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final Clock clock = Clock.systemUTC();
    private final HmacOneTimePasswordGenerator codes = new HmacOneTimePasswordGenerator(DIGITS);

    TimeCodes(JdbcClient jdbc, FieldCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
    }

    /** Whether a person has a code generator. */
    public boolean has(UUID account) {
        return jdbc.sql("select exists (select from totp where account_id = ? and confirmed)")
                .param(account)
                .query(Boolean.class)
                .single();
    }

    /** Gives a person a code generator with this secret, in Base32, unless there is one. */
    public void give(UUID account, String secret) {
        jdbc.sql("""
                        insert into totp (account_id, secret, confirmed) values (?, ?, true)
                        on conflict (account_id) do nothing
                        """).params(account, cipher.encrypt(field(account), secret)).update();
    }

    /** Takes a person's code generator away. */
    public void remove(UUID account) {
        jdbc.sql("delete from totp where account_id = ?").param(account).update();
    }

    /** The secret, in Base32, that a person is to put into a code generator; the same one until a first code or for a while. */
    public String begin(UUID account) {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        jdbc.sql("""
                        insert into totp as t (account_id, secret) values (?, ?)
                        on conflict (account_id) do update set secret = excluded.secret, begun_at = now(), last_step = 0
                        where not t.confirmed and t.begun_at < now() - make_interval(secs => ?)
                        """)
                .params(
                        account,
                        cipher.encrypt(field(account), new Base32().encodeToString(bytes)),
                        PATIENCE.toSeconds())
                .update();
        return secret(account, false).orElseThrow();
    }

    /** Takes a first code, which shows that the code generator has the secret. */
    public boolean confirm(UUID account, String code) {
        return use(account, code, false)
                && jdbc.sql("update totp set confirmed = true where account_id = ? and not confirmed")
                                .param(account)
                                .update()
                        == 1;
    }

    /** Whether a code is one of the person's that was not used before; it is used up by this. */
    public boolean use(UUID account, String code) {
        return use(account, code, true);
    }

    private boolean use(UUID account, String code, boolean confirmed) {
        Optional<String> secret = secret(account, confirmed);
        if (secret.isEmpty()) {
            return false;
        }
        long now = clock.instant().getEpochSecond() / STEP.toSeconds();
        for (long step = now - 1; step <= now + 1; step++) {
            if (isCode(code, secret.get(), step)) {
                return jdbc.sql(
                                        "update totp set last_step = ? where account_id = ? and confirmed = ? and last_step < ?")
                                .params(step, account, confirmed, step)
                                .update()
                        == 1;
            }
        }
        return false;
    }

    private boolean isCode(String code, String secret, long step) {
        try {
            String right = codes.generateOneTimePasswordString(
                    new SecretKeySpec(new Base32().decode(secret), codes.getAlgorithm()), step);
            return MessageDigest.isEqual(right.getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("The stored secret of a code generator is none", e);
        }
    }

    private Optional<String> secret(UUID account, boolean confirmed) {
        return jdbc.sql("select secret from totp where account_id = ? and confirmed = ?")
                .params(account, confirmed)
                .query(String.class)
                .optional()
                .map(stored -> cipher.decrypt(field(account), stored));
    }

    private static Field field(UUID account) {
        return new Field("totp", account.toString(), "secret");
    }
}
