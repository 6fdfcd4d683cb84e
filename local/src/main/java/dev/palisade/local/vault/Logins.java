package dev.palisade.local.vault;

import java.util.Locale;

/** How workloads log in to Vault; each is declared in a file of its own. */
public enum Logins {
    /** By a secret id that an agent lays down wrapped: processes of one machine, and containers. */
    APPROLE,
    /** By the token of the pod's ServiceAccount. */
    KUBERNETES;

    String file() {
        return name().toLowerCase(Locale.ROOT) + ".yml";
    }
}
