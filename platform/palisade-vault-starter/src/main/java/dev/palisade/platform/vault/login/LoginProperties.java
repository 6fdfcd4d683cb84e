package dev.palisade.platform.vault.login;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this process gets into Vault.
 *
 * @param serviceAccountToken the file with the token of the pod's ServiceAccount, on Kubernetes; it goes before the other
 * @param wrappedSecretId the file in which an agent lays down a fresh wrapping token again and again
 * @param patience how long a login waits for a fresh one before it fails
 */
@ConfigurationProperties("palisade.vault")
public record LoginProperties(
        @Nullable Path serviceAccountToken,
        @Nullable Path wrappedSecretId,
        @DefaultValue("5s") Duration patience) {}
