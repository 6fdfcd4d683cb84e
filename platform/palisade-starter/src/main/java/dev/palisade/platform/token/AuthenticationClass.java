package dev.palisade.platform.token;

import java.util.Arrays;
import java.util.Optional;

/** How surely a person was recognised: the values of {@code acr} (OpenID Connect Core section 2), weakest first. */
public enum AuthenticationClass {

    /** By a password. */
    ONE_FACTOR("urn:palisade:acr:one-factor"),

    /** By a password and something that the person has, or by a passkey that verified its user. */
    TWO_FACTORS("urn:palisade:acr:two-factors");

    private final String acr;

    AuthenticationClass(String acr) {
        this.acr = acr;
    }

    /** The value of the claim and of {@code acr_values}. */
    public String acr() {
        return acr;
    }

    /** The one that a value names, if it is one of ours. */
    public static Optional<AuthenticationClass> of(String acr) {
        return Arrays.stream(values()).filter(each -> each.acr.equals(acr)).findFirst();
    }
}
