package dev.palisade.platform.event;

import dev.palisade.platform.identity.WorkloadIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Writes security events where {@code palisade.events.file} names a file for this process. */
@AutoConfiguration
@ConditionalOnProperty("palisade.events.file")
public final class EventsAutoConfiguration {

    @Bean
    EventFile eventFile(@Value("${palisade.events.file}") Path file, ObjectProvider<MeterRegistry> meters) {
        return new EventFile(file, Clock.systemUTC(), meters.getIfAvailable(() -> Metrics.globalRegistry));
    }

    @Bean
    SecurityEvents securityEvents(
            EventFile file,
            @Value("${spring.application.name}") String service,
            ObjectProvider<WorkloadIdentity> identity) {
        SecurityEvents events = new SecurityEvents(service, file::add);
        events.started();
        identity.ifAvailable(own -> own.beforeRenewal(() -> events.renewed("certificate")));
        return events;
    }
}
