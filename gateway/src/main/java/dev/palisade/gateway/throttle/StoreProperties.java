package dev.palisade.gateway.throttle;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the buckets are.
 *
 * @param store in the memory of each gateway, or in a Valkey that all gateways share
 * @param server host and port of Valkey, which is spoken to over mutual TLS only
 * @param password of the user {@value ThrottleStore#USER}
 * @param gateways how many gateways share the budgets, at least two: while Valkey is lost, each grants its part
 */
@ConfigurationProperties("palisade.gateway.throttle")
record StoreProperties(
        @DefaultValue("memory") Kind store,
        @Nullable String server,
        @Nullable String password,
        @DefaultValue("4") int gateways) {

    StoreProperties {
        if (gateways < 2) {
            throw new IllegalArgumentException(
                    "palisade.gateway.throttle.gateways is at least 2: a lost store never means more for anyone.");
        }
    }

    /** The server, when it is to be used. */
    String requiredServer() {
        if (server == null || !server.matches("[^:]+:[0-9]{1,5}")) {
            throw new IllegalStateException(
                    "palisade.gateway.throttle.store is valkey, so palisade.gateway.throttle.server must be its host and"
                            + " port, such as valkey:6379.");
        }
        return server;
    }

    String requiredPassword() {
        if (password == null || password.isBlank()) {
            throw new IllegalStateException("palisade.gateway.throttle.store is valkey, so"
                    + " palisade.gateway.throttle.password must be set, from where secrets come from.");
        }
        return password;
    }

    @Override
    public String toString() {
        return "StoreProperties[store=" + store + ", server=" + server + ", gateways=" + gateways + "]";
    }

    enum Kind {
        MEMORY,
        VALKEY
    }
}
