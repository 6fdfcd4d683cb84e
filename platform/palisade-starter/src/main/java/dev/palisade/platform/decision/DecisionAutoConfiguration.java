package dev.palisade.platform.decision;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Makes the decision log available as a bean. */
@AutoConfiguration
public final class DecisionAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DecisionLog decisionLog(ObjectProvider<ObservationRegistry> observations) {
        return new DecisionLog(observations.getIfAvailable(() -> ObservationRegistry.NOOP));
    }
}
