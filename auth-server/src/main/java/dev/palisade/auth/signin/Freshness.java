package dev.palisade.auth.signin;

import dev.palisade.auth.factor.Recognition;
import dev.palisade.auth.factor.StepUpEntryPoint;
import dev.palisade.auth.factor.TimeCodes;
import dev.palisade.auth.passkey.Passkeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Whether a person has proved lately enough who they are to change what they prove it with, or to end the account. Whoever
 * has a second factor has to have given it: a password alone must not add another one beside it.
 */
@Component
public class Freshness {

    private static final Duration FRESH = Duration.ofMinutes(5);

    private final TimeCodes timeCodes;
    private final Passkeys passkeys;
    private final Clock clock = Clock.systemUTC();

    Freshness(TimeCodes timeCodes, Passkeys passkeys) {
        this.timeCodes = timeCodes;
        this.passkeys = passkeys;
    }

    /** Whether the person has, with the factors that they have. */
    public boolean of(Authentication person) {
        Instant since = clock.instant().minus(FRESH);
        return Recognition.of(person)
                .filter(recognition -> hasSecond(person)
                        ? recognition.isSureSince(since)
                        : recognition.at().isAfter(since))
                .isPresent();
    }

    /** Whether the person has given two factors, the newer one lately. */
    public boolean ofTwoFactors(Authentication person) {
        Instant since = clock.instant().minus(FRESH);
        return Recognition.of(person)
                .filter(recognition -> recognition.isSureSince(since))
                .isPresent();
    }

    /** The page where what is missing can be given. */
    public String page(Authentication person) {
        return timeCodes.has(id(person)) ? StepUpEntryPoint.SECOND_FACTOR : StepUpEntryPoint.SIGN_IN;
    }

    private boolean hasSecond(Authentication person) {
        return timeCodes.has(id(person)) || !passkeys.of(id(person)).isEmpty();
    }

    private static UUID id(Authentication person) {
        return UUID.fromString(person.getName());
    }
}
