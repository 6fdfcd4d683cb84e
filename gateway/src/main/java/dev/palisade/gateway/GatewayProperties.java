package dev.palisade.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The limits of the front door.
 *
 * @param maxBody the largest body that is let in
 * @param bodyTime how long it may take to arrive
 * @param trustedProxies the networks (CIDR) of the proxies in front of this gateway; nobody else's word about where a
 *     request came from counts
 * @param session how long a browser stays signed in
 * @param load how much is done at a time
 * @param throttle how much may be asked for
 */
@ConfigurationProperties("palisade.gateway")
public record GatewayProperties(
        @DefaultValue("64KB") DataSize maxBody,
        @DefaultValue("10s") Duration bodyTime,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue Session session,
        @DefaultValue Load load,
        Throttle throttle) {

    /**
     * How many requests may be under way before the next one is refused, by what it is for.
     *
     * @param most for what comes first
     * @param others for what a person does otherwise
     * @param browsing for what anyone may read
     * @param first what comes first, by the operations' identifiers
     */
    public record Load(
            @DefaultValue("400") int most,
            @DefaultValue("300") int others,
            @DefaultValue("200") int browsing,
            @DefaultValue Set<String> first) {

        /** @throws IllegalArgumentException when what comes first would be refused first */
        public Load {
            if (browsing < 1 || others < browsing || most < others) {
                throw new IllegalArgumentException(
                        "palisade.gateway.load: browsing, others and most must be 1 or more, each at least the one before.");
            }
        }
    }

    /**
     * The life of a browser's session.
     *
     * @param idle after how long without use it ends
     * @param longest after how long it ends however much it is used
     */
    public record Session(
            @DefaultValue("30m") Duration idle,
            @DefaultValue("12h") Duration longest) {}

    /**
     * The budgets, and what is taken from each of them for one request.
     *
     * @param address of one network address, whoever is behind it
     * @param prefix of the network that the address belongs to
     * @param person of one person, by whatever client
     * @param client of one client, for whichever person
     * @param routes of single operations, for all callers together, by the operation's identifier
     * @param costs what an operation costs, by its identifier; 1 for all others
     */
    public record Throttle(
            Budget address,
            Budget prefix,
            Budget person,
            Budget client,
            @DefaultValue Map<String, Budget> routes,
            @DefaultValue Map<String, Integer> costs) {

        /** @throws IllegalArgumentException when an operation costs more than can ever be there */
        public Throttle {
            for (Map.Entry<String, Integer> cost : costs.entrySet()) {
                if (cost.getValue() < 1) {
                    throw new IllegalArgumentException(
                            "palisade.gateway.throttle.costs." + cost.getKey() + " must be 1 or more.");
                }
                Budget route = routes.get(cost.getKey());
                for (Budget budget : route == null
                        ? List.of(address, prefix, person, client)
                        : List.of(address, prefix, person, client, route)) {
                    if (cost.getValue() > budget.burst()) {
                        throw new IllegalArgumentException("palisade.gateway.throttle.costs." + cost.getKey()
                                + " is more than a full bucket holds, so it would never be let in.");
                    }
                }
            }
        }
    }

    /**
     * A budget: in no window of that length more than the quota, wherever the window begins. A full bucket holds the
     * burst, and the rest of the quota comes in evenly over the window.
     *
     * @param quota how much there is in any window
     * @param window its length
     * @param burst how much of it may be used at once; half of the quota unless given
     */
    public record Budget(
            long quota, Duration window, @DefaultValue("0") long burst) {

        /** @throws IllegalArgumentException when nothing would be left to come in */
        public Budget {
            if (burst == 0) {
                burst = Math.max(1, quota / 2);
            }
            if (quota < 2 || burst < 1 || burst >= quota) {
                throw new IllegalArgumentException(
                        "A budget needs a quota of 2 or more, and a burst of 1 or more that is below it.");
            }
        }

        /** The part of one of several gateways, so that all of them together grant no more than this. */
        public Budget dividedBy(int gateways) {
            long part = Math.max(2, quota / gateways);
            return new Budget(part, window, Math.clamp(burst / gateways, 1, part - 1));
        }
    }

    /**
     * The addresses of the platform.
     *
     * @param issuer the authorization server as browsers see it
     * @param gatewayUrl this gateway as browsers see it
     */
    @ConfigurationProperties("palisade")
    public record Platform(URI issuer, URI gatewayUrl) {}
}
