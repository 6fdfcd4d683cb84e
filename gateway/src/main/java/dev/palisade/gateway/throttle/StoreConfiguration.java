package dev.palisade.gateway.throttle;

import dev.palisade.platform.identity.WorkloadIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The shared store, where one was asked for. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "palisade.gateway.throttle.store", havingValue = "valkey")
class StoreConfiguration {

    @Bean
    ThrottleStore throttleStore(StoreProperties properties, WorkloadIdentity identity, MeterRegistry meters) {
        return new ThrottleStore(properties, () -> identity.current().bundle(), meters);
    }
}
