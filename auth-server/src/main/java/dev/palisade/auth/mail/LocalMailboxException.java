package dev.palisade.auth.mail;

import java.io.Serial;
import java.net.URI;

/** The mailbox that anybody can read was asked for elsewhere than on one machine. */
final class LocalMailboxException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    LocalMailboxException(URI issuer) {
        super("The local mailbox shows every mail to everybody, and this authorization server is " + issuer
                + ", which is not on localhost.");
    }
}
