package dev.palisade.platform.vault.certificate;

import dev.palisade.platform.identity.IdentityProperties;
import dev.palisade.platform.identity.SpiffeId;
import dev.palisade.platform.identity.WorkloadIdentity;
import dev.palisade.platform.vault.Vault;
import dev.palisade.platform.vault.VaultAutoConfiguration;
import dev.palisade.platform.vault.renewal.Renewal;
import dev.palisade.platform.vault.renewal.Renewals;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;

/** Fills the SSL bundle of this process's identity from Vault, where locally files fill it. */
@AutoConfiguration(after = VaultAutoConfiguration.class, before = SslAutoConfiguration.class)
@Profile("vault")
@EnableConfigurationProperties({CertificateProperties.class, IdentityProperties.class})
public final class VaultCertificateAutoConfiguration {

    /** What the renewal of the certificate is called. */
    public static final String CERTIFICATE = "certificate";

    @Bean
    SslBundleRegistrar issuedIdentity(
            Vault vault,
            Renewals renewals,
            CertificateProperties properties,
            IdentityProperties identity,
            @Value("${palisade.trust-domain:palisade.internal}") String trustDomain,
            @Value("${spring.application.name}") String name) {
        IssuedCertificates certificates = new IssuedCertificates(
                vault,
                new SpiffeId(trustDomain, name),
                properties,
                identity.directory().resolve("ca.pem"),
                renewals.clock());
        return registry -> {
            Renewal<SslBundle> first = renewals.keep(
                    CERTIFICATE,
                    certificates::issue,
                    renewed -> registry.updateBundle(WorkloadIdentity.BUNDLE, renewed));
            registry.registerBundle(WorkloadIdentity.BUNDLE, first.current());
        };
    }
}
