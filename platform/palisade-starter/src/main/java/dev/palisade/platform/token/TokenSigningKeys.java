package dev.palisade.platform.token;

import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.jwk.JWKSet;

/**
 * The keys that sign tokens, wherever they are kept: in this process, or where no private key ever leaves. A key is
 * published before it signs and for as long as anything that it signed is valid.
 */
public interface TokenSigningKeys {

    /** The public keys by which tokens may be verified now. */
    JWKSet published();

    /** The key that signs now; it is one of the published ones. */
    Current current();

    /**
     * A key that signs.
     *
     * @param id its key id
     * @param signer signs by PS256 (RFC 7518 section 3.5)
     */
    record Current(String id, JWSSigner signer) {}
}
