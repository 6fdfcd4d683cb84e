package dev.palisade.platform.vault.database;

import dev.palisade.platform.vault.Vault;
import dev.palisade.platform.vault.renewal.Renewal;
import dev.palisade.platform.vault.renewal.Renewals;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has Vault make users for one service's database: weak ones for the pool, and one that owns the tables for Flyway. */
final class DatabaseUsers {

    private static final Logger log = LoggerFactory.getLogger(DatabaseUsers.class);

    private final Vault vault;
    private final String service;
    private final Renewals renewals;

    DatabaseUsers(Vault vault, String service, Renewals renewals) {
        this.vault = vault;
        this.service = service;
        this.renewals = renewals;
    }

    Renewal.Held<Credentials> app() {
        return make("app");
    }

    Credentials owner() {
        return make("owner").value();
    }

    /** Ends a user before its time; a failure is no harm, because Vault ends it by itself. */
    void end(Credentials user) {
        try {
            vault.write("sys/leases/revoke", Map.of("lease_id", user.leaseId()));
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("user", user.username())
                    .log("A database user could not be ended early: {}", String.valueOf(e.getMessage()));
        }
    }

    private Renewal.Held<Credentials> make(String role) {
        Vault.Answer answer = vault.read("database/creds/" + service + "-" + role);
        return renewals.from(
                new Credentials(answer.text("username"), answer.text("password"), answer.leaseId()),
                Duration.ofSeconds(answer.leaseSeconds()));
    }
}
