package dev.palisade.platform.policy;

import dev.palisade.platform.problem.ProblemException;
import java.io.Serial;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * The person may do this, but was not recognised surely or lately enough. The answer says what is needed (RFC 9470
 * section 3), so that a client can ask the authorization server for it and try again.
 */
final class StepUpException extends ProblemException {

    @Serial
    private static final long serialVersionUID = 1L;

    StepUpException(Policies.StepUp needed) {
        super(
                HttpStatus.UNAUTHORIZED,
                "insufficient-user-authentication",
                "Confirm with a second factor that it is you");
        getBody().setProperty("acr_values", needed.acr());
        getBody().setProperty("max_age", needed.maxAge());
        getHeaders()
                .set(
                        HttpHeaders.WWW_AUTHENTICATE,
                        "Bearer error=\"insufficient_user_authentication\", error_description=\"A second factor is needed\","
                                + " acr_values=\"" + needed.acr() + "\", max_age=\"" + needed.maxAge() + "\"");
    }
}
