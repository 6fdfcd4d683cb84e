package dev.palisade.platform.access;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call this service.
 *
 * @param audience the name that tokens for this service carry; the service's own
 * @param issuer the only authorization server whose tokens count
 * @param allowedCallers the workloads that may connect; nobody when empty
 * @param clockSkew how far clocks may differ
 */
@ConfigurationProperties("palisade.service")
public record ServiceProperties(
        String audience,
        URI issuer,
        @DefaultValue Set<String> allowedCallers,
        @DefaultValue("5s") Duration clockSkew) {}
