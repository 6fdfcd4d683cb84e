package dev.palisade.platform.vault.certificate;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the certificate of this process says.
 *
 * @param dnsNames the host names; the service's name and {@code localhost} when there are none
 * @param ttl how long it is valid, from 60 s to 24 h
 */
@ConfigurationProperties("palisade.vault.certificate")
public record CertificateProperties(
        @DefaultValue List<String> dnsNames,
        @DefaultValue("24h") Duration ttl) {

    private static final Duration SHORTEST = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofHours(24);

    /** @throws IllegalArgumentException when the certificate would live for too short or too long */
    public CertificateProperties {
        if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "palisade.vault.certificate.ttl is between 60 s and 24 h, not " + ttl.toSeconds() + " s");
        }
    }
}
