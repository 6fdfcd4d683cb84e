package dev.palisade.gateway;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The limits of the front door.
 *
 * @param maxBody the largest body that is let in
 * @param throttle how much each person, client and address may ask for
 */
@ConfigurationProperties("palisade.gateway")
public record GatewayProperties(@DefaultValue("64KB") DataSize maxBody, Throttle throttle) {

    /**
     * The budgets.
     *
     * @param address of one network address, whoever is behind it
     * @param person of one person, by whatever client
     * @param client of one client, for whichever person
     */
    public record Throttle(Budget address, Budget person, Budget client) {}

    /**
     * A bucket of requests.
     *
     * @param capacity how many fit in
     * @param period how long an empty one takes to fill
     */
    public record Budget(long capacity, Duration period) {}

    /**
     * The addresses of the platform.
     *
     * @param issuer the authorization server as browsers see it
     * @param gatewayUrl this gateway as browsers see it
     */
    @ConfigurationProperties("palisade")
    public record Platform(URI issuer, URI gatewayUrl) {}
}
