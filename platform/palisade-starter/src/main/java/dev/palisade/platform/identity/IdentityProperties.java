package dev.palisade.platform.identity;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where this process finds its identity.
 *
 * @param directory the folder of {@code identity.pem} (certificate and intermediates), {@code key.pem} and
 *     {@code ca.pem}
 */
@ConfigurationProperties("palisade.identity")
public record IdentityProperties(Path directory) {}
