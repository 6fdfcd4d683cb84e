package dev.palisade.auth.person;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.password.CompromisedPasswordChecker;
import org.springframework.security.authentication.password.CompromisedPasswordDecision;
import org.springframework.stereotype.Component;

/**
 * Which passwords people may choose (NIST SP 800-63B section 3.1.1.2): long ones, of whatever they are made, but none that
 * is on the lists that guessers begin with or that is put together from them.
 */
@Component
public class PasswordRules implements CompromisedPasswordChecker {

    private static final int SHORTEST = 12;
    private static final int LONGEST = 128;
    private static final int SHORTEST_NAME = 4; // anything shorter is found in too many words
    private static final int SAFE = 3; // of 4: more than a hundred million guesses by somebody who has the lists

    private final Zxcvbn lists = new Zxcvbn();

    /**
     * What is wrong with a password, as a sentence for the person.
     *
     * @param password the password
     * @param known what others know of the person: the name, the address
     */
    public Optional<String> problem(String password, List<String> known) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            return Optional.of("A password has " + SHORTEST + " to " + LONGEST + " characters. Any sentence will do.");
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (known.stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .anyMatch(each -> each.length() >= SHORTEST_NAME && lower.contains(each))) {
            return Optional.of("Choose one that does not contain your name or address.");
        }
        if (check(password).isCompromised()) {
            return Optional.of("This is one of the passwords that guessers try first. Choose another.");
        }
        return Optional.empty();
    }

    @Override
    public CompromisedPasswordDecision check(@Nullable String password) {
        return new CompromisedPasswordDecision(
                lists.measure(password == null ? "" : password).getScore() < SAFE);
    }
}
