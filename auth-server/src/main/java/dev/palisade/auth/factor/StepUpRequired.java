package dev.palisade.auth.factor;

import dev.palisade.platform.token.AuthenticationClass;
import java.io.Serial;
import org.springframework.security.core.AuthenticationException;

/** The person is signed in, but not as surely or as lately as a client asks for. */
public final class StepUpRequired extends AuthenticationException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final AuthenticationClass level;

    StepUpRequired(AuthenticationClass level) {
        super("The person has to prove themselves again");
        this.level = level;
    }

    /** The page where what is missing can be given. */
    String page() {
        return level == AuthenticationClass.TWO_FACTORS ? StepUpEntryPoint.SECOND_FACTOR : StepUpEntryPoint.SIGN_IN;
    }
}
