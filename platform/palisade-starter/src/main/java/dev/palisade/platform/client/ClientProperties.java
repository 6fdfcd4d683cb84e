package dev.palisade.platform.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The neighbours that this process may call. Nothing else can be reached through the platform's clients.
 *
 * @param clients the neighbours by their workload name
 */
@ConfigurationProperties("palisade")
public record ClientProperties(@DefaultValue Map<String, Peer> clients) {

    /**
     * One neighbour.
     *
     * @param url its base address, {@code https} only
     * @param connectTimeout how long a handshake may take
     * @param readTimeout how long an answer may take; less when the caller of this process has less time left
     * @param maxConcurrent how many calls may be under way at once
     * @param connectionLife how long a connection is used, so that new instances of the neighbour get their share and those
     *     that are to end are left
     */
    public record Peer(
            URI url,
            @DefaultValue("2s") Duration connectTimeout,
            @DefaultValue("5s") Duration readTimeout,
            @DefaultValue("64") int maxConcurrent,
            @DefaultValue("1m") Duration connectionLife) {

        /** @throws IllegalArgumentException when the address is not {@code https} */
        public Peer {
            if (!"https".equals(url.getScheme())) {
                throw new IllegalArgumentException("A neighbour is called by https only, not " + url);
            }
        }
    }
}
