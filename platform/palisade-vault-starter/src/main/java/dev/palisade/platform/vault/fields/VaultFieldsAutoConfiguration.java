package dev.palisade.platform.vault.fields;

import dev.palisade.platform.fields.FieldCipher;
import dev.palisade.platform.fields.FieldCipherAutoConfiguration;
import dev.palisade.platform.vault.Vault;
import dev.palisade.platform.vault.VaultAutoConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;

/** Encrypts fields in Vault, where locally a key from a file does. */
@AutoConfiguration(after = VaultAutoConfiguration.class, before = FieldCipherAutoConfiguration.class)
@Profile("vault")
public final class VaultFieldsAutoConfiguration {

    @Bean
    FieldCipher fieldCipher(Vault vault, @Value("${spring.application.name}") String service) {
        return new TransitFieldCipher(vault, service);
    }
}
