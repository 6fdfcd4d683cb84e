package dev.palisade.local.ca;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The identities of the workloads in their folders, each renewed before two thirds of its life have passed. */
public final class Identities {

    private final CertificateAuthority authority;
    private final Path directory;
    private final Duration lifetime;

    /**
     * @param authority who issues them
     * @param directory one folder below it for each workload
     * @param lifetime how long a new certificate is valid
     */
    public Identities(CertificateAuthority authority, Path directory, Duration lifetime) {
        this.authority = authority;
        this.directory = directory;
        this.lifetime = lifetime;
    }

    /** The workload's identity, issued or renewed when it is time. */
    public Identity current(String workload) {
        return renewIfDue(workload).orElseGet(() -> Identity.readFrom(directory.resolve(workload)));
    }

    /** Renews the workload's identity when it is time, or when there is none of this authority. */
    public Optional<Identity> renewIfDue(String workload) {
        Path folder = directory.resolve(workload);
        if (Files.exists(folder.resolve(Identity.CERTIFICATE_FILE)) && !isDue(Identity.readFrom(folder))) {
            return Optional.empty();
        }
        Identity identity = authority.issue(workload, lifetime);
        identity.writeTo(folder);
        return Optional.of(identity);
    }

    /** Three fifths leave time to try again before two thirds have passed. */
    private boolean isDue(Identity identity) {
        Duration life = life(identity.certificate());
        return identity.chain().size() < 2
                || !identity.chain().get(1).equals(authority.intermediate())
                || !identity.root().equals(authority.root())
                || life.compareTo(lifetime.plusSeconds(1)) > 0
                || age(identity.certificate()).compareTo(life.multipliedBy(3).dividedBy(5)) >= 0;
    }

    /** How long ago the certificate was issued. */
    public static Duration age(X509Certificate certificate) {
        return Duration.between(issued(certificate), Instant.now());
    }

    /** How long the certificate is valid from its issue on. */
    public static Duration life(X509Certificate certificate) {
        return Duration.between(issued(certificate), certificate.getNotAfter().toInstant());
    }

    private static Instant issued(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant().plus(IdentityRequest.BACKDATED);
    }
}
