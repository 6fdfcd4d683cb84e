package dev.palisade.payment.provider;

import java.io.Serial;

/** The provider was asked, and no answer came. It may or may not have done it. */
public class ProviderTimeout extends ProviderException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ProviderTimeout() {
        super("The provider's answer did not arrive");
    }
}
