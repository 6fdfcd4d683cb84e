package dev.palisade.cart.cart;

import dev.palisade.platform.hash.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a visitor holds and proves with that a guest cart is theirs: 256 random bits, in base64url without padding (RFC 4648
 * section 5). It is a secret and is not kept; what is kept is a hash of it.
 *
 * @param value the secret, of the form {@link #FORM}
 */
record GuestCartId(String value) {

    static final String HEADER = "Guest-Cart";
    static final String FORM = "[A-Za-z0-9_-]{43}";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    static GuestCartId random() {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return new GuestCartId(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Whose rows the cart is made of: the transaction's person while its holder is served. */
    String owner() {
        return "guest:" + Sha256.hex(value);
    }

    /** Without the secret, so that none gets into a log. */
    @Override
    public String toString() {
        return "GuestCartId";
    }
}
