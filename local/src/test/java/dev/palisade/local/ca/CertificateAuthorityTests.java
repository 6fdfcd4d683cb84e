package dev.palisade.local.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTests {

    @Test
    void issueWhenWorkloadThenChainValidates(@TempDir Path directory) throws Exception {
        CertificateAuthority authority = CertificateAuthority.openOrCreate(directory);
        Identity identity = authority.issue("gateway", Duration.ofHours(24));
        validate(identity, authority.root());

        X509Certificate leaf = identity.certificate();
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=gateway,O=Palisade");
        assertThat(leaf.getSubjectAlternativeNames())
                .contains(
                        List.of(6, "spiffe://palisade.internal/gateway"),
                        List.of(2, "localhost"),
                        List.of(2, "gateway"),
                        List.of(2, "gateway.palisade.internal"),
                        List.of(7, "127.0.0.1"));
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getExtendedKeyUsage()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(leaf.getSerialNumber().bitLength()).isEqualTo(128);
        assertThat(Duration.between(leaf.getNotBefore().toInstant(), Instant.now()))
                .isBetween(Duration.ofSeconds(59), Duration.ofSeconds(75));
        assertThat(identity.chain().get(1).getBasicConstraints()).isZero();
        assertThat(authority.root().getBasicConstraints()).isEqualTo(1);
    }

    @Test
    void validateWhenAnotherAuthorityThenRefused() {
        Identity rogue = CertificateAuthority.inMemory("Rogue").issue("gateway", Duration.ofHours(1));
        assertRefused(rogue, CertificateAuthority.inMemory("Ours").root());
    }

    @Test
    void validateWhenExpiredOrNotYetValidThenRefused() {
        CertificateAuthority authority = CertificateAuthority.inMemory("Ours");
        Instant now = Instant.now();
        IdentityRequest usual = IdentityRequest.of("gateway", Duration.ofHours(1));
        assertRefused(
                authority.issue(usual.withValidity(now.minus(2, ChronoUnit.HOURS), now.minus(1, ChronoUnit.HOURS))),
                authority.root());
        assertRefused(
                authority.issue(usual.withValidity(now.plus(1, ChronoUnit.HOURS), now.plus(2, ChronoUnit.HOURS))),
                authority.root());
    }

    @Test
    void validateWhenKeptAuthorityNamesAForeignTrustDomainThenRefused(@TempDir Path directory) throws Exception {
        IdentityRequest foreign = IdentityRequest.of("gateway", Duration.ofHours(1))
                .withSpiffeId(URI.create("spiffe://elsewhere.example/gateway"));
        CertificateAuthority kept = CertificateAuthority.openOrCreate(directory);
        assertRefused(kept.issue(foreign), kept.root());
        CertificateAuthority inMemory = CertificateAuthority.inMemory("Test");
        validate(inMemory.issue(foreign), inMemory.root());
    }

    @Test
    void issueWhenNoSpiffeIdThenOnlyHostNames() throws Exception {
        CertificateAuthority authority = CertificateAuthority.inMemory("Ours");
        Identity identity = authority.issue(IdentityRequest.of("gateway", Duration.ofHours(1))
                .withSpiffeId(null)
                .withDnsNames(List.of("example.org")));
        validate(identity, authority.root());
        assertThat(identity.certificate().getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(2, "example.org"), List.of(7, "127.0.0.1"));
    }

    @Test
    void openOrCreateWhenRepeatedThenSameAuthority(@TempDir Path directory) throws Exception {
        CertificateAuthority first = CertificateAuthority.openOrCreate(directory);
        CertificateAuthority second = CertificateAuthority.openOrCreate(directory);
        assertThat(second.root()).isEqualTo(first.root());
        assertThat(second.intermediate()).isEqualTo(first.intermediate());
        validate(second.issue("gateway", Duration.ofHours(1)), first.root());
    }

    @Test
    void writeToWhenWrittenThenReadBackAndPrivate(@TempDir Path directory) throws Exception {
        CertificateAuthority authority = CertificateAuthority.openOrCreate(directory.resolve("ca"));
        Identity identity = authority.issue("gateway", Duration.ofHours(1));
        identity.writeTo(directory.resolve("gateway"));
        assertThat(Identity.readFrom(directory.resolve("gateway"))).isEqualTo(identity);
        try (Stream<Path> paths = Files.walk(directory)) {
            assertThat(paths.filter(path -> !path.equals(directory)))
                    .hasSize(9)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void toStringWhenLoggedThenWithoutKey() {
        Identity identity = CertificateAuthority.inMemory("Ours").issue("gateway", Duration.ofHours(1));
        assertThat(identity).hasToString("Identity[CN=gateway, O=Palisade]");
        assertThat(identity.sslContext().getProtocol()).isEqualTo("TLSv1.3");
    }

    private static void assertRefused(Identity identity, X509Certificate root) {
        assertThatExceptionOfType(CertPathValidatorException.class).isThrownBy(() -> validate(identity, root));
    }

    private static void validate(Identity identity, X509Certificate root) throws GeneralSecurityException, IOException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(identity.chain()), parameters);
    }
}
