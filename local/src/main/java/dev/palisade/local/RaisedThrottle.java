package dev.palisade.local;

import java.util.Map;

/** What a gateway is told that shall not mind how much one caller asks. */
public final class RaisedThrottle {

    private static final String MUCH = "100000000";

    /** The settings, as environment variables. */
    public static final Map<String, String> SETTINGS = Map.of(
            "PALISADE_GATEWAY_THROTTLE_ADDRESS_QUOTA", MUCH,
            "PALISADE_GATEWAY_THROTTLE_PREFIX_QUOTA", MUCH,
            "PALISADE_GATEWAY_THROTTLE_PERSON_QUOTA", MUCH,
            "PALISADE_GATEWAY_THROTTLE_CLIENT_QUOTA", MUCH,
            // The name of a route has a capital letter, which a variable of its own would lose.
            "SPRING_APPLICATION_JSON",
                    "{\"palisade\":{\"gateway\":{\"throttle\":{\"routes\":{\"placeOrder\":{\"quota\":" + MUCH
                            + ",\"window\":\"1m\"}}}}}}");

    private RaisedThrottle() {}
}
