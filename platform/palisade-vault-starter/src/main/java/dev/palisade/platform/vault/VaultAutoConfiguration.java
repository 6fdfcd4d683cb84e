package dev.palisade.platform.vault;

import dev.palisade.platform.event.SecurityEvents;
import dev.palisade.platform.vault.certificate.VaultCertificateAutoConfiguration;
import dev.palisade.platform.vault.renewal.RenewalHealth;
import dev.palisade.platform.vault.renewal.RenewalMeters;
import dev.palisade.platform.vault.renewal.Renewals;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.vault.authentication.SessionManager;
import org.springframework.vault.core.VaultOperations;

/** Vault for the rest of the platform, and the one place where everything with a lifetime is kept. */
@AutoConfiguration(afterName = "org.springframework.cloud.vault.config.VaultAutoConfiguration")
@Profile("vault")
public final class VaultAutoConfiguration {

    @Bean
    Vault vault(VaultOperations operations, SessionManager session) {
        return new Vault(operations, session);
    }

    @Bean
    Renewals renewals(ObjectProvider<SecurityEvents> events) {
        return new Renewals(Clock.systemUTC(), name -> {
            if (!name.equals(VaultCertificateAutoConfiguration.CERTIFICATE)) { // the identity itself says that
                events.ifAvailable(known -> known.renewed(name));
            }
        });
    }

    @Bean
    RenewalHealth vaultRenewalHealthIndicator(Renewals renewals) {
        return new RenewalHealth(renewals);
    }

    @Bean
    RenewalMeters renewalMeters(Renewals renewals) {
        return new RenewalMeters(renewals);
    }
}
