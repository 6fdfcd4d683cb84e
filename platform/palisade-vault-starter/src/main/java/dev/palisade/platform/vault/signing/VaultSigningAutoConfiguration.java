package dev.palisade.platform.vault.signing;

import dev.palisade.platform.token.TokenSigningKeys;
import dev.palisade.platform.vault.Vault;
import dev.palisade.platform.vault.VaultAutoConfiguration;
import dev.palisade.platform.vault.renewal.Renewals;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;

/** Signs tokens in Vault, in the process that issues them. */
@AutoConfiguration(after = VaultAutoConfiguration.class)
@Profile("vault")
@ConditionalOnClass(name = "org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator")
@EnableConfigurationProperties(TokenSigningProperties.class)
public final class VaultSigningAutoConfiguration {

    @Bean
    TokenSigningKeys tokenSigningKeys(
            Vault vault,
            Renewals renewals,
            TokenSigningProperties properties,
            @Value("${palisade.token.key-cache}") Duration keyCache) {
        properties.requireLongerThan(keyCache);
        TransitSigningKeys keys = new TransitSigningKeys(vault, properties, renewals.clock());
        var _ = renewals.scheduler().scheduleAtFixedRate(keys::refresh, properties.lookAgain());
        return keys;
    }
}
