package dev.palisade.platform.identity;

import dev.palisade.platform.problem.Problems;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/** Makes the process's identity available as a bean, and who calls it and how long it is good as meters. */
@AutoConfiguration(after = SslAutoConfiguration.class)
@EnableConfigurationProperties(IdentityProperties.class)
public final class IdentityAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    WorkloadIdentity workloadIdentity(SslBundles bundles) {
        return new WorkloadIdentity(bundles, Clock.systemUTC());
    }

    @Bean
    IdentityFilter identityFilter(WorkloadIdentity identity, Problems problems) {
        return new IdentityFilter(identity, problems);
    }

    @Bean
    CallMeter callMeter(ObjectProvider<MeterRegistry> meters, WorkloadIdentity identity) {
        return new CallMeter(meters.getIfAvailable(() -> Metrics.globalRegistry), identity);
    }

    /** How long the certificate is still good, and how long it is in all: what is short depends on that. */
    @Bean
    MeterBinder certificateMeters(WorkloadIdentity identity) {
        return meters -> {
            Gauge.builder("palisade.certificate.remaining", identity, WorkloadIdentity::remainingSeconds)
                    .description("Time until the workload's certificate ends")
                    .baseUnit("seconds")
                    .register(meters);
            Gauge.builder("palisade.certificate.life", identity, WorkloadIdentity::lifeSeconds)
                    .description("Time from the first use to the end of the workload's certificate")
                    .baseUnit("seconds")
                    .register(meters);
        };
    }
}
