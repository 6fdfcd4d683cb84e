package dev.palisade.local.vault;

import java.net.URI;
import java.util.Map;

/**
 * How workloads log in to Vault.
 *
 * @param file where it is declared
 * @param values what its braces stand for
 */
public record Logins(String file, Map<String, String> values) {

    /** By a secret id that an agent lays down wrapped: processes of one machine, and containers. */
    public static final Logins APPROLE = new Logins("approle.yml", Map.of());

    /** By the token of the pod's ServiceAccount, about which Vault asks this API server. */
    public static Logins kubernetes(URI apiServer) {
        return new Logins("kubernetes.yml", Map.of("kubernetes", apiServer.toString()));
    }
}
