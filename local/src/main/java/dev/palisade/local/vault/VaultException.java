package dev.palisade.local.vault;

import dev.palisade.local.PlatformException;

/** Vault refused something, or could not be asked; the message is for people. */
public final class VaultException extends PlatformException {

    private static final long serialVersionUID = 1L;

    private final int status;

    VaultException(String message) {
        super(message);
        this.status = 0;
    }

    VaultException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    VaultException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** The HTTP status of Vault's answer; 0 when there was none. */
    public int status() {
        return status;
    }
}
