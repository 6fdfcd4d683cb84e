package dev.palisade.platform.vault;

import dev.palisade.platform.vault.renewal.RenewalHealth;
import dev.palisade.platform.vault.renewal.Renewals;
import java.time.Clock;
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
    Renewals renewals() {
        return new Renewals(Clock.systemUTC());
    }

    @Bean
    RenewalHealth vaultRenewalHealthIndicator(Renewals renewals) {
        return new RenewalHealth(renewals);
    }
}
