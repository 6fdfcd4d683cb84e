package dev.palisade.payment.provider;

import dev.palisade.platform.problem.ProblemException;
import java.io.Serial;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** What is told to the caller when the provider fails: nothing is lost, the same request may be sent again. */
public class ProviderFailed extends ProblemException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** @param cause what the provider did */
    public ProviderFailed(ProviderException cause) {
        super(HttpStatus.SERVICE_UNAVAILABLE, "provider-failed", "The card provider does not answer, try again");
        initCause(cause);
        getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
    }
}
