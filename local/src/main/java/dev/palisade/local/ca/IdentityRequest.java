package dev.palisade.local.ca;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate is to say. Start from {@link #of} and change what should differ.
 *
 * @param workload the name in the subject
 * @param spiffeId the URI name; none when null
 * @param dnsNames the host names
 * @param notBefore the start of validity
 * @param notAfter the end of validity
 */
public record IdentityRequest(
        String workload, @Nullable URI spiffeId, List<String> dnsNames, Instant notBefore, Instant notAfter) {

    /** The trust domain of every workload. */
    public static final String TRUST_DOMAIN = "palisade.internal";

    /** Clocks of neighbours differ a little. */
    static final Duration BACKDATED = Duration.ofSeconds(60);

    public IdentityRequest {
        dnsNames = List.copyOf(dnsNames);
    }

    /** The usual certificate of a workload: its SPIFFE ID, its host names, valid from now (less a minute). */
    public static IdentityRequest of(String workload, Duration lifetime) {
        Instant now = Instant.now();
        return new IdentityRequest(
                workload,
                URI.create("spiffe://" + TRUST_DOMAIN + "/" + workload),
                List.of("localhost", workload, workload + "." + TRUST_DOMAIN),
                now.minus(BACKDATED),
                now.plus(lifetime));
    }

    /** The same with another SPIFFE ID, or with none. */
    public IdentityRequest withSpiffeId(@Nullable URI other) {
        return new IdentityRequest(workload, other, dnsNames, notBefore, notAfter);
    }

    /** The same with other host names. */
    public IdentityRequest withDnsNames(List<String> others) {
        return new IdentityRequest(workload, spiffeId, others, notBefore, notAfter);
    }

    /** The same with another time of validity. */
    public IdentityRequest withValidity(Instant from, Instant until) {
        return new IdentityRequest(workload, spiffeId, dnsNames, from, until);
    }
}
