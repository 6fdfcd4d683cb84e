package dev.palisade.platform.token;

import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign tokens, wherever they are kept: in this process, or where no private key ever leaves. A key is
 * published before it signs and for as long as anything that it signed is valid.
 */
public interface TokenSigningKeys {

    /** The public keys by which tokens may be verified now. */
    JWKSet published();

    /** The key that signs now; it is one of the published ones. */
    Current current();

    /** When each key that is known signs, and until when tokens may be verified by it, oldest first. */
    List<Term> terms();

    /**
     * A key that signs.
     *
     * @param id its key id
     * @param signer signs by PS256 (RFC 7518 section 3.5)
     */
    record Current(String id, JWSSigner signer) {}

    /**
     * The time of a key.
     *
     * @param id its key id
     * @param signsFrom when it begins to sign; nothing when it has from the beginning
     * @param verifiesUntil when the last token that it signed has ended; nothing as long as no other follows it
     */
    record Term(
            String id,
            @Nullable Instant signsFrom,
            @Nullable Instant verifiesUntil) {}
}
