package dev.palisade.platform.fields;

import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** A {@link FieldCipher} for those who store something that is to be encrypted; nobody else needs a key. */
@AutoConfiguration
@EnableConfigurationProperties(FieldCipherAutoConfiguration.Keys.class)
public final class FieldCipherAutoConfiguration {

    @Bean
    @Lazy
    @ConditionalOnMissingBean
    FieldCipher fieldCipher(Keys keys) {
        return new KeyFieldCipher(keys.fieldKeys());
    }

    /**
     * Where the keys come from.
     *
     * @param fieldKeys 32 bytes each in Base64, by id; the id that is last in order encrypts
     */
    @ConfigurationProperties("palisade")
    record Keys(@DefaultValue Map<String, String> fieldKeys) {}
}
