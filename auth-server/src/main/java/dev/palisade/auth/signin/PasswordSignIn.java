package dev.palisade.auth.signin;

import dev.palisade.auth.guess.Guesses;
import dev.palisade.auth.person.Accounts;
import dev.palisade.platform.decision.Decision;
import dev.palisade.platform.decision.DecisionLog;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Checks a name and a password. Whether there is no such person, the password is wrong, the person is disabled, or the
 * guess comes too early: the answer is the same, and so is the work, which is one Argon2id computation.
 */
@Component
class PasswordSignIn implements AuthenticationProvider {

    private final DaoAuthenticationProvider passwords;
    private final PasswordEncoder encoder;
    private final String nobodysHash;
    private final Accounts accounts;
    private final Guesses guesses;
    private final HttpServletRequest current;
    private final DecisionLog decisions;

    PasswordSignIn(
            UserDetailsService people,
            PasswordEncoder encoder,
            Accounts accounts,
            Guesses guesses,
            HttpServletRequest current,
            DecisionLog decisions) {
        this.passwords = new DaoAuthenticationProvider(people);
        this.passwords.setPasswordEncoder(encoder);
        // Who is disabled is told after the same work as everybody else; the framework would look before it.
        this.passwords.setPreAuthenticationChecks(person -> {});
        this.passwords.setPostAuthenticationChecks(person -> {
            if (!person.isEnabled()) {
                throw new DisabledException("Disabled");
            }
        });
        this.encoder = encoder;
        this.nobodysHash = String.valueOf(encoder.encode(UUID.randomUUID().toString()));
        this.accounts = accounts;
        this.guesses = guesses;
        this.current = current;
        this.decisions = decisions;
    }

    @Override
    public Authentication authenticate(Authentication typed) {
        Optional<UUID> account = accounts.idOf(typed.getName());
        String subject = account.map(UUID::toString).orElse("unknown");
        Optional<Guesses.Guess> guess = guesses.begin("password", typed.getName(), account.orElse(null), current);
        if (guess.isEmpty()) {
            encoder.matches(String.valueOf(typed.getCredentials()), nobodysHash);
            record(subject, false, "too-many-guesses");
            throw new BadCredentialsException("Not now");
        }
        try {
            Authentication person = passwords.authenticate(typed);
            guesses.right(guess.get());
            record(subject, true, "password");
            return person;
        } catch (DisabledException e) {
            record(subject, false, "person-disabled"); // and the guess stays counted, as a wrong one does
            throw new BadCredentialsException("Not any more", e);
        } catch (AuthenticationException e) {
            record(subject, false, account.isPresent() ? "password-wrong" : "no-such-person");
            throw e;
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private void record(String subject, boolean permitted, String reason) {
        decisions.record(new Decision(
                "sign-in", permitted, "Password", "auth-server", subject, "browser", List.of(), reason, Set.of()));
    }
}
