package dev.palisade.platform.client;

/** The authorization server refused a token; {@link #error()} is its error code (RFC 6749 section 5.2). */
public final class TokenRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String error;

    TokenRefusedException(String error, String audience) {
        super("The authorization server refused a token for " + audience + ": " + error);
        this.error = error;
    }

    /** The error code, for example {@code invalid_scope}. */
    public String error() {
        return error;
    }
}
