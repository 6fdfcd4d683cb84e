package dev.palisade.platform.vault.renewal;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Out of service when something has ended. What only could not be renewed yet is in the details, and in the log: the
 * process works as before.
 */
public final class RenewalHealth extends AbstractHealthIndicator {

    private final Renewals renewals;

    /** The health of these. */
    public RenewalHealth(Renewals renewals) {
        this.renewals = renewals;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        for (Renewal.State state : renewals.states()) {
            if (state.ended()) {
                health.outOfService();
            }
            health.withDetail(
                    state.name(),
                    "held until " + state.heldUntil()
                            + (state.failure() == null ? "" : ", could not be renewed: " + state.failure()));
        }
    }
}
