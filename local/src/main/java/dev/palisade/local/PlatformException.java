package dev.palisade.local;

import java.io.Serial;

/** Something is wrong that the person at the keyboard can do something about; the message says what, and what to do. */
public class PlatformException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** @param message plain sentences */
    public PlatformException(String message) {
        super(message);
    }

    /** @param message plain sentences */
    public PlatformException(String message, Throwable cause) {
        super(message, cause);
    }
}
