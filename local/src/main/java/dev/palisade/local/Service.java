package dev.palisade.local;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/** The processes that make up the platform, in the order in which they are shown. */
enum Service {
    GATEWAY("gateway", 8443, "gateway"),
    AUTH_SERVER("auth-server", 9443, "auth"),
    CATALOG("catalog-service", 9101, "catalog"),
    CART("cart-service", 9102, "cart"),
    PAYMENT("payment-service", 9103, "payment");

    final String id;
    final int basePort;
    final String database;

    Service(String id, int basePort, String database) {
        this.id = id;
        this.basePort = basePort;
        this.database = database;
    }

    URI url(int portOffset) {
        return URI.create("https://localhost:" + (basePort + portOffset));
    }

    static Optional<Service> named(String id) {
        return Arrays.stream(values()).filter(service -> service.id.equals(id)).findFirst();
    }
}
