package dev.palisade.platform.decision;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.observation.SecurityObservationSettings;

/** Makes the decision log available as a bean, and counts what it says. */
@AutoConfiguration
public final class DecisionAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DecisionLog decisionLog(
            ObjectProvider<ObservationRegistry> observations, ObjectProvider<DecisionListener> listeners) {
        return new DecisionLog(
                observations.getIfAvailable(() -> ObservationRegistry.NOOP),
                listeners.orderedStream().toList());
    }

    @Bean
    DecisionListener decisionMeter(ObjectProvider<MeterRegistry> meters) {
        return new DecisionMeter(meters.getIfAvailable(() -> Metrics.globalRegistry));
    }

    /** What security decides is told by the decision log; a span for each of its filters tells nobody anything. */
    @Bean
    @ConditionalOnMissingBean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }
}
