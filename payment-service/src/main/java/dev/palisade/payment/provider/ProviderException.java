package dev.palisade.payment.provider;

import java.io.Serial;

/** The provider could not be asked, or did not say what became of it. */
public class ProviderException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message what happened, without any of the input */
    public ProviderException(String message) {
        super(message);
    }
}
