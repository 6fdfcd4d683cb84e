package dev.palisade.platform.client;

import java.io.IOException;

/** A connection ended without an answer to what was sent on it, so nobody here knows what was done. */
public final class NoAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    NoAnswerException(String neighbour, IOException cause) {
        super(neighbour + " ended the connection without an answer", cause);
    }
}
