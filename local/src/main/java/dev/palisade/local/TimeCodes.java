package dev.palisade.local;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import dev.palisade.local.files.RandomSecret;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/** What a person's code generator shows (RFC 6238: HMAC-SHA-1, 6 digits, a new code every 30 seconds). */
public final class TimeCodes {

    /** How long one code is shown. */
    public static final Duration STEP = Duration.ofSeconds(30);

    private static final int SECRET_BYTES = 20; // RFC 4226 section 4, R6
    private static final int DIGITS = 6;

    private TimeCodes() {}

    /** A secret at random, in Base32 as code generators take it. */
    public static String newSecret() {
        return new Base32().encodeToString(RandomSecret.bytes(SECRET_BYTES));
    }

    /** The number of the step that a time is in. */
    public static long stepAt(Instant time) {
        return time.getEpochSecond() / STEP.toSeconds();
    }

    /** The code of one step. */
    public static String code(String secret, long step) {
        try {
            return new HmacOneTimePasswordGenerator(DIGITS)
                    .generateOneTimePasswordString(new SecretKeySpec(new Base32().decode(secret), "HmacSHA1"), step);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("This is no secret of a code generator", e);
        }
    }
}
