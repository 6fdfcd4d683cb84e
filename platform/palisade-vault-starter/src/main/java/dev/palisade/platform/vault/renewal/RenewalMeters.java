package dev.palisade.platform.vault.renewal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** How long everything with a lifetime is still good, as {@code palisade.lease.remaining} and {@code palisade.lease.life}. */
public final class RenewalMeters implements MeterBinder {

    private final Renewals renewals;

    /** The meters of these; what is kept later than the meters are bound has none. */
    public RenewalMeters(Renewals renewals) {
        this.renewals = renewals;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        for (Renewal.State state : renewals.states()) {
            gauge(
                    meters,
                    "palisade.lease.remaining",
                    "Time until it ends",
                    state.name(),
                    now -> seconds(Duration.between(renewals.clock().instant(), now.heldUntil())));
            gauge(
                    meters,
                    "palisade.lease.life",
                    "Time from its beginning to its end",
                    state.name(),
                    now -> seconds(now.life()));
        }
    }

    private void gauge(
            MeterRegistry meters,
            String meter,
            String description,
            String lease,
            ToDoubleFunction<Renewal.State> value) {
        Gauge.builder(
                        meter,
                        renewals,
                        all -> all.states().stream()
                                .filter(state -> state.name().equals(lease))
                                .mapToDouble(value)
                                .min()
                                .orElse(0))
                .description(description)
                .baseUnit("seconds")
                .tag("lease", lease)
                .register(meters);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
